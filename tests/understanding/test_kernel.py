import numpy as np
import pytest

from bot.understanding.intents import OUT_OF_SCOPE, IntentClassifier
from bot.understanding.kernel import KernelModel, UnusableModelError
from bot.understanding.writing import read

EXAMPLES = {
    "make_payment": ["我要还款", "pay now", "现在还五百", "i want to pay my loan", "还钱"],
    "ask_balance": ["还欠多少", "how much do i owe", "总共多少钱", "what is my balance", "欠多少"],
    "greet": ["你好", "hello", "hi there", "早上好", "您好"],
}


@pytest.fixture(scope="module")
def classifier():
    pairs = [(text, intent) for intent, texts in EXAMPLES.items() for text in texts]
    return IntentClassifier.fit([text for text, _ in pairs], [intent for _, intent in pairs])


@pytest.mark.parametrize(
    ("text", "intent"),
    [("我想還款", "make_payment"), ("how much is it i owe", "ask_balance"), ("hello you", "greet")],
)
def test_what_was_learned_is_told_of_other_words(classifier, text, intent):
    assert classifier.predict(text)[0][0] == intent


def test_confidences_add_up_and_fall(classifier):
    shares = [share for _, share in classifier.predict("还多少")]
    assert sum(shares) == pytest.approx(1, abs=1e-5)
    assert shares == sorted(shares, reverse=True)


def test_a_blank_text_is_out_of_scope(classifier):
    assert classifier.predict(" \u200b ") == [(OUT_OF_SCOPE, 1.0)]


def test_a_saved_model_answers_as_before(classifier, tmp_path):
    path = tmp_path / "deep" / "intents.npz"
    classifier.save(path)
    kept = IntentClassifier.load(path)
    writings = [read("还多少"), read("pay it now")]
    assert np.allclose(kept.model.scores(writings), classifier.model.scores(writings), atol=0.02)


def test_a_missing_model_is_named(tmp_path):
    with pytest.raises(UnusableModelError, match=r"gone\.npz"):
        KernelModel.load(tmp_path / "gone.npz")


def test_a_damaged_model_is_refused(classifier, tmp_path):
    path = tmp_path / "intents.npz"
    classifier.save(path)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(UnusableModelError):
        KernelModel.load(path)


def test_parts_of_two_models_are_refused(classifier, tmp_path):
    path, other = tmp_path / "intents.npz", tmp_path / "other.npz"
    classifier.save(path)
    IntentClassifier.fit(["a b c", "d e f", "a b", "d e"], ["x", "y", "x", "y"]).save(other)
    path.with_suffix(".json").write_text(other.with_suffix(".json").read_text("utf-8"), "utf-8")
    with pytest.raises(UnusableModelError, match="do not fit together"):
        KernelModel.load(path)


def test_a_model_of_another_layout_is_refused(classifier, tmp_path):
    path = tmp_path / "intents.npz"
    classifier.save(path)
    with np.load(path) as arrays:
        parts = {name: arrays[name] for name in arrays.files}
    np.savez(path, **(parts | {"examples": parts["examples"].T}))
    with pytest.raises(UnusableModelError, match="do not fit together"):
        KernelModel.load(path)
