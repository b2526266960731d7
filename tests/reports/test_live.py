"""The manager's page in a real browser moves by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from surveys import answering
from surveys.models import SurveyInvitation
from surveys.themes import keeping
from tests.browser.conftest import serious_problems
from tests.browser.session import give_session
from tests.cast import Cast, customer, make_cast, make_policy, write_in
from tests.reports.story import asked, tell
from tests.services.fixtures import LiveApp
from tests.surveys.conftest import run_surveys, token_of
from tickets import work
from tickets.actions import reply
from tickets.actor import Actor

Scheme = Literal["light", "dark"]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    make_policy()
    return make_cast()


@pytest.fixture
def signed_in(live_app: LiveApp, cast: Cast, page: Page) -> Page:
    give_session(page.context, cast.marek)
    return page


def test_now_moves_as_things_happen(cast: Cast, signed_in: Page) -> None:
    errors: list[str] = []
    signed_in.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    signed_in.goto("/reports/")
    expect(signed_in.locator('[data-figure="open"] b')).to_have_text("0")
    ticket = write_in(cast.mail, identity=customer("tomasz@example.com", "Tomasz Kuna")).ticket
    expect(signed_in.locator('[data-figure="open"] b')).to_have_text("1", timeout=3000)
    expect(signed_in.locator('[data-figure="waiting"] b')).to_have_text("1")
    expect(signed_in.get_by_text("Tomasz Kuna")).to_be_visible()
    reply(Actor.agent(cast.iga), ticket.number, "It left today.", status="resolved")
    expect(signed_in.locator('[data-figure="open"] b')).to_have_text("0", timeout=3000)
    run_surveys()
    answering.answer(token_of(SurveyInvitation.objects.get()), 5, "Szybko!")
    expect(signed_in.locator('[data-figure="csat"] b')).to_have_text("100 %", timeout=3000)
    expect(signed_in.get_by_text("Szybko!")).to_be_visible()
    assert errors == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_the_pages_fit_and_their_marks_open_tickets(cast: Cast, signed_in: Page, width: int, scheme: Scheme) -> None:
    now = timezone.now()
    for index in range(12):
        took = timedelta(minutes=7 * index + 5) if index else timedelta(hours=10)
        ticket = tell(
            cast, now - timedelta(days=index, hours=14), answered_after=took, resolved_after=timedelta(hours=12),
            who=f"c{index}@example.com",
        )  # fmt: skip
        asked(ticket, now - timedelta(hours=index + 2), 5 - index % 3)
    while work.run_due():
        pass
    signed_in.set_viewport_size({"width": width, "height": 900})
    signed_in.emulate_media(color_scheme=scheme)
    signed_in.goto("/reports/service/?days=30")
    signed_in.get_by_role("link", name="Add a note").click()
    signed_in.get_by_label("What happened").fill("New returns policy")
    signed_in.get_by_role("button", name="Save").click()
    signed_in.wait_for_url("**/reports/service/?days=30")
    expect(signed_in.locator('[data-chart="volume"] .note text')).to_have_text("1")
    expect(signed_in.locator(".annotations")).to_contain_text("New returns policy")
    for path, chart in (("service/", "volume"), ("sla/", "missed"), ("team/", "answers")):
        signed_in.goto(f"/reports/{path}?days=30")
        assert signed_in.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert serious_problems(signed_in) == []
        signed_in.locator(f'[data-chart="{chart}"] svg rect.bar').first.click()
        signed_in.wait_for_url("**/reports/tickets/**")
        expect(signed_in.locator("[data-total]")).to_have_text("1")
        expect(signed_in.locator("tbody tr")).to_have_count(1)


def test_satisfaction_moves_by_itself_and_a_bar_opens_its_answers(cast: Cast, signed_in: Page) -> None:
    now = timezone.now()
    for index in range(6):
        ticket = tell(
            cast, now - timedelta(days=1, hours=index), answered_after=timedelta(minutes=7), who=f"c{index}@example.com"
        )
        asked(ticket, now - timedelta(hours=index + 2), 1 if index < 4 else 5, "Paczka zgnieciona" if index < 3 else "")
    keeping.read_due()
    signed_in.goto("/reports/satisfaction/?days=30")
    assert signed_in.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    theme = signed_in.locator("[data-figure=themes] a").first
    expect(theme).to_have_text("Damaged parcel or goods")
    theme.focus()
    late = tell(cast, now - timedelta(days=1), answered_after=timedelta(minutes=7), who="late@example.com")
    asked(late, now - timedelta(hours=2), 1, "Rozbite kubki")
    keeping.read_due()
    reply(Actor.agent(cast.iga), late.number, "We are sorry.")
    expect(signed_in.locator("[data-figure=words]")).to_contain_text("Rozbite kubki", timeout=20_000)
    expect(signed_in.locator("[data-figure=themes] a").first).to_be_focused()
    signed_in.locator('[data-chart="scores-csat"] rect').first.click()
    signed_in.wait_for_url("**/reports/answers/**")
    expect(signed_in.locator("[data-total]")).to_have_text("5")
    expect(signed_in.locator("[data-answers] > li")).to_have_count(5)
    expect(signed_in.locator("mark").first).to_be_visible()


def test_the_wallboard_moves_says_when_it_cannot_and_fills_the_screen(cast: Cast, signed_in: Page) -> None:
    errors: list[str] = []
    signed_in.on("pageerror", lambda error: errors.append(str(error)))
    signed_in.goto(f"/reports/wall/?team={cast.returns.pk}")
    waiting, late = signed_in.locator('[data-figure="waiting"] b'), signed_in.locator('[data-figure="late"]')
    expect(waiting).to_have_text("0")
    expect(signed_in.locator("[data-state=live]")).to_be_visible()
    place = late.bounding_box()
    write_in(cast.mail, identity=customer("a@example.com"))
    expect(waiting).to_have_text("1", timeout=3000)
    expect(signed_in.locator('[data-channel="email"] b')).to_have_text("1")
    assert late.bounding_box() == place

    # The figures can't be read: the board says so and of when they are, and comes back by itself.
    signed_in.route("**/reports/wall/**", lambda route: route.abort())
    write_in(cast.mail, identity=customer("b@example.com"))
    expect(signed_in.locator("[data-state=stale]")).to_be_visible(timeout=5000)
    expect(signed_in.locator("[data-state=live]")).to_be_hidden()
    expect(waiting).to_have_text("1")
    # What the day has brought is counted by the worker, a moment later.
    while work.run_due():
        pass
    signed_in.unroute("**/reports/wall/**")
    write_in(cast.mail, identity=customer("c@example.com"))
    expect(signed_in.locator("[data-state=live]")).to_be_visible(timeout=5000)
    expect(waiting).to_have_text("3")
    expect(signed_in.locator('[data-figure="new"] dd')).to_have_text("2")

    assert serious_problems(signed_in) == []
    signed_in.keyboard.press("f")
    expect(signed_in.locator(".rail")).to_be_hidden()
    expect(signed_in.locator("[data-wall-full]")).to_be_hidden()
    signed_in.keyboard.press("f")
    expect(signed_in.locator("[data-wall-full]")).to_be_visible()
    assert errors == []


@pytest.mark.parametrize("width", [390, 1440])
def test_a_manager_reads_about_customers(cast: Cast, signed_in: Page, width: int) -> None:
    now = timezone.now()
    for index in range(4):
        who = f"c{index}@example.com"
        ticket = tell(cast, now - timedelta(days=index + 1), answered_after=timedelta(minutes=5), who=who)
        asked(ticket, now - timedelta(hours=index + 2), 1 + index)
    while work.run_due():
        pass
    signed_in.set_viewport_size({"width": width, "height": 900})
    signed_in.goto("/reports/customers/?days=7")
    expect(signed_in.locator('[data-figure="active"] b')).to_have_text("4")
    assert signed_in.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious_problems(signed_in) == []
    signed_in.locator('[data-chart="flow"] svg rect').first.click()
    signed_in.wait_for_url("**/reports/customers/list/**")
    expect(signed_in.locator("[data-total]")).to_have_text("1")
    signed_in.locator("table a").first.click()
    signed_in.wait_for_url("**/customers/*-*/")
