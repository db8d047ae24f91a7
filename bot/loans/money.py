"""Exact money: whole minor units of one currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import total_ordering

from bot.loans.errors import CurrencyMismatchError, LoanError

# Source: ISO 4217, currencies whose minor unit is not a hundredth.
_DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_CODE_LENGTH = 3


def decimals_of(currency: str) -> int:
    """How many decimals the currency is written with (ISO 4217)."""
    return _DECIMALS.get(currency, 2)


def divide(numerator: int, denominator: int) -> int:
    """Divide, rounded to the nearest whole, halves to even."""
    quotient, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return quotient + (twice > denominator or (twice == denominator and quotient % 2 == 1))


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units: ``Money(1250, "CNY")`` is CNY 12.50. May be negative."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """Exactly this amount in major units; refused when the currency has fewer decimals."""
        try:
            scaled = Decimal(amount).scaleb(decimals_of(currency))
            minor = int(scaled)
        except (InvalidOperation, ValueError, OverflowError):
            raise LoanError("not_an_amount", amount=str(amount)) from None
        if minor != scaled:
            raise LoanError("too_many_decimals", amount=str(amount), currency=currency)
        return cls(minor, currency)

    @classmethod
    def round(cls, amount: Decimal, currency: str, *, rounding: str = ROUND_HALF_EVEN) -> Money:
        """Round the amount in major units to the currency's minor unit."""
        scaled = amount.scaleb(decimals_of(currency))
        return cls(int(scaled.to_integral_value(rounding=rounding)), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read what ``str`` writes: ``CNY 12.50``."""
        currency, _, amount = text.partition(" ")
        if len(currency) != _CODE_LENGTH or not currency.isupper():
            raise LoanError("not_an_amount", amount=text)
        return cls.of(amount, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with all decimals of the currency."""
        return Decimal(self.minor).scaleb(-decimals_of(self.currency))

    def __str__(self) -> str:
        return f"{self.currency} {self.decimal:f}"

    def __bool__(self) -> bool:
        return self.minor != 0

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def share(self, fraction: Decimal, *, rounding: str = ROUND_HALF_EVEN) -> Money:
        """This fraction of the amount, rounded to the minor unit."""
        product = Decimal(self.minor) * fraction
        return Money(int(product.to_integral_value(rounding=rounding)), self.currency)

    def split(self, parts: int) -> tuple[Money, ...]:
        """Equal parts that sum to the amount exactly; the last one absorbs the rest."""
        if parts < 1:
            raise LoanError("not_a_number_of_parts", parts=parts)
        part = self.minor // parts
        last = self.minor - part * (parts - 1)
        return (*(Money(part, self.currency),) * (parts - 1), Money(last, self.currency))

    def split_by(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Parts in these proportions, summing exactly; largest remainders get the odd units."""
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise LoanError("not_weights", weights=tuple(weights))
        shares = [divmod(self.minor * weight, total) for weight in weights]
        spare = self.minor - sum(share for share, _ in shares)
        order = sorted(range(len(shares)), key=lambda place: -shares[place][1])
        raised = set(order[:spare])
        return tuple(
            Money(share + (place in raised), self.currency)
            for place, (share, _) in enumerate(shares)
        )

    def _same(self, other: Money) -> int:
        if self.currency != other.currency:
            raise CurrencyMismatchError(
                "currency_mismatch", expected=self.currency, got=other.currency
            )
        return other.minor


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum; zero of the currency when there are none."""
    return sum(amounts, start=Money(0, currency))
