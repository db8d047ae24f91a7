"""Short ways to ask for offers in tests of the rules of money."""

from datetime import date, datetime, time

from bot.loans import Loan, Money, OfferRequest, Payment, agree, compute_offers

TODAY = date(2026, 4, 20)


def cny(amount):
    return Money.of(amount, "CNY")


def current(terms):
    """Nothing due yet."""
    return Loan(terms)


def late(terms):
    """One installment paid, two missed, the next due on 15 May."""
    return Loan(terms, (Payment("p1", cny("1079.71"), date(2026, 2, 15)),))


def ask(loan, terms, *, today=TODAY, **request):
    more = {
        name: request.pop(name) for name in ("role", "overrides", "holidays") if name in request
    }
    return compute_offers(loan, OfferRequest(**request), terms, today=today, **more)


def agreed(offer, terms, reference="A-1"):
    now = datetime.combine(offer.computed_on, time(10))
    return agree(reference, offer, terms, now=now, today=offer.computed_on)
