import pytest

from bot.loans import OfferKind, Role
from bot.terms import SHIPPED, TermsError, load_all, load_terms

GOOD = """\
version: v1
jurisdiction: CN
currency: CNY
products:
  consumer_loan:
    limits:
      - {kind: deferral, max_days: 30}
"""


def load(tmp_path, text):
    path = tmp_path / "cn.yml"
    path.write_text(text, encoding="utf-8")
    return load_terms(path)


def test_the_shipped_terms_are_valid():
    assert load_all()["CN"].products["consumer_loan"].limits[0].approval is Role.ASSISTANT
    assert {path.stem.upper() for path in SHIPPED.glob("*.yml")} == set(load_all())


def test_limits_are_read(tmp_path):
    (limits,) = load(tmp_path, GOOD).products["consumer_loan"].limits
    assert (limits.kind, limits.max_days) == (OfferKind.DEFERRAL, 30)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("max_days: 30", "max_dayz: 30", 7, "unknown_field"),
        ("max_days: 30", "max_days: thirty", 7, "wrong_type"),
        ("max_days: 30", "max_days: 0", 7, "below_1"),
        ("max_days: 30", "max_waived_rate: 0.5", 7, "wrong_type"),
        ("max_days: 30", "max_waived_rate: '1.5'", 7, "not_between_0_and_1"),
        ("max_days: 30", "min_payment_rate: '0'", 7, "not_between_0_and_1"),
        ("max_days: 30", "min_installment: HKD 1.00", 7, "wrong_currency"),
        ("max_days: 30", "min_installment: CNY 1.005", 7, "not_a_value"),
        ("kind: deferral", "kind: holiday", 7, "not_a_value"),
        ("version: v1\n", "", 1, "missing_field"),
        ("    limits:", "    limit:", 6, "unknown_field"),
        ("currency: CNY", "currency: [", 5, "file"),
    ],
)
def test_a_fault_is_named_with_its_line_and_reason(tmp_path, old, new, line, reason):
    with pytest.raises(TermsError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert caught.value.line == line
    assert reason in str(caught.value)


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(TermsError) as caught:
        load(tmp_path, "")
    assert caught.value.line == 1


def test_two_files_for_one_jurisdiction_are_refused(tmp_path):
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(TermsError, match="two files"):
        load_all(tmp_path)
