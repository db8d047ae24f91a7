"""The console's work over HTTP, for a lender's own desk: OpenAPI at ``/api/openapi.json``.

It does what the pages do, by the same use cases, with the rights of the person the token is of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlalchemy.orm import Session
from starlette.routing import Mount

from bot.console import api_models as model
from bot.console.api_access import allowed
from bot.console.api_offers import OffersApi
from bot.console.api_webhooks import WebhooksApi
from bot.console.changes import CHANGES, Act, Detail
from bot.console.packet import Packet, read_packet
from bot.console.queue import View, Wanted, read_inbox
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.tables import Staff
from bot.pages.access import Right, Visit
from bot.pages.security import SecureHeaders, content_policy
from bot.servicing import audit, desk, handoff
from bot.servicing.handoff import Refused
from bot.servicing.proposals import TermsByCountry
from bot.servicing.transcript import Voice

BODIES: dict[str, type[model.Body]] = {
    "claim": model.NothingIn,
    "answer": model.AnswerIn,
    "give-back": model.NothingIn,
    "resolve": model.OutcomeIn,
    "clear-crisis": model.WhyIn,
    "note": model.NoteIn,
    "label": model.LabelIn,
    "unlabel": model.LabelIn,
    "snooze": model.SnoozeIn,
    "wake": model.NothingIn,
    "transfer": model.TransferIn,
    "coach": model.NoteIn,
    "need": model.NeedIn,
    "end-need": model.EndNeedIn,
    "close-case": model.CloseCaseIn,
    "propose": model.ProposeIn,
    "set-aside": model.SetAsideIn,
    "ask-approval": model.AskApprovalIn,
}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": model.Problem} for status in (401, 403, 404, 409)
}


@dataclass
class DeskApi:
    database: Database
    voice: Voice
    terms: TermsByCountry
    notify: Callable[[str], None]

    def routes(self) -> Mount:
        app = FastAPI(
            title="Repayment assistant: the agents' desk",
            version="1",
            docs_url=None,
            redoc_url=None,
            responses=PROBLEMS,
        )
        app.add_middleware(SecureHeaders, policy=content_policy())
        app.get("/v1/conversations", response_model=model.InboxOut)(self._inbox())
        app.get("/v1/conversations/{conversation}", response_model=model.ConversationOut)(
            self._one()
        )
        for verb, body in BODIES.items():
            right, change = CHANGES[verb]
            path = f"/v1/conversations/{{conversation}}/{verb}"
            endpoint = self._changing(verb, right, change, body)
            app.post(path, response_model=model.Done, operation_id=verb)(endpoint)
        OffersApi(self.database, self.voice, self.terms).add_to(app)
        WebhooksApi(self.database).add_to(app)
        return Mount("/api", app)

    def _inbox(self) -> Callable[..., Any]:
        may = allowed(self.database, Right.READ)

        async def inbox(
            visit: Annotated[Visit, Depends(may)],
            view: View = View.OPEN,
            q: Annotated[str, Query(max_length=100, pattern=r"^[^\x00]*$")] = "",
            page: Annotated[int, Query(ge=1, le=10_000)] = 1,
        ) -> model.InboxOut:
            """The most urgent and longest waiting first, fifty a page."""
            wanted = Wanted(view, words=q.strip(), page=page)
            found = await self.database.read(read_inbox, wanted, staff_id=visit.staff.id)
            return model.InboxOut(
                conversations=[model.LineOut.model_validate(line) for line in found.lines],
                counts={view.value: count for view, count in found.counts.items()},
                has_more=found.has_more,
            )

        return inbox

    def _one(self) -> Callable[..., Any]:
        may = allowed(self.database, Right.READ)

        async def read_one(
            visit: Annotated[Visit, Depends(may)], conversation: str
        ) -> model.ConversationOut:
            """One conversation with its facts and its latest messages. Reading it is recorded."""
            packet = await self.database.read(read_packet, conversation.replace("\0", ""))
            if packet is None:
                raise HTTPException(404, "not_found")
            await self.database.write(
                desk.arrive, packet.conversation.id, visit.staff, at=machine_now()
            )
            return _described(packet)

        return read_one

    def _changing(
        self, verb: str, right: Right, change: Callable[[Act], Detail], body: type[model.Body]
    ) -> Callable[..., Any]:
        may = allowed(self.database, right)

        async def do(
            visit: Annotated[Visit, Depends(may)], conversation: str, given: Any
        ) -> model.Done:
            told = Visit(visit.request, "", visit.staff, "", given.as_form())
            try:
                detail = await self.database.write(
                    _change,
                    told,
                    conversation.replace("\0", ""),
                    verb,
                    change,
                    self.voice,
                    self.terms,
                )
            except Refused as refused:
                missing = refused.code is handoff.Refusal.NOT_FOUND
                raise HTTPException(404 if missing else 409, refused.code.value) from None
            self.notify(conversation)
            return model.Done(detail=dict(detail))

        do.__annotations__["given"] = body
        do.__doc__ = change.__doc__ or f"What the console's page does by {verb!r}."
        return do


def _change(
    session: Session,
    visit: Visit,
    conversation: str,
    verb: str,
    change: Callable[[Act], Detail],
    voice: Voice,
    terms: TermsByCountry,
) -> Detail:
    """The use case and its entry on the record, together."""
    detail = change(Act.open(session, visit, conversation, voice, terms))
    audit.record(
        session, verb, by=visit.staff.name, subject=conversation, detail=detail, now=machine_now()
    )
    return detail


def _described(packet: Packet) -> model.ConversationOut:
    row = packet.conversation
    return model.ConversationOut(
        id=row.id,
        channel=row.channel,
        locale=row.locale,
        status=row.status,
        reason=row.handoff_reason,
        distress_level=row.distress_level,
        assignee=_name(row.assignee),
        waiting_since=row.waiting_since,
        borrower=packet.borrower.reference if packet.borrower else None,
        is_trusted=packet.is_trusted,
        labels=list(packet.labels),
        needs=[
            model.NeedOut(id=need.id, need=need.need, review_on=need.review_on)
            for need in packet.needs
        ],
        notes=[
            model.NoteOut(
                id=note.id,
                by=note.staff.name,
                at=note.at,
                is_coaching=note.is_coaching,
                text=note.text,
            )
            for note in packet.notes
        ],
        cases=[
            model.CaseOut(
                reference=case.reference,
                kind=case.kind,
                opened_at=case.opened_at,
                answer_by=case.answer_by,
            )
            for case in packet.open_cases
        ],
        loans=[
            model.LoanOut(
                reference=card.reference,
                product=card.product,
                currency=card.state.arrears.currency,
                arrears_minor=card.state.arrears.minor,
                outstanding_minor=card.state.outstanding.minor,
                payoff_minor=card.state.payoff.minor,
                days_past_due=card.state.days_past_due,
                as_of=card.state.as_of,
            )
            for card in packet.loans
        ],
        messages=[
            model.MessageOut(
                id=said.message.id,
                author=said.message.author,
                agent=said.agent,
                kind=said.message.kind,
                text=said.message.text,
                at=said.message.at,
                distress_level=said.message.distress_level,
                delivery=said.delivery,
            )
            for said in packet.said
        ],
    )


def _name(staff: Staff | None) -> str | None:
    return staff.name if staff else None
