"""A manager follows an unhappy answer to its end in a real browser; the customer is asked again, on their own phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from surveys import answering, sending
from surveys.models import FollowUpCase, SurveyInvitation
from tests.browser.conftest import Enter, cast, enter, serious_problems
from tests.cast import Cast, customer, write_in
from tests.surveys.conftest import run_surveys, token_of
from tickets.actions import reply, set_assignee
from tickets.actor import SYSTEM, Actor

__all__ = ["cast", "enter"]


@pytest.fixture
def asked(cast: Cast) -> SurveyInvitation:
    identity = customer("tomasz@example.com", "Tomasz Kuna")
    ticket = write_in(cast.mail, "The cup came broken.", identity=identity, subject="Zwrot zamówienia 48213").ticket
    reply(Actor.agent(cast.iga), ticket.number, "It left today.", status="resolved")
    set_assignee(SYSTEM, ticket.number, None)
    run_surveys()
    return SurveyInvitation.objects.get()


def tapped(browser: Browser, invitation: SurveyInvitation, face: str) -> None:
    """The customer's tap on their phone."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    try:
        page.goto(f"{settings.PUBLIC_URL}/s/{token_of(invitation)}/")
        page.locator("label.face", has_text=face).tap()
        page.get_by_role("button", name="Send my answer").tap()
        expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    finally:
        context.close()


def test_from_the_answer_to_the_second_answer(
    cast: Cast, enter: Enter, browser: Browser, asked: SurveyInvitation
) -> None:
    manager = enter(cast.marek)
    manager.goto("/follow-ups/")
    expect(manager.get_by_role("heading", name="Nothing to follow up")).to_be_visible()
    tapped(browser, asked, "Very bad")
    # Live: the row and the number beside the link.
    row = manager.get_by_role("link", name="Tomasz Kuna")
    expect(row).to_be_visible()
    expect(manager.locator("#rail a[href='/follow-ups/'] .n")).to_have_text("1")
    expect(manager.get_by_text("nobody has it")).to_be_visible()
    assert serious_problems(manager) == []
    row.focus()
    manager.keyboard.press("Enter")
    expect(manager.get_by_text("The cup came broken.")).to_be_visible()
    assert serious_problems(manager) == []
    manager.get_by_role("button", name="Take it").press("Enter")
    expect(manager.locator("dl.facts").get_by_text("Marek Manager")).to_be_visible()
    manager.get_by_role("button", name="I am on it").press("Enter")
    expect(manager.get_by_text("In progress")).to_be_visible()
    manager.get_by_label("Refunded or made up for").check()
    manager.get_by_label("What was done?").fill("A new cup is on its way.")
    manager.get_by_label("Ask the customer again in (days)").fill("2")
    manager.get_by_role("button", name="Close it").press("Enter")
    expect(manager.get_by_role("heading", name="How it ended")).to_be_visible()
    expect(manager.get_by_text("Will be asked")).to_be_visible()
    second = SurveyInvitation.objects.get(second_of=asked)
    SurveyInvitation.objects.filter(pk=second.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    assert sending.send_due() == 1
    tapped(browser, SurveyInvitation.objects.get(pk=second.pk), "Very good")
    manager.reload()
    expect(manager.get_by_text("The customer answered the second question: 5")).to_be_visible()
    expect(manager.get_by_text("5/5")).to_be_visible()
    case = FollowUpCase.objects.get()
    assert (case.state, case.outcome, case.in_time, case.owner) == ("closed", "compensated", True, cast.marek)


def test_it_fits_a_phone(cast: Cast, enter: Enter, asked: SurveyInvitation) -> None:
    answering.answer(asked, 1, "Bardzodługiesłowo" * 12)
    page: Page = enter(cast.iga, viewport={"width": 390, "height": 800})
    for address in ("/follow-ups/", f"/follow-ups/{FollowUpCase.objects.get().pk}/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        main = page.locator("#main")
        assert main.evaluate("one => one.scrollWidth <= one.clientWidth"), address
        assert serious_problems(page) == []
