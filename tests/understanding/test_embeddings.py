import numpy as np

from bot.understanding import embeddings, encoder
from bot.understanding.embeddings import KeptEmbeddings

TEXTS = ["我要还款", "how much do i owe", "", "我要还款"]


def test_what_was_encoded_once_is_not_encoded_again(tmp_path, monkeypatch):
    before = KeptEmbeddings(tmp_path).encode(TEXTS)
    monkeypatch.setattr(embeddings, "encode_to_keep", None)
    assert np.array_equal(KeptEmbeddings(tmp_path).encode(TEXTS[::-1]), before[::-1])


def test_kept_rows_say_what_the_encoder_says(tmp_path):
    kept = KeptEmbeddings(tmp_path).encode(TEXTS)
    assert np.allclose(kept, encoder.encode(TEXTS), atol=1e-3)


def test_only_new_texts_are_missing(tmp_path):
    kept = KeptEmbeddings(tmp_path)
    kept.encode(TEXTS)
    assert kept.missing([*TEXTS, "新的", "新的"]) == ["新的"]


def test_a_damaged_file_costs_time_only(tmp_path):
    kept = KeptEmbeddings(tmp_path)
    first = kept.encode(TEXTS)
    file = next(tmp_path.iterdir())
    file.write_bytes(file.read_bytes()[:100])
    assert np.array_equal(kept.encode(TEXTS), first)


def test_the_oldest_rows_leave(tmp_path, monkeypatch):
    monkeypatch.setattr(embeddings, "MOST", 2)
    kept = KeptEmbeddings(tmp_path)
    kept.encode(["a", "b"])
    kept.encode(["c"])
    assert kept.missing(["a", "b", "c"]) == ["b"]
