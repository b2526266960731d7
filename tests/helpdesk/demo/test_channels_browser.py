"""The channels' columns of /demo/ in a real browser, with a real worker between: there and back again by text message."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from channels_inbox.contract.demo import Button, Heard, Person
from helpdesk.demo import seed_channels, talks
from surveys.models import SurveyAnswer
from tests.cast import make_policy, make_user
from tests.services.processes import LiveProcess, wait_until
from tickets import actions
from tickets.actor import Actor
from tickets.models import Inbox, Message, Ticket


@pytest.fixture
def shop(transactional_db: None) -> Inbox:
    make_policy()
    seed_channels.connect()
    return Inbox.objects.get(channel="sms")


def test_there_and_back_by_text_message(live_app: Any, worker: LiveProcess, page: Page, shop: Inbox) -> None:
    page.goto("/demo/?lang=en")
    expect(page.locator("[data-column]:visible")).to_have_count(2)
    page.locator("[data-pick=sms]").click()
    column = page.locator("[data-column=sms]")
    expect(page.locator("[data-column]:visible")).to_have_count(2)
    expect(column.get_by_label("Message", exact=True)).to_be_visible()
    expect(page.locator("[data-pick][aria-current]")).to_have_count(2)
    assert page.url.endswith("show=webchat,sms")

    column.get_by_label("Message", exact=True).fill("Gdzie paczka?")
    column.get_by_label("Message", exact=True).press("Enter")
    expect(column.locator(".is-said")).to_contain_text("Gdzie paczka?")
    expect(column.get_by_label("Message", exact=True)).to_have_value("")
    wait_until(Ticket.objects.exists, 30, "the ticket")

    half = column.get_by_label("Message", exact=True)
    half.fill("pół zdania")
    iga = make_user("iga@shop.example", "Iga Bober", "agent", shop.team)
    actions.reply(Actor.agent(iga), Ticket.objects.get().number, "Jutro, <b>obiecuję</b>")
    expect(column.locator(".is-heard")).to_contain_text("Jutro, <b>obiecuję</b>", timeout=20_000)
    expect(half).to_have_value("pół zdania")
    wait_until(lambda: Message.objects.get(kind="outbound").state == "delivered", 20, "the tick")

    # Somebody else's telephone is empty.
    column.locator(".demo-person").nth(1).click()
    expect(column.locator(".demo-bubble")).to_have_count(0)
    column.locator(".demo-person").first.click()
    expect(column.locator(".demo-bubble")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_everybody_can_use_the_columns(live_app: Any, page: Page, shop: Inbox, width: int, scheme: Any) -> None:
    customer = Person("Marta", "+48601234567")
    talks.said("sms", customer, "Dzień dobry")
    talks.heard(
        "sms",
        Heard("+48601234567", "Jutro https://shop.example/s/x", ["foto.jpg"], True, [Button("Tak"), Button("Nie")]),
    )
    talks.refused("sms", "A text message needs a sender.")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 850})
    page.goto("/demo/?lang=pl&show=telegram,sms")
    expect(page.locator("[data-column=sms] .demo-bubble")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def test_a_button_is_tapped(live_app: Any, page: Page, shop: Inbox) -> None:
    talks.heard("sms", Heard("+48601234567", "Czy pasuje?", buttons=[Button("Tak")]))
    page.goto("/demo/?lang=en&show=sms")
    page.get_by_role("button", name="Tak").click()
    expect(page.locator("[data-column=sms] .is-said")).to_contain_text("Tak")


def test_a_survey_is_tapped_and_its_buttons_go(live_app: Any, worker: LiveProcess, page: Page, shop: Inbox) -> None:
    page.goto("/demo/?lang=en&show=telegram")
    column = page.locator("[data-column=telegram]")
    column.get_by_label("Message", exact=True).fill("Gdzie paczka?")
    column.get_by_label("Message", exact=True).press("Enter")
    wait_until(Ticket.objects.exists, 30, "the ticket")
    iga = make_user("iga@shop.example", "Iga Bober", "agent", shop.team)
    actions.reply(Actor.agent(iga), Ticket.objects.get().number, "Już jedzie.", status="resolved")
    button = column.get_by_role("button", name="😀 Bardzo dobrze")
    expect(button).to_be_visible(timeout=30_000)
    button.click()
    expect(column.locator(".is-said").last).to_contain_text("Bardzo dobrze")
    expect(column.locator(".is-heard").last).to_contain_text("Twoja odpowiedź: 5", timeout=30_000)
    expect(column.locator(".demo-tap")).to_have_count(0, timeout=10_000)
    assert SurveyAnswer.objects.get().via == "telegram"
