"""Payments inside Telegram: whether an invoice may still be paid, and that it was."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.orm import Session
from telegram import Bot, PreCheckoutQuery, SuccessfulPayment
from telegram.error import TelegramError

from bot.channels.telegram.errors import send_error
from bot.channels.telegram.updates import CHANNEL
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.payment_tables import PaymentOrder
from bot.ledger.tables import Conversation
from bot.loans import Money
from bot.servicing.payments import Charge, OrderState, amount_of, order_state, post_charge
from bot.servicing.receipts import Till

log = logging.getLogger(__name__)


class Invoices:
    """``word`` gives a response's text in a locale; ``notify`` hears of conversations."""

    def __init__(
        self,
        database: Database,
        till: Till,
        notify: Callable[[str], None],
        word: Callable[[str, str], str],
    ) -> None:
        self._database = database
        self._till = till
        self._notify = notify
        self._word = word

    async def answer(self, bot: Bot, query: PreCheckoutQuery) -> None:
        """Telegram waits ten seconds, then gives the payment up."""
        asked = Money(query.total_amount, query.currency)
        refused_in = await self._database.read(
            _refusal, query.invoice_payload, str(query.from_user.id), asked
        )
        error = self._word("part_invoice_closed", refused_in) if refused_in else None
        try:
            await bot.answer_pre_checkout_query(query.id, ok=error is None, error_message=error)
        except TelegramError as failed:
            log.warning("A payment could not be answered: %s", send_error(failed).code)

    async def take(self, address: str, payment: SuccessfulPayment) -> None:
        """Booked when this returns; until then Telegram tells it again."""
        order_id = payment.invoice_payload
        charge = Charge(
            f"{CHANNEL}:{payment.telegram_payment_charge_id}",
            CHANNEL,
            Money(payment.total_amount, payment.currency),
        )
        conversation = await self._database.read(_conversation_of, order_id, address)
        if conversation is None:
            log.error("A payment was taken in Telegram for an order that is not there")
            return
        await self._database.write(post_charge, order_id, charge, till=self._till)
        self._notify(conversation)


def _refusal(session: Session, order_id: str, address: str, asked: Money) -> str:
    """The locale in which to refuse; empty where it may be paid."""
    order = session.get(PaymentOrder, order_id)
    if order is None:
        return "en"
    conversation = session.get_one(Conversation, order.conversation_id)
    is_theirs = (conversation.channel, conversation.address) == (CHANNEL, address)
    is_open = order_state(order, now=read_clock(session)) is OrderState.OPEN
    return "" if is_theirs and is_open and asked == amount_of(order) else conversation.locale


def _conversation_of(session: Session, order_id: str, address: str) -> str | None:
    order = session.get(PaymentOrder, order_id)
    conversation = session.get(Conversation, order.conversation_id) if order else None
    return conversation.id if conversation and conversation.address == address else None
