"""Agents at their inbox, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from tests.browser.session import give_session
from tests.cast import Cast, make_cast, make_policy
from tests.services.fixtures import LiveApp

Enter = Callable[..., Page]


@pytest.fixture
def cast(live_app: LiveApp) -> Cast:
    make_policy()
    return make_cast()


@pytest.fixture
def enter(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Enter]:
    """A browser of their own for each of the cast, signed in. Any error on a page fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def sign_in(user: User, **options: Any) -> Page:
        context = browser.new_context(**{**browser_context_args, **options})
        contexts.append(context)
        give_session(context, user)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        # The socket stands before the first change is made.
        with page.expect_websocket():
            page.goto("/inbox/")
        page.wait_for_load_state("networkidle")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert errors == []


def serious_problems(page: Page) -> list[str]:
    """What axe finds on the page as it is now, of the two worse sorts."""
    return [
        f"{v['id']}: {[(node['html'][:120], node['failureSummary']) for node in v['nodes']][:3]}"
        for v in Axe().run(page).response["violations"]
        if v["impact"] in {"critical", "serious"}
    ]
