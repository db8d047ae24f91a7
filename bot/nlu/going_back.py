"""What was put aside is brought up again, once, as soon as nothing else is open."""

from __future__ import annotations

from typing import Any

from rasa.core.featurizers.precomputation import MessageContainerForCoreFeaturization
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

# Rasa reads annotations at run time: its types are imported, not only for checking.

OFFER = "action_offer_to_go_back"
_NOT_AFTER = {None, ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME}
_FIRST = 9  # before the rules, which would listen


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False
)
class GoingBackPolicy(Policy):  # type: ignore[misc]
    """After any answer, of rules or forms: a rule would have to name each of them."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": _FIRST}

    def train(
        self,
        training_trackers: list[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: Any,
    ) -> Resource:
        del training_trackers, domain, kwargs
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        precomputations: MessageContainerForCoreFeaturization | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        del rule_only_data, precomputations, kwargs
        scores = self._default_predictions(domain)
        if (action := next_action(tracker)) is not None:
            scores[domain.index_for_action(action)] = 1.0
        return self._prediction(scores)


def next_action(tracker: DialogueStateTracker) -> str | None:
    if tracker.latest_action_name == OFFER:
        return str(ACTION_LISTEN_NAME)
    if tracker.latest_action_name in _NOT_AFTER or tracker.get_slot("journey"):
        return None
    return OFFER if tracker.get_slot("go_back") else None
