"""/demo/ in a real browser: a mail goes out, an answer comes in by itself, nothing typed is lost, everybody can use it."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.models import Team
from channels_inbox.models import InboundEvent
from helpdesk.demo import outbox
from tests.cast import make_inbox
from tests.services.processes import LiveProcess, wait_until
from tickets.models import Inbox


@pytest.fixture
def shop_inbox(mail_listener: LiveProcess) -> Inbox:
    """Where the real listener puts what the demo page sends."""
    team = Team.objects.create(name="Zwroty")
    return make_inbox("support", "email", team, address="support@localhost")


def came_in(count: int) -> EmailMessage:
    """The newest mail that the listener has kept, once there are `count`."""
    wait_until(lambda: InboundEvent.objects.count() == count, 20, "the mail")
    event = InboundEvent.objects.latest("pk")
    made = message_from_bytes(bytes(event.payload), policy=policy.default)
    assert isinstance(made, EmailMessage)
    return made


@pytest.fixture(autouse=True)
def empty_box() -> Iterator[None]:
    yield
    for path in outbox.folder().glob("*.eml"):
        path.unlink()


def caught(subject: str) -> None:
    mail = EmailMessage()
    mail["From"] = "Iga z Kubek i Len <support@localhost>"
    mail["To"] = "anna.wisniewska@example.com"
    mail["Subject"] = subject
    mail["Message-ID"] = "<t1.2.x@localhost>"
    mail["Date"] = "Mon, 23 Nov 2026 10:00:00 +0100"
    mail.set_content("Paczka będzie jutro.\n\nhttp://127.0.0.1:8000/s/abc/")
    outbox.keep(mail.as_bytes(), outbox.CAUGHT, ["anna.wisniewska@example.com"])


def test_a_customer_writes_and_answers(live_app: Any, page: Page, shop_inbox: Inbox) -> None:
    page.goto("/demo/?lang=en")
    page.get_by_role("button", name="Where is my parcel?").click()
    page.get_by_role("button", name="Send mail").click()
    expect(page.get_by_role("status")).to_contain_text("Sent.")
    assert came_in(1)["Subject"] == "Gdzie jest moja paczka? 48213"
    expect(page.locator(".demo-mail.is-sent")).to_have_count(1)

    text = page.get_by_label("Message", exact=True)
    text.fill("half a sentence")
    caught("Re: Gdzie jest moja paczka? 48213")
    arrived = page.locator(".demo-mail:not(.is-sent)")
    expect(arrived).to_have_count(1)
    expect(text).to_have_value("half a sentence")
    body = arrived.frame_locator("iframe")
    expect(body.locator("body")).to_contain_text("Paczka będzie jutro.")
    expect(body.get_by_role("link")).to_have_attribute("href", "http://127.0.0.1:8000/s/abc/")

    arrived.get_by_role("button", name="Reply").click()
    expect(page.locator("#composer")).to_contain_text("Answering “Re: Gdzie jest moja paczka? 48213”")
    expect(page.get_by_label("To", exact=True)).to_have_value("support@localhost")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    page.get_by_label("Message", exact=True).fill("Dziękuję!")
    page.get_by_role("button", name="Send mail").click()
    expect(page.get_by_role("status")).to_contain_text("Sent.")
    reply = came_in(2)
    assert reply["In-Reply-To"] == "<t1.2.x@localhost>"
    assert "> Paczka będzie jutro." in reply.get_content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["/demo/", "/demo/shop/", "/demo/shop/brzeg/", "/demo/shop/delivery/"])
def test_everybody_can_use_the_pages(live_app: Any, page: Page, path: str, width: int, scheme: Any) -> None:
    caught("Re: Zwrot")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 850})
    page.goto(f"{path}?lang=pl")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def test_the_language_stays_chosen_from_page_to_page(live_app: Any, page: Page) -> None:
    page.goto("/demo/shop/?lang=pl")
    page.locator("a.shop-card").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
