"""What the HTTP API takes and gives, as documented in its OpenAPI description."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=4000)]
Short = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=200)]


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
    needs: list[str]
    notes: list[str]
    loans: list[LoanOut]
    messages: list[MessageOut]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


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
    outcome: Short = ""


class SnoozeIn(Body):
    hours: int = Field(ge=1, le=999)


class TransferIn(Body):
    to: Short = Field("", description="A colleague's name; empty: back to the queue.")


class NothingIn(Body):
    pass


class Done(BaseModel):
    done: Literal[True] = True
    detail: dict[str, Any]
