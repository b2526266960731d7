"""The bell in a real browser: what arrives live, its panel by mouse and by keyboard, reading, a mention in a note."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast, write_in
from tickets import actions, work
from tickets.actor import Actor
from tickets.models import Notification, Ticket
from tickets.notices import notify
from tickets.notices.kinds import ASSIGNED, RULE

LIVE_MS = 8_000
SIZES = [(390, 844), (1440, 900)]


def tell(cast: Cast, *texts: str) -> int:
    ticket = write_in(cast.mail).ticket
    for text in texts:
        notify([cast.iga], ASSIGNED, text, ticket=ticket)
    return ticket.pk


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_arrives_live_and_is_read_with_the_mouse(cast: Cast, enter: Enter, width: int, height: int) -> None:
    page = enter(cast.iga, viewport={"width": width, "height": height})
    bell, panel = page.locator("[data-bell]"), page.get_by_role("dialog", name="Notifications")
    expect(bell.locator(".n")).to_be_empty()
    number = tell(cast, "%(number)s waits <b>for you</b>", "One more on %(number)s")
    expect(bell.locator(".n")).to_have_text("2", timeout=LIVE_MS)
    count = bell.locator(".n")
    assert count.evaluate("e => getComputedStyle(e).color") != page.locator("[data-hot]:not(.bell .n)").first.evaluate(
        "e => getComputedStyle(e).color"
    ), "red on the accent can't be read"
    bell.click()
    expect(panel.get_by_text(f"#{number} waits <b>for you</b>")).to_be_visible()
    box = panel.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height
    assert fits(page) and serious_problems(page) == []
    panel.get_by_role("button", name="Mark as read").first.click()
    expect(bell.locator(".n")).to_have_text("1", timeout=LIVE_MS)
    # One that comes while the panel is open stands in it.
    notify([cast.iga], RULE, "Third", ticket=Ticket.objects.get(pk=number), url="/inbox/")
    expect(panel.get_by_text("Third")).to_be_visible(timeout=LIVE_MS)
    panel.get_by_role("button", name="Mark all as read").click()
    expect(bell.locator(".n")).to_be_empty(timeout=LIVE_MS)
    expect(panel.get_by_role("button", name="Mark all as read")).to_have_count(0)
    panel.get_by_text(f"One more on #{number}").click()
    page.wait_for_url(f"**/inbox/{number}/")


def test_the_panel_by_keyboard(cast: Cast, enter: Enter) -> None:
    number = tell(cast, "%(number)s waits for you")
    page = enter(cast.iga)
    bell, panel = page.locator("[data-bell]"), page.get_by_role("dialog", name="Notifications")
    bell.focus()
    page.keyboard.press("Enter")
    expect(panel).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(bell).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel).to_be_focused()
    page.keyboard.press("Tab")
    expect(panel.get_by_role("button", name="Mark all as read")).to_be_focused()
    page.keyboard.press("Enter")
    expect(bell.locator(".n")).to_be_empty(timeout=LIVE_MS)
    expect(panel).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#f-title")).to_have_text("Order 48213")
    assert page.url.endswith(f"/inbox/{number}/")
    assert Notification.objects.filter(user=cast.iga, read_at=None).count() == 0


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_page_and_what_one_is_told_of(cast: Cast, enter: Enter, width: int, height: int) -> None:
    tell(cast, "%(number)s waits for you", "One more")
    page = enter(cast.iga, viewport={"width": width, "height": height})
    page.goto("/notifications/")
    expect(page.locator(".notices-page .unread")).to_have_count(2)
    assert fits(page) and serious_problems(page) == []
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.locator(".notices-page .unread")).to_have_count(0)
    page.get_by_role("link", name="What I am told of").click()
    assert fits(page) and serious_problems(page) == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_manager_called_sees_it_on_the_row_and_in_the_ticket(
    cast: Cast, enter: Enter, width: int, height: int
) -> None:
    page = enter(cast.marek, viewport={"width": width, "height": height})
    number = write_in(cast.mail).ticket.pk
    actions.call_attention(Actor.agent(cast.iga), number, "The customer is angry")
    row = page.locator(f"#row-{number}")
    expect(row.get_by_title("The customer is angry")).to_be_visible(timeout=LIVE_MS)
    work.run_due()
    expect(page.locator("[data-bell] .n")).to_have_text("1", timeout=LIVE_MS)
    assert fits(page) and serious_problems(page) == []
    page.goto(f"/inbox/{number}/")
    flag = page.locator("#f-attention")
    flag.get_by_text("Manager called").click()
    expect(flag.get_by_text("The customer is angry")).to_be_visible()
    assert fits(page) and serious_problems(page) == []
    flag.get_by_role("button").click()
    expect(flag.get_by_text("The customer is angry")).to_have_count(0, timeout=LIVE_MS)
    assert Ticket.objects.get(pk=number).attention_at is None
