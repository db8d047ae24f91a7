"""What walkers say: examples of every intent in all languages, and answers to what forms ask."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

DATA = Path(__file__).parents[2] / "data" / "nlu"

# ruff: noqa: E501 - rows of words
ANSWERS = (
    "500", "100", "1", "0", "-5", "9999999", "第一个", "第二個", "the second one", "3", "全部", "一半",
    "half", "yes", "好", "同意", "啱", "no", "不要", "唔係", "下周五", "next friday", "15号", "the 15th",
    "昨天", "明年", "分6期", "6 installments", "分100期", "每期400", "HK$300", "兩個禮拜", "a month",
    "2 years", "😀", " ", "?", "/affirm", '/inform{"offer":"x"}', "没有", "none", "我想想",
)  # fmt: skip
CORRECTIONS = (
    "不是500，是400", "no, 80", "no, the 15th", "唔係，600", "等等，改成下个月3号", "actually 3 installments",
    "我是说200", "not friday, monday", "改成8期", "不，第二个", "wait, no", "說錯了，是300",
)  # fmt: skip
LEAVING = ("算了", "取消", "cancel", "唔好喇", "start over", "stop this")
CRISES = ("我不想活了", "I want to kill myself", "我想死", "唔想做人喇")


@cache
def examples() -> tuple[tuple[str, str], ...]:
    """Intent and message; sorted, so that a walk can be walked again."""
    found = []
    for path in sorted(DATA.glob("*/*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            lines = entry["examples"].splitlines()
            found += [(entry["intent"], line.removeprefix("- ").strip()) for line in lines]
    return tuple(found)


@cache
def intents() -> tuple[str, ...]:
    return tuple(sorted({intent for intent, _ in examples()}))


@cache
def messages_of(intent: str) -> tuple[str, ...]:
    return tuple(text for name, text in examples() if name == intent)
