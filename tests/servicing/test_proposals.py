"""What an agent may offer beside the chat, and who agrees to it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from people import DESPERATE, TERMS, Sender, load_people, wang
from sqlalchemy import select

from bot import loans
from bot.conversations.statuses import HandoffReason
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.tables import Button, Conversation, Inbox, Message, Offer, Staff
from bot.servicing import handoff, proposals
from bot.servicing.handoff import Refusal, Refused
from bot.servicing.intake import Answerer
from bot.servicing.proposals import AtDesk

PLAN = loans.OfferRequest(kind=loans.OfferKind.ARREARS_PLAN, installments=3)


class Desk:
    """Lin has the conversation of the borrower Wang, whose identity is proven."""

    def __init__(self, sender: Sender) -> None:
        self.sender, self.database = sender, sender.database
        sender.proves()
        sender.says("hello")
        self.id = sender.conversation().id
        with self.database.writing() as session:
            lin = Staff(name="Lin", role="agent", password_hash="x")
            session.add(lin)
            session.flush()
            row = session.get_one(Conversation, self.id)
            handoff.hand_over(session, row, HandoffReason.ASKED_FOR_PERSON, now=read_clock(session))
            handoff.claim(session, self.id, staff=lin, now=read_clock(session))
            self.loan = wang(session).loans[0].reference

    def do(self, work, *args, **kwargs):
        with self.database.writing() as session:
            lin = session.scalars(select(Staff)).one()
            at = AtDesk(session, self.id, lin, TERMS, read_clock(session))
            return work(at, self.loan, *args, **kwargs)

    def propose(self, place: int = 0) -> Message:
        return self.do(proposals.propose, PLAN, place, voice=self.sender.voice)


@pytest.fixture
def desk(database: Database, now: datetime) -> Desk:
    load_people(database, now)
    return Desk(Sender(database))


def test_a_proposal_is_read_back_by_the_assistant_and_stored_as_computed(desk: Desk) -> None:
    desk.propose()
    with desk.database.reading() as session:
        stored = session.scalars(select(Offer)).one()
        waiting = session.scalars(select(Inbox)).one()
    assert stored.kind == "arrears_plan"
    assert stored.id in (waiting.payload or "")
    assert desk.sender.heard()[-1] == "utter_agent_proposes"


def test_only_the_yes_of_the_read_back_reaches_the_assistant_while_an_agent_is_there(
    desk: Desk,
) -> None:
    tokens = {}
    with desk.database.writing() as session:
        for place, payload in enumerate(['/affirm{"offer":"o1"}', "/deny"]):
            said = Message(
                conversation_id=desk.id,
                key=f"read back {place}",
                author="assistant",
                text="?",
                at=read_clock(session),
            )
            session.add(said)
            session.flush()
            tokens[payload] = f"token{place}"
            session.add(
                Button(
                    token=f"token{place}",
                    message_id=said.id,
                    conversation_id=desk.id,
                    place=0,
                    title="Yes",
                    payload=payload,
                    expires_at=read_clock(session) + timedelta(hours=1),
                )
            )
    no, yes = (desk.sender.says(button=tokens[p]) for p in ("/deny", '/affirm{"offer":"o1"}'))
    assert (no.answerer, yes.answerer) == (Answerer.AGENT, Answerer.ASSISTANT)


@pytest.mark.parametrize("place", [-1, 99])
def test_only_what_was_computed_can_be_proposed(desk: Desk, place: int) -> None:
    with pytest.raises(Refused) as refused:
        desk.propose(place)
    assert refused.value.code is Refusal.NO_SUCH_OFFER


def test_nothing_is_proposed_once_the_proof_has_lapsed(desk: Desk) -> None:
    desk.sender.waits(timedelta(days=1))
    with pytest.raises(Refused) as refused:
        desk.propose()
    assert refused.value.code is Refusal.NOT_PROVEN


def test_nothing_is_proposed_in_a_crisis(desk: Desk) -> None:
    desk.sender.says("words", DESPERATE)
    with pytest.raises(Refused) as refused:
        desk.propose()
    assert refused.value.code is Refusal.CRISIS_NOT_CLEARED


def test_another_borrowers_loan_is_not_found(desk: Desk) -> None:
    desk.loan = "nobody's"
    with pytest.raises(Refused) as refused:
        desk.do(proposals.consider, PLAN)
    assert refused.value.code is Refusal.NOT_FOUND


def test_refusals_tell_who_may_set_them_aside(desk: Desk) -> None:
    wish = loans.OfferRequest(kind=loans.OfferKind.ARREARS_PLAN, installments=60)
    considered = desk.do(proposals.consider, wish)
    assert len(considered.overriders) == len(considered.offers.refused) > 0
