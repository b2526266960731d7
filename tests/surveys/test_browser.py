"""The customer's side in a real browser: from the mail's face to an answer, on a small phone, with and without scripts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from channels_inbox.models import Delivery
from surveys.models import SurveyAnswer, SurveyInvitation
from tests.cast import Cast, customer, make_cast, write_in
from tests.services.fixtures import LiveApp
from tests.surveys.conftest import run_surveys
from tickets.actions import reply
from tickets.actor import Actor


@pytest.fixture
def url(live_app: LiveApp) -> str:
    cast: Cast = make_cast()
    ticket = write_in(
        cast.mail, identity=customer("tomasz@example.com", "Tomasz Kuna"), subject="Zwrot zamówienia 48213"
    ).ticket
    reply(Actor.agent(cast.iga), ticket.number, "It left today.", status="resolved")
    run_surveys()
    address: str = Delivery.objects.get(message=SurveyInvitation.objects.get().message).extra["survey"]["url"]
    return address


@pytest.mark.parametrize("scripts", [True, False])
def test_two_taps_on_a_small_phone(url: str, browser: Browser, scripts: bool) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=scripts, has_touch=True)
    page = context.new_page()
    try:
        page.goto(f"{url}?score=4")
        expect(page.get_by_role("radio", name="Good", exact=True)).to_be_checked()
        assert not SurveyAnswer.objects.exists()
        page.get_by_role("button", name="Send my answer").tap()
        expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
        assert SurveyAnswer.objects.get().score == 4
        page.get_by_role("link", name="No, thank you").tap()
        page.get_by_role("link", name="Change my answer").tap()
        page.locator("label.face", has_text="Very good").tap()
        page.get_by_role("button", name="Send my answer").tap()
        page.get_by_label("What did we do well? (optional)").fill("Nic :)")
        page.get_by_role("button", name="Send", exact=True).tap()
        expect(page.get_by_text("Nic :)")).to_be_visible()
        assert SurveyAnswer.objects.get().score == 5
    finally:
        context.close()


def test_it_fits_and_can_be_used_by_everybody(url: str, page: Page) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.set_viewport_size({"width": 320, "height": 640})
    for query in ("", "?stop=1", "?lang=pl&score=2"):
        page.goto(url + query)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, found.generate_report()
    assert problems == []


def test_the_keyboard_alone_is_enough(url: str, page: Page) -> None:
    page.goto(url)
    page.get_by_role("radio", name="Very bad").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert SurveyAnswer.objects.get().score == 3
