"""Which programs are told what, over HTTP. For supervisors: what leaves the house is theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException

from bot.console import api_models as model
from bot.console.api_access import allowed
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.pages.access import Right, Visit
from bot.servicing import webhooks
from bot.servicing.webhooks import WebhookProblem, WebhookRefused


@dataclass
class WebhooksApi:
    database: Database

    def add_to(self, app: FastAPI) -> None:
        one = "/v1/webhooks/{webhook}"
        app.get("/v1/webhooks", response_model=list[model.WebhookOut])(self._list())
        app.post("/v1/webhooks", response_model=model.WebhookMade, status_code=201)(self._add())
        app.delete(one, response_model=model.Done)(self._remove())
        app.post(f"{one}/test", response_model=model.Done, status_code=202)(self._test())

    def _list(self) -> Callable[..., Any]:
        may = allowed(self.database, Right.SUPERVISE)

        async def list_webhooks(visit: Annotated[Visit, Depends(may)]) -> list[dict[str, Any]]:
            """What each is told, what waits for it and what the last try met."""
            found = await self.database.read(webhooks.list_webhooks)
            return [webhooks.describe(one) for one in found]

        return list_webhooks

    def _add(self) -> Callable[..., Any]:
        may = allowed(self.database, Right.SUPERVISE)

        async def add_webhook(
            visit: Annotated[Visit, Depends(may)], given: model.WebhookIn
        ) -> model.WebhookMade:
            """The secret that signs is told here, and never again."""
            made = await self._write(
                webhooks.add_webhook, given.url, given.on, by=visit.staff.name, now=machine_now()
            )
            return model.WebhookMade(id=made.id, secret=made.secret)

        return add_webhook

    def _remove(self) -> Callable[..., Any]:
        may = allowed(self.database, Right.SUPERVISE)

        async def remove_webhook(visit: Annotated[Visit, Depends(may)], webhook: str) -> model.Done:
            """It is told nothing more, not even what waits."""
            await self._write(
                webhooks.remove_webhook,
                webhook.replace("\0", ""),
                by=visit.staff.name,
                now=machine_now(),
            )
            return model.Done(detail={})

        return remove_webhook

    def _test(self) -> Callable[..., Any]:
        may = allowed(self.database, Right.SUPERVISE)

        async def test_webhook(visit: Annotated[Visit, Depends(may)], webhook: str) -> model.Done:
            """A notice of the kind ``test`` is on its way; the list says what it met."""
            notice = await self._write(
                webhooks.ask_for_test, webhook.replace("\0", ""), now=machine_now()
            )
            return model.Done(detail={"notice": notice.key})

        return test_webhook

    async def _write(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        try:
            return await self.database.write(work, *args, **kwargs)
        except WebhookRefused as refused:
            missing = refused.code is WebhookProblem.NOT_FOUND
            raise HTTPException(404 if missing else 409, refused.code.value) from None
