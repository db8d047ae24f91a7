"""Rasa's RabbitMQ event broker, configured by one URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasa.core.brokers.pika import PikaEventBroker

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from rasa.utils.endpoints import EndpointConfig


class RabbitEvents(PikaEventBroker):  # type: ignore[misc]
    @classmethod
    async def from_endpoint_config(
        cls, broker_config: EndpointConfig, event_loop: AbstractEventLoop | None = None
    ) -> RabbitEvents:
        broker = cls(
            broker_config.url,
            username="",
            password="",
            event_loop=event_loop,
            **broker_config.kwargs,
        )
        await broker.connect()
        return broker

    def _configure_url(self) -> str:
        url: str = self.host
        return url
