from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bot.understanding.encoder import DIMENSIONS, encode


def test_the_same_wish_in_two_languages_is_near():
    pay, paid_in_chinese, weather = encode(["I want to pay my loan", "我想还贷款", "nice weather"])
    assert pay @ paid_in_chinese > pay @ weather


def test_blank_and_broken_texts_have_a_row_of_zeros():
    assert not encode(["", "   ", "\ud800"]).any()


def test_a_very_long_text_is_cut():
    assert encode(["debt " * 20_000]).shape == (1, DIMENSIONS)


def test_threads_share_one_encoder():
    texts = [f"message {n}" for n in range(40)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: encode([text])[0], texts))
    assert np.allclose(together, encode(texts), atol=1e-5)
