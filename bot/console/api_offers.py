"""What can be offered on a loan, over HTTP; ``propose`` takes one of them by its place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query

from bot.console import api_models as model
from bot.console.api_access import allowed
from bot.console.offers import OfferLine, RefusalLine, read_panel
from bot.ledger.database import Database
from bot.loans import OfferKind
from bot.pages.access import Right, Visit
from bot.replies.catalogue import LOCALES
from bot.servicing.handoff import Refused
from bot.servicing.proposals import TermsByCountry
from bot.servicing.transcript import Voice

Reference = Annotated[str, Query(max_length=64, pattern=r"^[^\x00]*$")]
Count = Annotated[int | None, Query(ge=1, le=999)]


@dataclass
class OffersApi:
    database: Database
    voice: Voice
    terms: TermsByCountry

    def add_to(self, app: FastAPI) -> None:
        path = "/v1/conversations/{conversation}/offers"
        app.get(path, response_model=model.OffersOut)(self._offers())

    def _offers(self) -> Callable[..., Any]:
        may = allowed(self.database, Right.ANSWER)

        async def offers(  # noqa: PLR0913 - each is another part of the address
            *,
            visit: Annotated[Visit, Depends(may)],
            conversation: str,
            loan: Reference,
            kind: OfferKind | None = None,
            installments: Count = None,
            days: Count = None,
            percent: Count = None,
            amount: Annotated[int | None, Query(ge=1, le=999_999_999)] = None,
            lang: Annotated[str, Query(pattern=f"^({'|'.join(LOCALES)})$")] = "en",
        ) -> model.OffersOut:
            """Computed now, inside this person's authority. ``amount`` is in whole units."""
            try:
                panel = await self.database.read(
                    read_panel,
                    visit,
                    conversation.replace("\0", ""),
                    voice=self.voice,
                    terms=self.terms,
                    locale=lang,
                )
            except Refused as refused:
                raise HTTPException(404, refused.code.value) from None
            return model.OffersOut(
                offers=[_offer(line) for line in panel["offers"]],
                refusals=[_refusal(line) for line in panel["refusals"]],
            )

        return offers


def _offer(line: OfferLine) -> model.OfferOut:
    offer = line.offer
    return model.OfferOut(
        place=line.place,
        title=line.title,
        kind=offer.kind.value,
        currency=offer.total.currency,
        total_minor=offer.total.minor,
        difference_minor=offer.difference.minor,
        agreed_by=offer.approval.value,
        outlays=[
            model.OutlayOut(due_date=one.due_date, amount_minor=one.amount.minor)
            for one in offer.outlays
        ],
    )


def _refusal(line: RefusalLine) -> model.RefusalOut:
    return model.RefusalOut(
        text=line.text,
        reason=line.reason,
        kind=line.kind or None,
        may_set_aside=line.needed or None,
        is_yours_to_set_aside=line.mine,
    )
