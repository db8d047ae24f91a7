"""Signing in through the lender's own provider: only who was added here, only by a fresh token."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from identity_provider import CLIENT, LyingProvider, introduce, kept_provider, lying_provider
from joserfc.jwk import RSAKey
from playwright.sync_api import Page, expect
from served_site import Site, serving
from sqlalchemy import select

from bot.console.provider import Provider
from bot.ledger.database import Database
from bot.ledger.tables import AuditEntry, Staff
from bot.servicing.staff import Role, SignInRefused, add_staff, deactivate, set_email

pytestmark = pytest.mark.usefixtures("quick_hashes")

EMAIL = "lin@lender.example"


@pytest.fixture(scope="module")
def kept() -> Iterator[str]:
    with kept_provider() as url:
        yield url


@pytest.fixture
def lying() -> Iterator[LyingProvider]:
    with lying_provider() as provider:
        yield provider


def add_lin(database: Database) -> None:
    with database.writing() as session:
        add_staff(session, "Lin", "correct horse battery", role=Role.AGENT)
        set_email(session, "Lin", "Lin@Lender.example")


@pytest.fixture
def site(sqlite: Database, lying: LyingProvider) -> Iterator[Site]:
    add_lin(sqlite)
    with serving(sqlite, provider=Provider(lying.url, CLIENT, "secret", "roles")) as running:
        lying.claims["roles"] = ["agent", "somebody else's role"]
        yield running


@pytest.fixture
def browser_like(site: Site) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, trust_env=False) as client:
        yield client


@pytest.fixture
def returns(browser_like: httpx.Client, lying: LyingProvider) -> Callable[..., httpx.Response]:
    """Leaves for the provider and comes back with its answer, as changed."""

    def go(**changed: Any) -> httpx.Response:
        left = browser_like.get("/console/open-id", params={"next": "/console/account"})
        answer = {"state": lying.take(left.headers["location"]), "code": "right", **changed}
        return browser_like.get("/console/open-id/back", params=answer)

    return go


def is_in(client: httpx.Client) -> bool:
    return client.get("/console/account").status_code == 200


def refusals(database: Database) -> list[str]:
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "sign-in failed"))
        return [entry.detail["why"] for entry in entries]


def test_who_was_added_here_is_let_in_and_led_where_they_wanted(
    returns: Callable[..., httpx.Response], browser_like: httpx.Client, lying: LyingProvider
) -> None:
    answer = returns()
    assert answer.status_code == 200
    assert 'content="0;url=/console/account"' in answer.text
    assert is_in(browser_like)
    assert lying.asked["code_challenge_method"] == ["S256"]
    assert lying.asked["client_id"] == [CLIENT]
    cookie = answer.headers["set-cookie"]
    assert "SameSite=strict" in cookie
    assert "HttpOnly" in cookie


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another request's"},
        {"nonce": None},
        {"aud": "another program"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"sub": None},
        {"azp": "another program"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "stranger@lender.example"},
        {"email": None},
        {"email": 7},
        {"roles": None},
        {"roles": ["agent", "supervisor"]},
        {"roles": ["root"]},
        {"roles": {"agent": True}},
    ],
)
def test_a_token_that_does_not_fit_opens_nothing(
    returns: Callable[..., httpx.Response],
    browser_like: httpx.Client,
    lying: LyingProvider,
    claims: dict[str, object],
) -> None:
    lying.claims.update(claims)
    answer = returns()
    assert answer.status_code == 403
    assert "did not let you in" in answer.text
    assert not is_in(browser_like)


def test_a_token_of_another_key_opens_nothing(
    returns: Callable[..., httpx.Response], browser_like: httpx.Client, lying: LyingProvider
) -> None:
    lying.signs_with = RSAKey.generate_key(2048, {"kid": "1"})
    assert returns().status_code == 403
    assert not is_in(browser_like)


@pytest.mark.parametrize(
    "changed",
    [{"state": "guessed"}, {"state": ""}, {"code": "wrong"}, {"code": "", "error": "denied"}],
)
def test_an_answer_that_is_not_this_browsers_opens_nothing(
    returns: Callable[..., httpx.Response],
    browser_like: httpx.Client,
    sqlite: Database,
    changed: dict[str, str],
) -> None:
    assert returns(**changed).status_code == 403
    assert not is_in(browser_like)
    assert len(refusals(sqlite)) == 1


def test_an_answer_opens_once(
    returns: Callable[..., httpx.Response], browser_like: httpx.Client, sqlite: Database
) -> None:
    first = returns()
    again = str(first.request.url)
    state = first.request.url.params["state"]
    browser_like.cookies.clear()
    browser_like.cookies.set("console_state", state, domain="127.0.0.1")
    assert browser_like.get(again).status_code == 403
    assert not is_in(browser_like)
    assert refusals(sqlite) == ["nobody was on their way"]


def test_an_address_given_to_somebody_else_later_opens_nothing(
    returns: Callable[..., httpx.Response], browser_like: httpx.Client, lying: LyingProvider
) -> None:
    assert returns().status_code == 200
    browser_like.cookies.clear()
    lying.claims["sub"] = "s2"
    assert returns().status_code == 403
    lying.claims.update(sub="s1", email="lin.newname@lender.example")
    assert returns().status_code == 200


def test_a_role_changed_at_the_provider_is_changed_here_and_recorded(
    returns: Callable[..., httpx.Response], sqlite: Database, lying: LyingProvider
) -> None:
    lying.claims["roles"] = "supervisor"
    assert returns().status_code == 200
    with sqlite.reading() as session:
        assert session.scalars(select(Staff.role)).one() == "supervisor"
        entry = select(AuditEntry).where(AuditEntry.action == "role changed")
        assert session.scalars(entry).one().detail == {"from": "agent", "to": "supervisor"}


def test_who_left_is_not_let_in(
    returns: Callable[..., httpx.Response], sqlite: Database, browser_like: httpx.Client
) -> None:
    with sqlite.writing() as session:
        deactivate(session, "Lin")
    assert returns().status_code == 403


def test_a_link_leads_to_our_own_pages_only(
    browser_like: httpx.Client, lying: LyingProvider
) -> None:
    left = browser_like.get("/console/open-id", params={"next": "https://elsewhere.example/"})
    state = lying.take(left.headers["location"])
    back = browser_like.get("/console/open-id/back", params={"state": state, "code": "right"})
    assert 'content="0;url=/console/"' in back.text


def test_a_provider_that_is_away_is_said_and_the_password_still_opens(sqlite: Database) -> None:
    add_lin(sqlite)
    away = Provider("http://127.0.0.1:9", CLIENT, "secret")
    with serving(sqlite, provider=away) as site, httpx.Client(trust_env=False) as client:
        answer = client.get(f"{site.url}/console/open-id")
        assert (answer.status_code, "does not answer" in answer.text) == (503, True)
        form = {"name": "Lin", "password": "correct horse battery"}
        assert client.post(f"{site.url}/console/sign-in", data=form).status_code == 303


def test_without_a_provider_there_is_no_such_way(sqlite: Database) -> None:
    with serving(sqlite) as site, httpx.Client(trust_env=False) as client:
        assert client.get(f"{site.url}/console/open-id").status_code == 404
        assert "organization" not in client.get(f"{site.url}/console/sign-in").text


@pytest.mark.browser
def test_a_browser_goes_to_another_site_and_comes_back_signed_in(
    sqlite: Database, kept: str, page: Page
) -> None:
    """The provider is at ``localhost``, the console at ``127.0.0.1``: two sites to a browser."""
    add_lin(sqlite)
    introduce(kept, "lin", email=EMAIL, email_verified=True)
    with serving(sqlite, provider=Provider(kept, CLIENT, "secret")) as site:
        page.goto(f"{site.url}/console/sign-in")
        page.get_by_role("link", name="Sign in with your organization").click()
        expect(page).to_have_url(re.compile("^http://localhost:"))
        page.locator("input[name=sub]").fill("lin")
        page.get_by_role("button", name="Authorize").click()
        expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
        page.reload()
        expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
        page.context.close()


@pytest.mark.parametrize("email", ["", "nobody", "a@b@c", "a b@c.example", "wu@lender.example"])
def test_an_address_must_be_one_and_belong_to_one_person(sqlite: Database, email: str) -> None:
    add_lin(sqlite)
    with sqlite.writing() as session:
        add_staff(session, "Wu", "correct horse battery", role=Role.AGENT)
        set_email(session, "Wu", "wu@lender.example")
    with pytest.raises(SignInRefused), sqlite.writing() as session:
        set_email(session, "Lin", email)
