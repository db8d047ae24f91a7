"""Amounts, dates, durations and the like in Rasa's pipeline: what `bot.conversations` reads."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.conversations.entities import extract

EXTRACTOR = "EntityReader"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityReader(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Reads a message against the borrower's own day, which the app sends as metadata."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityReader:
        del config, model_storage, resource, execution_context
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            known = message.get("metadata") or {}
            if "as_of" in known:
                message.set(ENTITIES, _read(message.get(TEXT) or "", known), add_to_output=True)
        return messages


def _read(text: str, known: dict[str, Any]) -> list[dict[str, Any]]:
    found = extract(
        text,
        as_of=date.fromisoformat(known["as_of"]),
        currency=known["currency"],
        locale=known.get("locale"),
        expecting=known.get("expecting"),
    )
    return [{**asdict(entity), "extractor": EXTRACTOR} for entity in found]
