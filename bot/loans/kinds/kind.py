"""What one kind of offer has to say about itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.loans.case import Case
from bot.loans.draft import Draft
from bot.loans.offer import Refusal
from bot.loans.terms import Limits, OfferKind, Reason


@dataclass(frozen=True)
class Kind:
    """An option is one number: of installments, of days, a day of the month or a percentage.

    ``asked`` reads it from the request; ``usual`` are those shown when none was named; ``bound`` is
    the largest that limits allow, and ``beyond`` the reason when more was asked for.
    """

    kind: OfferKind
    unavailable: Callable[[Case], Refusal | None]
    asked: Callable[[Case], int | None]
    usual: Callable[[Case, Limits], Iterable[int]]
    bound: Callable[[Limits], int | None]
    build: Callable[[Case, Limits, int], Draft]
    beyond: Reason = Reason.TOO_MANY_INSTALLMENTS
    heeds_amount: bool = False
    """Whether the amount that the borrower can pay each time shapes it."""


def upto(usual: Iterable[int], longest: int) -> Iterable[int]:
    """The usual options below the longest one, and that one."""
    return (*(count for count in usual if count < longest), longest)
