"""The loop in one go: a mail and a chat come in, are answered, resolved, rated, and move the manager's page.

Real Chromium, ASGI server, PostgreSQL, Redis, Celery worker, SMTP in and out.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from channels_inbox.models import ChatSession
from customers.models import Customer
from helpdesk.demo.people import CHAT_PUBLIC_ID
from surveys.models import SurveyAnswer
from tests.cast import PASSWORD, Cast, make_cast, make_policy
from tests.services.fixtures import LiveApp
from tests.services.processes import wait_until
from tests.services.smtp_catcher import CaughtMail, SmtpCatcher
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("live_app", "worker", "mail_listener")
ARRIVES_MS = 20_000
# Two cores also run the worker, the servers and another test: patience, not speed, is asked for here.
expect.set_options(timeout=15_000)


@pytest.fixture
def cast(live_app: LiveApp) -> Cast:
    make_policy()
    cast = make_cast()
    # The demo shop's page carries this inbox's widget.
    cast.chat.public_id = CHAT_PUBLIC_ID
    cast.chat.save()
    return cast


@pytest.fixture
def person(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[[], Page]]:
    """A new browser for each person who takes part."""
    contexts = []

    def enter() -> Page:
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


def sign_in(page: Page, user: User) -> Page:
    page.goto("/accounts/login/")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/inbox/**")
    return page


def send(mail: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", settings.MAIL_PORT) as smtp:
        smtp.send_message(mail)


def first_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Tomasz Kuna <tomasz@example.com>", "support@shop.example"
    mail["Subject"], mail["Message-ID"] = "Zwrot zamówienia 48213", "<first@example.com>"
    mail.set_content("Dzień dobry, nie widzę przelewu.\n\n-- \nTomasz Kuna")
    mail.add_attachment(b"%PDF-1.4 ...", maintype="application", subtype="pdf", filename="potwierdzenie.pdf")
    return mail


def answer_to(sent: CaughtMail, text: str) -> EmailMessage:
    """What a mail program makes of Reply: our id comes back, our words are quoted."""
    theirs = sent.message
    mail = EmailMessage()
    mail["From"], mail["To"] = sent.recipients[0], theirs["Reply-To"] or theirs["From"]
    mail["Subject"] = f"Re: {theirs['Subject']}"
    mail["Message-ID"] = f"<reply-{abs(hash(text))}@example.com>"
    mail["In-Reply-To"] = theirs["Message-ID"]
    mail["References"] = f"{theirs['References'] or ''} {theirs['Message-ID']}".strip()
    quoted = "\n".join(f"> {line}" for line in plain(sent).splitlines())
    mail.set_content(f"{text}\n\nW dniu 23.11.2026 o 10:00 Support pisze:\n{quoted}\n")
    return mail


def plain(sent: CaughtMail) -> str:
    body = sent.message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def reply(page: Page, text: str) -> None:
    page.locator("#compose-reply").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#compose-reply")).to_have_value("")


def test_a_mail_from_arrival_to_the_managers_page(
    cast: Cast, person: Callable[[], Page], outbox_smtp: SmtpCatcher
) -> None:
    agent, manager = sign_in(person(), cast.iga), sign_in(person(), cast.marek)
    manager.goto("/reports/")
    send(first_mail())
    row = agent.locator("a.row", has_text="Tomasz Kuna")
    expect(row).to_be_visible(timeout=ARRIVES_MS)
    expect(row).to_contain_text("Zwrot zamówienia 48213")
    row.click()
    message = agent.locator("article.msg.in").first
    expect(message.locator(".text")).to_have_text("Dzień dobry, nie widzę przelewu.")
    expect(message.locator(".file")).to_contain_text("potwierdzenie.pdf")

    agent.keyboard.press("n")
    agent.locator("#compose-note").fill("Bank cofnął przelew")
    agent.keyboard.press("Control+Enter")
    expect(agent.locator("article.msg.note")).to_contain_text("Bank cofnął przelew")
    agent.get_by_role("button", name="Reply", exact=True).click()
    reply(agent, "Dzień dobry, **sprawdzam** w księgowości.")
    expect(agent.locator("article.msg.out strong")).to_have_text("sprawdzam")
    sent = outbox_smtp.wait_for("tomasz@example.com")
    assert sent.message["In-Reply-To"] == "<first@example.com>"
    assert "<first@example.com>" in sent.message["References"]
    assert "Bank" not in sent.raw.decode("utf-8", "replace")

    outbox_smtp.clear()
    send(answer_to(sent, "Dziękuję, czekam."))
    again = agent.locator("article.msg.in").nth(1)
    expect(again).to_be_visible(timeout=ARRIVES_MS)
    expect(again.locator(".text")).to_have_text("Dziękuję, czekam.")
    assert Ticket.objects.count() == 1

    agent.get_by_role("button", name="Resolve", exact=True).click()
    survey = outbox_smtp.wait_for("tomasz@example.com")
    found = re.search(rf"{re.escape(settings.PUBLIC_URL)}/s/[\w-]+/", plain(survey))
    assert found, plain(survey)
    customer = person()
    customer.goto(f"{found[0]}?score=4")
    expect(customer.locator("input[name=score][value='4']")).to_be_checked()
    expect(agent.locator("#customer")).not_to_contain_text("Miło i szybko")
    customer.locator("button.go").click()
    customer.locator("textarea").fill("Miło i szybko")
    customer.locator("button.go").click()
    expect(agent.get_by_text("Miło i szybko").first).to_be_visible(timeout=ARRIVES_MS)
    manager.goto("/reports/service/")
    expect(manager.locator("main")).to_contain_text("100")


def open_shop(page: Page) -> None:
    page.goto("/demo/shop/?lang=en")
    page.get_by_role("button", name="Chat with us").click()


def test_a_chat_goes_on_by_mail_and_is_rated(cast: Cast, person: Callable[[], Page], outbox_smtp: SmtpCatcher) -> None:
    agent, visitor = sign_in(person(), cast.iga), person()
    open_shop(visitor)
    box = visitor.get_by_role("textbox", name="Write a message")
    box.fill("Hi, where is order 51777?")
    box.press("Enter")
    row = agent.locator("a.row", has_text="Hi, where is order 51777?")
    expect(row).to_be_visible(timeout=ARRIVES_MS)
    row.click()
    agent.locator("#compose-reply").press_sequentially("Let me look", delay=30)
    expect(visitor.get_by_text("Iga is typing")).to_be_visible()
    reply(agent, "It left **today**.")
    expect(visitor.locator(".log strong", has_text="today")).to_be_visible(timeout=ARRIVES_MS)
    expect(agent.locator("article.msg.out", has_text="It left today")).to_contain_text(
        "Read", ignore_case=True, timeout=ARRIVES_MS
    )
    box.press_sequentially("Thank", delay=30)
    expect(agent.get_by_text(re.compile("is (typing|writing)"))).to_be_visible()
    visitor.get_by_label("Your name").fill("Oliver Brand")
    visitor.get_by_label("Your e-mail").fill("oliver@example.com")
    visitor.get_by_role("button", name="Save").click()
    expect(visitor.get_by_text("we answer to oliver@example.com")).to_be_visible()

    visitor.close()
    # A minute and a bit later, as far as the clock is concerned.
    wait_until(lambda: ChatSession.objects.filter(gone_at__isnull=False).exists(), 30, "the closed page")
    past = timezone.now() - timedelta(seconds=90)
    ChatSession.objects.update(gone_at=past, last_seen_at=past)
    expect(agent.locator("#route option:checked")).to_contain_text("oliver@example.com", timeout=30_000)
    reply(agent, "One more thing: the number is 0042.")
    sent = outbox_smtp.wait_for("oliver@example.com")
    assert "0042" in plain(sent) and "today" not in plain(sent), "what was read in the chat isn't mailed again"
    send(answer_to(sent, "Great, thank you!"))
    again = agent.locator("article.msg.in", has_text="Great, thank you!")
    expect(again).to_be_visible(timeout=ARRIVES_MS)
    assert Ticket.objects.count() == 1
    customer = Customer.objects.get(identities__address="oliver@example.com")
    assert customer.identities.get(kind="email").verified_at is not None
    assert set(customer.identities.values_list("kind", flat=True)) == {"chat", "email"}


def test_the_survey_comes_in_the_open_chat_window_and_moves_the_dashboard(
    cast: Cast, person: Callable[[], Page]
) -> None:
    agent, manager, visitor = sign_in(person(), cast.iga), sign_in(person(), cast.marek), person()
    manager.goto("/reports/")
    open_shop(visitor)
    box = visitor.get_by_role("textbox", name="Write a message")
    box.fill("Do you ship to Norway?")
    box.press("Enter")
    agent.locator("a.row", has_text="Norway").click(timeout=ARRIVES_MS)
    reply(agent, "Yes, within a week.")
    expect(visitor.get_by_text("Yes, within a week.")).to_be_visible(timeout=ARRIVES_MS)
    agent.get_by_role("button", name="Resolve", exact=True).click()
    faces = visitor.get_by_role("group").filter(has=visitor.get_by_role("button")).get_by_role("button")
    expect(faces.nth(4)).to_be_visible(timeout=ARRIVES_MS)
    faces.nth(4).click()
    wait_until(lambda: SurveyAnswer.objects.filter(score=5).exists(), 15, "the answer")
    manager.goto("/reports/service/")
    expect(manager.locator("main")).to_contain_text("100")
