"""Every form of a survey from the customer's side in a real browser: on a 320 px phone, with and without scripts, in the chat
window; and what a scanner of mails does, which records nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from channels_inbox import deliver, outgoing
from channels_inbox.models import Delivery
from customers.models import Customer
from surveys import reminding
from surveys.models import Survey, SurveyAnswer, SurveyInvitation
from tests.cast import Cast, customer, make_cast, write_in
from tests.services.fixtures import LiveApp
from tests.services.processes import wait_until
from tests.surveys.conftest import run_surveys
from tickets.actions import reply
from tickets.actor import Actor
from tickets.models import Message, Ticket, TicketEvent

# What a page may weigh on its way, its styles and scripts included.
MOST_BYTES = 30_000
# (kind, look, the lowest by its name, the highest, their scores)
FORMS = [
    ("csat", "faces", "Very bad", "Very good", (1, 5)),
    ("csat", "stars", "1 star", "5 stars", (1, 5)),
    ("csat", "thumbs", "Bad", "Good", (1, 5)),
    ("nps", "numbers", "0 – not at all likely", "10 – extremely likely", (0, 10)),
    ("ces", "numbers", "1 – very hard", "7 – very easy", (1, 7)),
]
LATE = {"key": "late", "label": {"en": "It came late", "pl": "Przyszło późno"}}


@pytest.fixture
def cast(live_app: LiveApp) -> Cast:
    return make_cast()


def set_form(kind: str, look: str) -> None:
    bands = [{"min": 0 if kind == "nps" else 1, "max": 1, "question": {"en": "What went wrong?"}, "reasons": [LATE]}]
    Survey.objects.update(is_active=False)
    Survey.objects.create(name=f"{kind}, {look}", kind=kind, look=look, bands=bands, remind_after_days=3)


def asked(cast: Cast, kind: str, look: str) -> SurveyInvitation:
    set_form(kind, look)
    identity = customer(f"{kind}-{look}@example.com", "Tomasz Kuna")
    ticket = write_in(cast.mail, identity=identity, subject="Zwrot zamówienia 48213").ticket
    reply(Actor.agent(cast.iga), ticket.number, "It left today.", status="resolved")
    assert run_surveys() == 1
    return SurveyInvitation.objects.latest("pk")


def url_of(invitation: SurveyInvitation) -> str:
    address: str = Delivery.objects.get(message=invitation.message).extra["survey"]["url"]
    return address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Any]:
    """Opens a small phone's page; `arrived` collects the bytes that travelled to it, by address."""
    contexts = []

    def make(*, scripts: bool) -> tuple[Page, dict[str, int]]:
        context = browser.new_context(
            viewport={"width": 320, "height": 640}, java_script_enabled=scripts, has_touch=True, locale="en"
        )
        contexts.append(context)
        page, arrived = context.new_page(), dict[str, int]()
        network, addresses = context.new_cdp_session(page), dict[str, str]()
        network.on("Network.responseReceived", lambda e: addresses.update({e["requestId"]: e["response"]["url"]}))
        network.on(
            "Network.loadingFinished",
            lambda e: arrived.update({addresses.get(e["requestId"], e["requestId"]): e["encodedDataLength"]}),
        )
        network.send("Network.enable")
        return page, arrived

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("kind", "look", "low", "high", "scores"), FORMS)
def test_every_form_on_a_small_phone(
    cast: Cast, phone: Any, kind: str, look: str, low: str, high: str, scores: tuple[int, int]
) -> None:
    invitation = asked(cast, kind, look)
    url = url_of(invitation)

    def fits(page: Page) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url

    for scripts, label, score in ((True, low, scores[0]), (False, high, scores[1])):
        page, arrived = phone(scripts=scripts)
        page.goto(url if scripts else f"{url}?change=1")
        page.wait_for_load_state("networkidle")
        weight = sum(arrived.values())
        assert 0 < weight < MOST_BYTES, arrived
        fits(page)
        # A label is what a thumb hits; the name is what a screen reader says.
        choice = page.get_by_role("radio", name=label, exact=True)
        page.locator("label", has=choice).tap()
        expect(choice).to_be_checked()
        page.get_by_role("button", name="Send my answer").tap()
        expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
        fits(page)
        if scripts:
            page.locator("label", has_text="It came late").tap()
            page.get_by_label("What went wrong?").fill("Za długo")
        page.get_by_role("button", name="Send", exact=True).tap()
        expect(page.get_by_text("Za długo")).to_be_visible()
        fits(page)
        given = SurveyAnswer.objects.get(invitation=invitation)
        assert (given.score, given.comment) == (score, "Za długo")
        assert given.reasons == (["late"] if scripts else [])


def test_every_form_in_the_chat_window(cast: Cast, live_app: LiveApp, page: Page) -> None:
    """By keyboard alone; each choice has its name; nothing is wider than the window; the reason and the words follow."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(live_app.url + "/healthz")
    page.set_content(
        f'<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Shop</title>'
        f'<script src="{live_app.url}/chat/widget.js" data-inbox="{cast.chat.public_id}"></script></html>'
    )
    page.get_by_role("button", name="Chat with us").click()
    for number, (kind, look, low, high, scores) in enumerate(FORMS):
        set_form(kind, look)
        page.get_by_role("textbox", name="Write a message").fill(f"Question {number}")
        page.keyboard.press("Enter")
        wait_until(Message.objects.filter(text=f"Question {number}").exists, 20)
        ticket = Ticket.objects.latest("pk")
        reply(Actor.agent(cast.iga), ticket.number, f"Answer {number}", status="resolved")
        assert run_surveys() == 1
        # One after the other: a conversation keeps its order.
        assert [deliver.sweep(), deliver.sweep()] == [1, 1]
        card = page.get_by_role("group").last
        expect(card.get_by_role("button", name=high, exact=True)).to_be_visible()
        card.get_by_role("button", name=low, exact=True).focus()
        page.keyboard.press("Enter")
        expect(card.get_by_role("button", name=low, exact=True)).to_have_attribute("aria-pressed", "true")
        expect(card.get_by_role("status")).to_contain_text("Thank you!")
        card.get_by_label("It came late").check()
        card.get_by_label("What went wrong?").fill("slow")
        card.get_by_role("button", name="Send").press("Enter")
        wait_until(lambda: SurveyAnswer.objects.latest("pk").comment == "slow", 10)
        given = SurveyAnswer.objects.latest("pk")
        assert (given.kind, given.score, given.reasons, given.via) == (kind, scores[0], ["late"], "chat")
        assert page.locator("#helpdesk-chat .panel").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert SurveyAnswer.objects.count() == len(FORMS)
    result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert result.violations_count == 0, result.generate_report()
    assert problems == []


def test_a_scanner_of_mails_changes_nothing(cast: Cast, page: Page, client: Client) -> None:
    """Every link of every mail is fetched, asked for its head, and opened by a browser that runs scripts."""
    mails = []
    for kind, look, *_names in FORMS:
        mails.append(outgoing.build(Delivery.objects.get(message=asked(cast, kind, look).message)))
    Survey.objects.update(is_active=True)
    with time_machine.travel((timezone.localtime() + timedelta(days=4)).replace(hour=11)):
        assert reminding.remind_due() == len(FORMS)
    for invitation in SurveyInvitation.objects.all():
        mails.append(outgoing.build(Delivery.objects.get(message=invitation.reminder)))
    before = TicketEvent.objects.count(), sorted(Ticket.objects.values_list("pk", "version", "status"))
    links = set()
    for mail in mails:
        found = re.findall(r'href="([^"]+)"', mail.html) + re.findall(r"https?://\S+", mail.text)
        assert len(found) >= 6
        links |= {link.replace("&amp;", "&") for link in found}
    assert len(links) == 2 * (5 + 5 + 2 + 11 + 7 + len(FORMS))
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method != "GET" else None)
    for link in sorted(links):
        path = "/" + link.split("/", 3)[3]
        assert client.get(path).status_code == client.head(path).status_code == 200
        page.goto(link)
        page.wait_for_load_state("networkidle")
    assert posted == []
    assert not SurveyAnswer.objects.exists()
    assert (TicketEvent.objects.count(), sorted(Ticket.objects.values_list("pk", "version", "status"))) == before
    assert not Customer.objects.filter(surveys_allowed=False).exists()
