"""What is stored. Money and agreements are appended, never edited; state is derived from them."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

Json = JSON().with_variant(JSONB(), "postgresql")
# SQLite numbers rows by itself only for INTEGER keys.
RowId = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware out, UTC in the database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[str]: Json,
    }


def new_id() -> str:
    return uuid.uuid4().hex


class Borrower(Base):
    __tablename__ = "borrower"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    birth_date: Mapped[date]
    phone: Mapped[str] = mapped_column(String(20), index=True)
    locale: Mapped[str] = mapped_column(String(20))
    timezone: Mapped[str] = mapped_column(String(64))
    country: Mapped[str] = mapped_column(String(2))
    loans: Mapped[list[Loan]] = relationship(back_populates="borrower", order_by="Loan.id")


class Loan(Base):
    """``facts`` is the record of a ``bot.loans`` loan; nothing derived from it is stored."""

    __tablename__ = "loan"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    borrower_id: Mapped[int] = mapped_column(ForeignKey("borrower.id"), index=True)
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    product: Mapped[str] = mapped_column(String(64))
    currency: Mapped[str] = mapped_column(String(3))
    facts: Mapped[dict[str, Any]]
    borrower: Mapped[Borrower] = relationship(back_populates="loans")
    payments: Mapped[list[Payment]] = relationship(order_by="Payment.id")


class Payment(Base):
    __tablename__ = "payment"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    reference: Mapped[str] = mapped_column(String(64), unique=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    received_on: Mapped[date]
    reversal_of: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]


class Offer(Base):
    """An offer as it was computed: the record holds terms version, inputs and arithmetic."""

    __tablename__ = "offer"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    terms_version: Mapped[str] = mapped_column(String(40))
    record: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Arrangement(Base):
    """One agreement; its offer can be agreed only once. Its status is its last entry."""

    __tablename__ = "arrangement"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    offer_id: Mapped[str] = mapped_column(ForeignKey("offer.id"), unique=True)
    agreed_at: Mapped[datetime]
    cooling_off_until: Mapped[datetime]
    consent: Mapped[dict[str, Any]]
    offer: Mapped[Offer] = relationship()
    entries: Mapped[list[ArrangementEntry]] = relationship(order_by="ArrangementEntry.id")


class ArrangementEntry(Base):
    __tablename__ = "arrangement_entry"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    arrangement_id: Mapped[int] = mapped_column(ForeignKey("arrangement.id"), index=True)
    status: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(200), default="")
    # Given once a date was missed: until then it can be made up for.
    chance_until: Mapped[date | None]


class OfferOverride(Base):
    """A refusal set aside for one loan by a person who may; counts until it is used or too old."""

    __tablename__ = "offer_override"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    kind: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(40))
    why: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


class TermsVersion(Base):
    """The lender's terms as they were when a version was first in use: offers name it."""

    __tablename__ = "terms_version"

    version: Mapped[str] = mapped_column(String(40), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(String(2))
    record: Mapped[dict[str, Any]]
    kept_at: Mapped[datetime]


class Budget(Base):
    """What a borrower said of a month's money, in minor units; the newest counts."""

    __tablename__ = "budget"
    __table_args__ = (UniqueConstraint("borrower_id", "message_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    borrower_id: Mapped[int] = mapped_column(ForeignKey("borrower.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    currency: Mapped[str] = mapped_column(String(3))
    income: Mapped[int] = mapped_column(BigInteger)
    essentials: Mapped[int] = mapped_column(BigInteger)
    other_debts: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Promise(Base):
    __tablename__ = "promise"
    __table_args__ = (UniqueConstraint("loan_id", "made_by_message"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    made_on: Mapped[date]
    made_by_message: Mapped[int] = mapped_column(ForeignKey("message.id"))
    # References of the payments that were in the books by then and so cannot keep it.
    payments_before: Mapped[list[str]]
    withdrawn_on: Mapped[date | None]


class HardshipReport(Base):
    __tablename__ = "hardship_report"
    __table_args__ = (UniqueConstraint("borrower_id", "message_id", "reason"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    borrower_id: Mapped[int] = mapped_column(ForeignKey("borrower.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    reason: Mapped[str] = mapped_column(String(40))
    since: Mapped[date | None]
    expected_end: Mapped[date | None]
    # Said more or corrected: the later report stands, both stay.
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("hardship_report.id"))
    reported_at: Mapped[datetime]


class Case(Base):
    """What a borrower set going and the lender has to answer. Its state is its last entry."""

    __tablename__ = "opened_case"
    __table_args__ = (UniqueConstraint("message_id", "kind"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    # None: taken from somebody who had not proven who they are.
    borrower_id: Mapped[int | None] = mapped_column(ForeignKey("borrower.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    opened_at: Mapped[datetime]
    answer_by: Mapped[date | None]
    clock_source: Mapped[str] = mapped_column(String(200), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    entries: Mapped[list[CaseEntry]] = relationship(order_by="CaseEntry.id")


class CaseEntry(Base):
    """opened, specified (another kind), told (a message that belongs to it), withdrawn, closed."""

    __tablename__ = "case_entry"
    __table_args__ = (UniqueConstraint("case_id", "entry", "message_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("opened_case.id"), index=True)
    entry: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Pause(Base):
    """Reminders held back for a conversation: who set it, why, what ends it, when it ended."""

    __tablename__ = "pause"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    borrower_id: Mapped[int | None] = mapped_column(ForeignKey("borrower.id"), index=True)
    reason: Mapped[str] = mapped_column(String(40))
    set_by: Mapped[str] = mapped_column(String(80))
    set_at: Mapped[datetime]
    until: Mapped[datetime | None]
    ends_when: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(80))
    ended_why: Mapped[str | None] = mapped_column(String(200))


class Conversation(Base):
    """All messages with one sender. ``id`` is also the sender id that Rasa sees."""

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("channel", "address"),
        Index("ix_conversation_queue", "status", "priority", "waiting_since"),
        Index("ix_conversation_latest", "status", "last_message_at"),
        Index("ix_conversation_counts", "status", "channel", "assignee_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(80))
    locale: Mapped[str] = mapped_column(String(20))
    # False while the language is only guessed from what the borrower writes.
    locale_chosen: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_message_at: Mapped[datetime]
    borrower_id: Mapped[int | None] = mapped_column(ForeignKey("borrower.id"), index=True)
    # Trust is this sender's own and lapses with silence.
    proven_at: Mapped[datetime | None]
    trusted_until: Mapped[datetime | None]
    # The borrower whose phone was shared, while the birth date is still awaited.
    proof_step: Mapped[str | None] = mapped_column(String(20))
    proof_borrower_id: Mapped[int | None]
    # What was asked before identity was proven; asked again once it is.
    wish_message_id: Mapped[int | None]
    # Which of several loans is spoken of, as the borrower said since the last proof.
    loan_id: Mapped[int | None]
    loan_chosen_at: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(String(20), default="assistant")
    priority: Mapped[int | None]
    handoff_reason: Mapped[str | None] = mapped_column(String(40))
    waiting_since: Mapped[datetime | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    distress_level: Mapped[str] = mapped_column(String(20), default="calm")
    crisis_card_at: Mapped[datetime | None]
    # An agent comes back to it then, or when the borrower writes.
    snoozed_until: Mapped[datetime | None]
    # When a supervisor was last told that it waits too long.
    escalated_at: Mapped[datetime | None]
    # One worker at a time answers a conversation, on whatever machine it runs.
    leased_by: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None]
    # Since when the messenger brings them nothing, because they blocked us there.
    blocked_at: Mapped[datetime | None]
    borrower: Mapped[Borrower | None] = relationship()
    assignee: Mapped[Staff | None] = relationship()


class ConversationEntry(Base):
    """The history of who answered: handoff, assigned, returned, resolved, crisis_cleared."""

    __tablename__ = "conversation_entry"
    __table_args__ = (Index("ix_conversation_entry_at", "entry", "at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    entry: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Message(Base):
    """The transcript, in order of ``id``. A reply is stored as name and arguments too."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "key"),
        Index("ix_message_transcript", "conversation_id", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    # Incoming: "in:" and the channel's id. Outgoing: what it answers and its place. Never twice.
    key: Mapped[str] = mapped_column(String(120))
    author: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20), default="text")
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    response: Mapped[str | None] = mapped_column(String(80))
    arguments: Mapped[dict[str, Any] | None]
    distress_level: Mapped[str | None] = mapped_column(String(20))
    distress_evidence: Mapped[dict[str, Any] | None]
    # The title of the messenger's own "share my number" button, where one is shown.
    asks_for_phone: Mapped[str | None] = mapped_column(String(80))
    provider_id: Mapped[str | None] = mapped_column(String(80))
    buttons: Mapped[list[Button]] = relationship(order_by="Button.place")
    files: Mapped[list[Attachment]] = relationship(order_by="Attachment.place")


class Attachment(Base):
    """A file of a message. Ours: drawn from ``paper``. Theirs: what they sent, kept at ``path``."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("conversation_id", "key"),)

    # Names it in addresses, so it must not be guessed.
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    key: Mapped[str] = mapped_column(String(120))
    # None until the reply that it belongs to is said.
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    place: Mapped[int] = mapped_column(default=0)
    kind: Mapped[str] = mapped_column(String(20), default="")
    media_type: Mapped[str] = mapped_column(String(80), default="")
    name: Mapped[str] = mapped_column(String(200), default="")
    alt: Mapped[str] = mapped_column(Text, default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None] = mapped_column(String(64))
    paper: Mapped[dict[str, Any] | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    # A random name in the folder of received files; what it was taken for, as evidence of what.
    path: Mapped[str | None] = mapped_column(String(80))
    taken_for: Mapped[str | None] = mapped_column(String(40))
    # How the messenger calls it, until it is fetched; what was sent together; why it is not kept.
    reference: Mapped[str | None] = mapped_column(String(200))
    album: Mapped[str | None] = mapped_column(String(40))
    refused: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime]


class Inbox(Base):
    """Messages the assistant has still to answer."""

    __tablename__ = "inbox"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    # Asked again after identity was proven, so its id for Rasa differs from the first time.
    replay: Mapped[bool] = mapped_column(default=False)
    payload: Mapped[str | None] = mapped_column(Text)
    due_at: Mapped[datetime]


class Outbox(Base):
    """Messages still to be sent, or never sent; ``bot.ledger.outbox`` says which state is what."""

    __tablename__ = "outbox"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(String(80))


class Button(Base):
    """An opaque token on a message; choosing one spends all of its message's."""

    __tablename__ = "button"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"))
    place: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    payload: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]


class ProofLink(Base):
    """A one-time deep link; only the hash of its token is kept."""

    __tablename__ = "proof_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    borrower_id: Mapped[int] = mapped_column(ForeignKey("borrower.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ProofAttempt(Base):
    __tablename__ = "proof_attempt"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    borrower_id: Mapped[int | None] = mapped_column(ForeignKey("borrower.id"), index=True)
    at: Mapped[datetime]
    succeeded: Mapped[bool]


class Staff(Base):
    """A person with a sign-in to the console."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    # The second factor, where one is set up; a code opens the door once.
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_used_step: Mapped[int | None] = mapped_column(BigInteger)
    # How the lender's own provider of identities knows them, where there is one.
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    subject_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    # They were there in a crisis then, and have had no break since.
    break_due_since: Mapped[datetime | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    # A trainer may see what people in crisis wrote.
    is_cleared: Mapped[bool] = mapped_column(default=False)


class StaffSession(Base):
    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    csrf: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    staff: Mapped[Staff] = relationship()


class SignInAttempt(Base):
    """Gone after a success. By the hash of the name: people type passwords there by mistake."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_name", "name_hash", "at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class AuditEntry(Base):
    """What staff did, each entry sealed by a hash over it and the one before. Never changed."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(String(80), index=True)
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class Note(Base):
    """From colleague to colleague; the borrower never sees it."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    # About how it was handled, from a supervisor, instead of about the borrower.
    is_coaching: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    staff: Mapped[Staff] = relationship()


class Label(Base):
    __tablename__ = "label"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    set_by: Mapped[str] = mapped_column(String(80))
    set_at: Mapped[datetime]


class Need(Base):
    """What somebody needs from us, not what they suffer from; only with their consent."""

    __tablename__ = "need"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    borrower_id: Mapped[int] = mapped_column(ForeignKey("borrower.id"), index=True)
    need: Mapped[str] = mapped_column(String(40))
    set_by: Mapped[str] = mapped_column(String(80))
    set_at: Mapped[datetime]
    review_on: Mapped[date]
    ended_at: Mapped[datetime | None]


class CannedReply(Base):
    __tablename__ = "canned_reply"
    __table_args__ = (UniqueConstraint("name", "locale"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    locale: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)


class Looking(Base):
    """Who has a conversation open in front of them, and writes in it, as of a few seconds ago."""

    __tablename__ = "looking"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    seen_at: Mapped[datetime]


class ApiToken(Base):
    """For programs that act for one of the staff; only the hash of its token is kept."""

    __tablename__ = "api_token"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    staff: Mapped[Staff] = relationship()


class ClockSetting(Base):
    """In demonstration mode: how far the program's clock is moved, in seconds."""

    __tablename__ = "clock_setting"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    offset_seconds: Mapped[int] = mapped_column(BigInteger)
