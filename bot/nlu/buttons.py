"""What a button of ours means, in domain.yml's notation: `/intent{"entity": "value"}`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rasa.shared.core.domain import Domain

_PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?")


def read(payload: str, domain: Domain) -> dict[str, Any]:
    """Rasa's parse data for a button.

    Raises:
        ValueError: it is no payload, or the domain does not have its intent or an entity of it.
    """
    match = _PAYLOAD.fullmatch(payload)
    if match is None or match["intent"] not in domain.intents:
        raise ValueError("not a payload of this domain")
    values = json.loads(match["entities"] or "{}")
    if unknown := values.keys() - set(domain.entities):
        raise ValueError(f"entities that the domain does not have: {sorted(unknown)}")
    entities = [
        {"entity": name, "value": value, "extractor": "button"} for name, value in values.items()
    ]
    intent = {"name": match["intent"], "confidence": 1.0}
    return {"text": payload, "intent": intent, "entities": entities, "intent_ranking": [intent]}
