"""What the HTTP API takes and gives, as documented in its OpenAPI description."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.ledger.notices import NoticeKind
from bot.loans import OfferKind, Reason
from bot.servicing.desk import NeedKind

Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=4000)]
Short = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)]
Reference = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=64)]
Count = Annotated[int | None, Field(ge=1, le=999)]


class Problem(BaseModel):
    """Why it was not done: a code to act on, never a text for a borrower."""

    detail: Any


class LineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str | None = Field(description="Only where identity was once proven.")
    channel: str
    locale: str
    status: str
    reason: str | None
    distress_level: str
    waiting_since: datetime | None
    last_message_at: datetime
    assignee: str | None
    is_escalated: bool
    excerpt: str
    labels: list[str]


class InboxOut(BaseModel):
    conversations: list[LineOut]
    counts: dict[str, int]
    has_more: bool


class MessageOut(BaseModel):
    id: int
    author: Literal["borrower", "assistant", "agent"]
    agent: str | None
    kind: str
    text: str
    at: datetime
    distress_level: str | None
    delivery: str | None = Field(description="null once it has arrived.")


class LoanOut(BaseModel):
    reference: str
    product: str
    currency: str
    arrears_minor: int = Field(description="In the currency's smallest unit.")
    outstanding_minor: int
    payoff_minor: int
    days_past_due: int
    as_of: date


class NeedOut(BaseModel):
    id: int
    need: str
    review_on: date


class NoteOut(BaseModel):
    id: int
    by: str
    at: datetime
    is_coaching: bool
    text: str


class CaseOut(BaseModel):
    reference: str
    kind: str
    opened_at: datetime
    answer_by: date | None


class ConversationOut(BaseModel):
    id: str
    channel: str
    locale: str
    status: str
    reason: str | None
    distress_level: str
    assignee: str | None
    waiting_since: datetime | None
    borrower: str | None = Field(description="The lender's own reference.")
    is_trusted: bool = Field(description="Whether identity is proven now: else name no figures.")
    labels: list[str]
    needs: list[NeedOut]
    notes: list[NoteOut]
    cases: list[CaseOut] = Field(description="Those still open.")
    loans: list[LoanOut]
    messages: list[MessageOut]


class OutlayOut(BaseModel):
    due_date: date
    amount_minor: int


class OfferOut(BaseModel):
    place: int = Field(description="For ``propose``, with the same loan, kind and numbers.")
    title: str
    kind: str
    currency: str
    total_minor: int
    difference_minor: int = Field(description="To what is owed without it.")
    agreed_by: str
    outlays: list[OutlayOut]


class RefusalOut(BaseModel):
    text: str
    reason: str
    kind: str | None
    may_set_aside: str | None = Field(description="The role that may, where one may.")
    is_yours_to_set_aside: bool


class OffersOut(BaseModel):
    offers: list[OfferOut]
    refusals: list[RefusalOut]


class WebhookOut(BaseModel):
    id: str
    url: str
    on: list[str]
    made_by: str
    waiting: int
    given_up: int
    taken_at: datetime | None
    problem: str | None = Field(description="What the last try met, until one is taken again.")


class WebhookMade(BaseModel):
    id: str
    secret: str


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")

    def as_form(self) -> dict[str, str]:
        """As the console's pages send it; what was left out is empty there."""
        given = self.model_dump(mode="json", exclude_none=True)
        return {name: "yes" if value is True else str(value) for name, value in given.items()}


class AnswerIn(Body):
    text: Text
    key: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,64}$")] = Field(
        description="Yours; the same key again answers the message already sent."
    )
    override: Short = ""


class NoteIn(Body):
    text: Text


class LabelIn(Body):
    label: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=40)]


class WhyIn(Body):
    why: Short


class OutcomeIn(Body):
    outcome: Short = Field(min_length=1, description="How it ended; counted for supervisors.")


class SnoozeIn(Body):
    hours: int = Field(ge=1, le=999)


class TransferIn(Body):
    to: Short = Field("", description="A colleague's name; empty: back to the queue.")


class NeedIn(Body):
    need: NeedKind
    review_on: date
    consent: Literal[True] = Field(description="The borrower has agreed that it is kept.")


class EndNeedIn(Body):
    id: int = Field(ge=1, le=2**62)


class CloseCaseIn(Body):
    case: Reference
    why: Short = Field(description="What was found.")


class ProposeIn(Body):
    loan: Reference
    place: int = Field(ge=0, le=999)
    kind: OfferKind | None = None
    installments: Count = None
    days: Count = None
    percent: Count = None
    amount: Annotated[int | None, Field(ge=1, le=999_999_999)] = None


class SetAsideIn(Body):
    loan: Reference
    reason: Reason
    of_kind: OfferKind | None = None
    why: Short


class AskApprovalIn(Body):
    loan: Reference
    reason: Short
    why: Short


class WebhookIn(Body):
    url: Annotated[str, StringConstraints(max_length=500)]
    on: list[NoticeKind] = Field(min_length=1, max_length=len(NoticeKind))


class NothingIn(Body):
    pass


class Done(BaseModel):
    done: Literal[True] = True
    detail: dict[str, Any]
