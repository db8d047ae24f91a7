"""Taking payments, built from the settings: the page, the provider behind it, and its watch."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import BaseRoute

from actions.papers import receipt
from bot.ledger.clock import is_demonstration
from bot.payments.demonstration import DemonstrationCashier
from bot.payments.hosted import HostedProvider
from bot.payments.provider import Provider
from bot.payments.routes import Cashier
from bot.payments.watching import watch_claims
from bot.program import CannotServe, Program
from bot.servicing.receipts import Till


def build_till(program: Program) -> Till:
    return Till(program.voice, program.terms, receipt)


def start_cashier(
    program: Program, till: Till, notify: Callable[[str], None], address: str
) -> BaseRoute:
    """The page's routes. Raises ``CannotServe`` where the provider is half set up."""
    program.renderer.know(pay_address=address)
    program.start(watch_claims(program.database, program.voice, notify))
    cashier = Cashier(
        program.database,
        till,
        _provider(program),
        notify,
        brand=program.settings.brand,
        default_locale=program.settings.default_locale,
        address=address,
    )
    return cashier.routes()


def _provider(program: Program) -> Provider | None:
    """A demonstration's cashier never serves a lender's books: it would pay debts with nothing."""
    settings = program.settings
    if settings.payment_provider_url:
        key, secret = settings.payment_provider_key, settings.payment_webhook_secret
        if key is None or secret is None:
            raise CannotServe(
                "PAYMENT_PROVIDER_URL needs PAYMENT_PROVIDER_KEY and PAYMENT_WEBHOOK_SECRET."
            )
        hosted = HostedProvider(
            settings.payment_provider_url, key.get_secret_value(), secret.get_secret_value()
        )
        program.stack.push_async_callback(hosted.close)
        return hosted
    with program.database.reading() as session:
        return DemonstrationCashier() if is_demonstration(session) else None
