import pytest

from bot.conversations.distress import DistressLevel
from bot.understanding.distress import DistressScreen
from bot.understanding.phrases import load

CRISIS, DISTRESSED, CALM = DistressLevel.CRISIS, DistressLevel.DISTRESSED, DistressLevel.CALM


@pytest.fixture
def rules(tmp_path) -> DistressScreen:
    return DistressScreen.load(tmp_path / "never_trained.npz")


def test_an_untrained_screen_says_so(rules):
    assert not rules.is_learned


@pytest.mark.parametrize(
    "text",
    [
        "想 死",
        "我*想*死",
        "想\u200b死",
        "想😭死",
        "s u i c i d e",
        "i w a n t t o d i e",
        "ｋｉｌｌ ｍｙｓｅｌｆ",
        "KILL MYSELF",
        "4自殺",
        "xiang si",
        "Xiǎng sǐ",
        "不想或了",
        "4了算了",
        "我真的唔想再生存落去",
        "如果我不在了,这笔钱是不是就不用还了",
    ],
)
def test_untrained_rules_still_see_a_certain_phrase(rules, text):
    assert rules.screen(text).level is CRISIS


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ud800",
        "笑死我了",
        "想死你们了",
        "跳楼价甩卖吗",
        "我想四月还",
        "我想4号还钱",
        "不想获得新的贷款",
        "dying to know my balance",
        "it is 5 kms away",
        "你们app又崩溃了",
    ],
)
def test_harmless_words_are_calm_for_the_rules(rules, text):
    assert rules.screen(text).level is CALM


def test_evidence_names_the_phrase(rules):
    assert rules.screen("我真的不想活了").evidence == ("不想活",)


def test_a_cry_inside_a_long_message_is_found(rules):
    assert rules.screen("还款问题" * 300 + "我想自杀" + "还款问题" * 300).level is CRISIS


def test_no_harmless_phrase_hides_a_whole_certain_one():
    """A certain phrase that always stands in a harmless one could never be found."""
    phrases = load()
    for certain in phrases.certain[CRISIS]:
        assert not any(harmless in certain for harmless in phrases.harmless), certain
