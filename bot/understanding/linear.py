"""A linear model over embedding and n-grams: scikit-learn fits it, NumPy alone reads it."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.understanding.encoder import DIMENSIONS, Vectors, encode
from bot.understanding.features import Vocabulary, grams
from bot.understanding.writing import Writing

Scores = npt.NDArray[np.float32]

EMBEDDING_SCALE = 4.0
"""Stretches unit-length embeddings so that one regularisation suits them and the n-grams."""


class UnusableModelError(Exception):
    """The artefact is missing, damaged, or of another format; the message names the file."""


@dataclass(frozen=True)
class LinearModel:
    """`weights`: a row for each embedding dimension, then each n-gram; a column for each label."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Scores
    bias: Scores

    def scores(self, writing: Writing, embedding: Vectors | None = None) -> Scores:
        """One unnormalised log-probability for each label."""
        vector = encode([writing.text])[0] if embedding is None else embedding
        columns, values = self.vocabulary.weigh(grams(writing))
        dense = (EMBEDDING_SCALE * vector) @ self.weights[:DIMENSIONS]
        told: Scores = dense + values @ self.weights[DIMENSIONS + columns] + self.bias
        return told

    def telling(self, writing: Writing, label: str, most: int = 3) -> tuple[str, ...]:
        """The message's own n-grams that spoke most for `label`, strongest first."""
        found = grams(writing)
        columns, values = self.vocabulary.weigh(found)
        parts = values * self.weights[DIMENSIONS + columns, self.labels.index(label)]
        known = [gram for gram in found if gram in self.vocabulary.columns]
        ranked = sorted(zip(parts.tolist(), known, strict=True), reverse=True)
        shown = (gram.strip("~! ") for part, gram in ranked if part > 0)
        return tuple(list(dict.fromkeys(gram for gram in shown if len(gram) > 1))[:most])

    def save(self, path: Path) -> None:
        """Write `path` (.npz) and its readable header beside it (.json)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        header = {"labels": self.labels, "grams": list(self.vocabulary.columns)}
        path.with_suffix(".json").write_text(json.dumps(header, ensure_ascii=False), "utf-8")
        half = self.weights.astype(np.float16)
        np.savez_compressed(path, weights=half, bias=self.bias, rarity=self.vocabulary.rarity)

    @classmethod
    def load(cls, path: Path) -> "LinearModel":
        try:
            header = json.loads(path.with_suffix(".json").read_text("utf-8"))
            with np.load(path, allow_pickle=False) as arrays:
                weights = arrays["weights"].astype(np.float32)
                bias, rarity = arrays["bias"], arrays["rarity"]
            columns = {gram: i for i, gram in enumerate(header["grams"])}
            model = cls(tuple(header["labels"]), Vocabulary(columns, rarity), weights, bias)
        except (OSError, KeyError, ValueError) as error:
            raise UnusableModelError(f"cannot read the model {path}: {error}") from error
        if weights.shape != (DIMENSIONS + len(columns), len(model.labels)):
            raise UnusableModelError(
                f"cannot read the model {path}: its weights do not fit its labels"
            )
        return model


def fit(
    writings: Sequence[Writing],
    labels: Sequence[str],
    *,
    strength: float,
    vectors: Vectors | None = None,
) -> LinearModel:
    """Multinomial logistic regression; `strength` is the inverse of regularisation.

    Needs scikit-learn, which Rasa's environment has.
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - to train only

    documents = [grams(writing) for writing in writings]
    vocabulary = Vocabulary.of(documents)
    embeddings = encode([writing.text for writing in writings]) if vectors is None else vectors
    regression = LogisticRegression(C=strength, class_weight="balanced", max_iter=200, tol=1e-3)
    regression.fit(_table(embeddings, vocabulary, documents), list(labels))
    weights, bias = regression.coef_.T, regression.intercept_
    if weights.shape[1] == 1:  # scikit-learn keeps one column for two classes
        weights, bias = np.hstack([-weights, weights]) / 2, np.hstack([-bias, bias]) / 2
    return LinearModel(
        tuple(map(str, regression.classes_)),
        vocabulary,
        weights.astype(np.float32),
        bias.astype(np.float32),
    )


def softmax(scores: Scores) -> Scores:
    grown = np.exp(scores - scores.max())
    shares: Scores = grown / grown.sum()
    return shares


def _table(embeddings: Vectors, vocabulary: Vocabulary, documents: Sequence[Counter[str]]):  # type: ignore[no-untyped-def]  # noqa: ANN202 - SciPy has no types here
    from scipy.sparse import csr_matrix, hstack  # noqa: PLC0415 - only where models are trained

    weighed = [vocabulary.weigh(document) for document in documents]
    starts = np.cumsum([0, *(len(columns) for columns, _ in weighed)])
    columns = np.concatenate([columns for columns, _ in weighed])
    values = np.concatenate([values for _, values in weighed])
    sparse = csr_matrix((values, columns, starts), shape=(len(documents), len(vocabulary.columns)))
    return hstack([csr_matrix(EMBEDDING_SCALE * embeddings), sparse], format="csr")
