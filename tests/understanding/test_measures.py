import pytest

from bot.understanding import measures


def test_macro_f1_counts_rare_labels_as_much_as_common_ones():
    truth = ["a"] * 9 + ["b"]
    assert measures.macro_f1(truth, ["a"] * 10) == pytest.approx((18 / 19 + 0) / 2)


def test_confusions_come_commonest_first():
    found = measures.confusions(["a", "a", "b", "c"], ["b", "b", "a", "c"])
    assert found == [(("a", "b"), 2), (("b", "a"), 1)]


def test_sure_and_right_is_calibrated():
    assert measures.calibration_error(measures.calibration([1.0, 1.0], [True, True])) == 0


def test_sure_and_wrong_is_not_calibrated():
    assert measures.calibration_error(measures.calibration([1.0], [False])) == 1


def test_curve_trades_recall_for_alarms():
    low, high = measures.curve([0.9, 0.4, 0.6, 0.1], [True, True, False, False], (0.3, 0.8))
    assert (low.recall, low.false_alarms) == (1, 0.5)
    assert (high.recall, high.false_alarms) == (0.5, 0)


def test_auroc_counts_ties_by_half():
    assert measures.auroc([1.0, 0.5], [0.5, 0.0]) == pytest.approx(3.5 / 4)


def test_mcnemar_of_two_equal_models_is_no_evidence():
    assert measures.mcnemar([True, False], [True, False]) == (0, 0, 1.0)


def test_mcnemar_of_ten_to_none_is_evidence():
    first, other, p = measures.mcnemar([True] * 10, [False] * 10)
    assert (first, other) == (10, 0)
    assert p == pytest.approx(2 / 1024)
