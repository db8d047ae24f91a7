from datetime import UTC, datetime, timedelta

from bot.conversations.distress import DistressLevel, DistressReading, Turn, decide

NOW = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
CALM = DistressReading(DistressLevel.CALM, 0.05, 0.0)
WEAK = DistressReading(DistressLevel.CALM, 0.8, 0.1, ("睡不好",))
WEAK_CRISIS = DistressReading(DistressLevel.DISTRESSED, 1.2, 0.7, ("累了",))
DISTRESSED = DistressReading(DistressLevel.DISTRESSED, 1.1, 0.2, ("崩溃",))
CRISIS = DistressReading(DistressLevel.CRISIS, 1.5, 1.3, ("不想活",))


def turns(*readings, minutes=2):
    last = len(readings) - 1
    return [
        Turn(reading, NOW - timedelta(minutes=minutes * (last - i)))
        for i, reading in enumerate(readings)
    ]


def level(*readings, **how):
    return decide(turns(*readings, **how), now=NOW).level


def test_nothing_said_is_calm():
    assert decide([], now=NOW).level is DistressLevel.CALM


def test_one_strong_sign_decides_alone():
    assert level(CALM, DISTRESSED) is DistressLevel.DISTRESSED


def test_one_weak_sign_is_calm():
    assert level(CALM, WEAK) is DistressLevel.CALM


def test_weak_signs_add_up():
    assert level(WEAK, WEAK, WEAK) is DistressLevel.DISTRESSED


def test_weak_signs_of_a_crisis_add_up_to_a_crisis():
    assert level(WEAK_CRISIS, WEAK_CRISIS, WEAK_CRISIS) is DistressLevel.CRISIS


def test_calm_turns_lower_distress():
    assert level(DISTRESSED, CALM, CALM) is DistressLevel.CALM


def test_calm_turns_never_lower_a_crisis():
    assert level(CRISIS, *[CALM] * 30) is DistressLevel.CRISIS


def test_a_crisis_outlives_the_window():
    old = [Turn(CRISIS, NOW - timedelta(days=9)), Turn(CALM, NOW)]
    assert decide(old, now=NOW).level is DistressLevel.CRISIS


def test_a_human_clears_what_was_said_until_then():
    said = turns(CRISIS, CALM)
    assert decide(said, now=NOW, cleared_at=NOW).level is DistressLevel.CALM


def test_a_new_crisis_after_a_clearance_counts():
    said = turns(CRISIS, CALM, CRISIS)
    decision = decide(said, now=NOW, cleared_at=NOW - timedelta(minutes=1))
    assert decision.level is DistressLevel.CRISIS


def test_weak_signs_fade_with_hours():
    assert level(WEAK, WEAK, WEAK, minutes=60 * 20) is DistressLevel.CALM


def test_evidence_comes_latest_first_without_repetition():
    decision = decide(turns(CRISIS, WEAK, CRISIS), now=NOW)
    assert decision.evidence == ("不想活",)
    assert decide(turns(DISTRESSED, WEAK, DISTRESSED), now=NOW).evidence == ("崩溃", "睡不好")
