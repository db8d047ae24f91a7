"""Rasa decides which response is said; the app renders it in the borrower's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator

if TYPE_CHECKING:
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker
    from rasa.utils.endpoints import EndpointConfig

# rasa-sdk's utter_message always sends these fields, empty or not.
_SDK_FIELDS = frozenset(
    {"attachment", "buttons", "custom", "elements", "image", "template", "text"}
)
_DOMAIN = "domain_responses"  # Rasa's own actions bring the domain along


class ResponseNames(TemplatedNaturalLanguageGenerator):  # type: ignore[misc]
    """Says a response's name and arguments instead of its text.

    It has to be a subclass of Rasa's templated generator: only to those does the agent hand the
    domain's responses.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        del endpoint_config
        super().__init__(domain.responses)

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """None for a response that the domain does not have, as Rasa's own generators answer."""
        del tracker, output_channel
        if utter_action not in self.responses:
            return None
        arguments = {
            name: value
            for name, value in kwargs.items()
            if name != _DOMAIN and (value or name not in _SDK_FIELDS)
        }
        return {"custom": {"response": utter_action, "arguments": arguments}}
