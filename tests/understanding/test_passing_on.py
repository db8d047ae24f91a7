from __future__ import annotations

import numpy as np
import pytest

from bot.understanding import encoder
from bot.understanding.passing_on import hear, tell


def test_what_is_told_of_a_message_is_not_encoded_again(monkeypatch):
    told = tell("How much do I owe, exactly?")
    said = encoder.encode(["how much do i owe, exactly?"])
    monkeypatch.setattr(encoder, "_recent", {})
    hear("How much do I owe, exactly?", told)
    monkeypatch.setattr(encoder, "_encoder", None)
    assert np.array_equal(encoder.encode(["how much do i owe, exactly?"]), said)


@pytest.mark.parametrize("told", ["!", "AAAA", "AAAAAAAA"])
def test_what_is_no_embedding_is_refused(told):
    with pytest.raises(ValueError, match=r"embedding|buffer"):
        hear("hello", told)
