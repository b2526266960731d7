"""The counter in a real browser: the customer's phone, the agent's desk, the sheet from the printer."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from channels_inbox.adapters.counter.payloads import page_url
from tests.cast import PASSWORD, Cast, make_cast, make_inbox
from tests.channels_inbox.public_pages import make_page, work
from tests.services.fixtures import LiveApp
from tickets.models import Inbox, Ticket

AS_LONG_AS_A_PERSON_MS = 2_100
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
MM = 72 / 25.4  # points


@pytest.fixture
def cast(live_app: LiveApp) -> Cast:
    return make_cast()


@pytest.fixture
def counter(cast: Cast) -> Inbox:
    make_inbox("sms", "sms", cast.returns, name="SMS")
    return make_page("counter", cast)


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_code_to_a_ticket(counter: Inbox, browser: Browser, scripts: bool) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=scripts, has_touch=True)
    page = context.new_page()
    try:
        page.goto(page_url(counter, "Till 2"))
        page.get_by_label("Name").fill("Zofia Żak")
        expect(page.get_by_label("E-mail").last).to_be_visible()
        page.get_by_text("Text message").tap()
        expect(page.get_by_label("Phone number")).to_be_visible()
        expect(page.locator("#id_email")).to_be_hidden()
        page.get_by_label("Phone number").fill("512 345 678")
        page.get_by_label("What is it about?").fill("My parcel is wet.")
        page.get_by_role("checkbox").check()
        page.wait_for_timeout(AS_LONG_AS_A_PERSON_MS)
        page.get_by_role("button", name="Send").tap()
        expect(page.get_by_text("+48512345678")).to_be_visible()
        [message] = work()
        assert message.ticket.customer.preferred_channel == "sms"
        assert ["Place", "Till 2"] in message.envelope["facts"]
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_can_be_used_by_everybody(counter: Inbox, page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 640})
    for query in ("", "?lang=pl"):
        page.goto(f"/c/counter/{counter.public_id}/{query}")
        fits_and_is_accessible(page)


def fits_and_is_accessible(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/?next=/inbox/new/")
    page.get_by_label("Email").fill("iga@shop.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_an_agent_takes_it_down(counter: Inbox, page: Page) -> None:
    sign_in(page)
    page.get_by_role("link", name="Take down what a customer says: Test counter").click()
    page.get_by_label("Name", exact=True).fill("Zofia Żak")
    page.get_by_role("radio", name="Text message").check()
    page.get_by_label("Phone number").fill("512345678")
    page.get_by_label("What is it about?").fill("Her parcel is wet.")
    page.get_by_role("checkbox").check()
    assert Axe().run(page, options=WCAG).violations_count == 0
    page.get_by_role("button", name="Open the ticket").click()
    page.wait_for_url(re.compile(r"/inbox/\d+/"))
    expect(page.get_by_text("Her parcel is wet.").first).to_be_visible()
    assert Ticket.objects.get().customer.name == "Zofia Żak"


@pytest.mark.parametrize(("size", "width", "height"), [("a5", 148, 210), ("a6", 105, 148)])
def test_the_sheet_is_one_page_of_its_paper(counter: Inbox, page: Page, size: str, width: int, height: int) -> None:
    sign_in(page)
    page.goto(f"/c/counter/{counter.public_id}/sheet/?size={size}&place=Till 2")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    assert Axe().run(page, options=WCAG).violations_count == 0
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = [[float(n) for n in box.split()] for box in re.findall(rb"/MediaBox \[([^\]]+)\]", pdf)]
    assert [[round(box[2] / MM), round(box[3] / MM)] for box in boxes] == [[width, height]]
