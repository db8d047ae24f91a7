"""Intents in Rasa's pipeline, by the classifier that the app uses as well."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import fitted
from bot.nlu.examples import read_intents
from bot.nlu.train_understanding import learn_intents
from bot.understanding.encoder import stay_in_one_thread
from bot.understanding.intents import IntentClassifier

# Rasa reads annotations at run time: its types are imported, not only for checking.

ARTEFACT = "intents.npz"
_RANKED = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class HybridIntentClassifier(GraphComponent, RasaIntentClassifier):  # type: ignore[misc]
    """Sentence embedding and n-grams in one linear model; no tokenizer or featurizer."""

    def __init__(
        self,
        model_storage: ModelStorage,
        resource: Resource,
        classifier: IntentClassifier | None = None,
    ) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._classifier = classifier

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> HybridIntentClassifier:
        del config, execution_context
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> HybridIntentClassifier:
        del config, execution_context, kwargs
        with model_storage.read_from(resource) as folder:
            classifier = IntentClassifier.load(folder / ARTEFACT)
        stay_in_one_thread()
        return cls(model_storage, resource, classifier)

    def train(self, training_data: TrainingData) -> Resource:
        self._classifier = learn_intents(_examples(training_data))
        with self._model_storage.write_to(self._resource) as folder:
            self._save(folder)
        return self._resource

    def _save(self, folder: Path) -> None:
        if self._classifier is not None:
            self._classifier.save(folder / ARTEFACT)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking = (
                []
                if self._classifier is None
                else self._classifier.predict(message.get(TEXT) or "")
            )
            named = [{"name": name, "confidence": share} for name, share in ranking[:_RANKED]]
            message.set(
                INTENT, named[0] if named else {"name": None, "confidence": 0.0}, add_to_output=True
            )
            message.set("intent_ranking", named, add_to_output=True)
        return messages


def _examples(training_data: TrainingData) -> list[tuple[str, str]]:
    """All of them; `bot.nlu.train` shows Rasa only enough of each intent to know that it exists."""
    if fitted.FOLDER in os.environ:
        return read_intents(Path("data"))
    return [(example.get(TEXT), example.get(INTENT)) for example in training_data.intent_examples]
