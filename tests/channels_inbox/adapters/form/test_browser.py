"""The form in a real browser: in a frame of a shop's page with a strict policy, on a small phone, without scripts."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, expect

from channels_inbox.adapters.form.payloads import signing_key
from tests.cast import make_cast
from tests.channels_inbox.public_pages import make_page, work
from tests.services.fixtures import LiveApp
from tickets.models import Inbox

TOPICS = "Return: Order number*, Reason (damaged / wrong size)*, Bought on (date)\nSomething else"
POLICY = "default-src 'none'; script-src {app}; frame-src {app}"
# The page takes whoever is done within two seconds for a program.
AS_LONG_AS_A_PERSON_MS = 2_100
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def inbox(live_app: LiveApp) -> Inbox:
    return make_page("form", make_cast(), topics_en=TOPICS, consent_en="You may keep what I write.")


@pytest.fixture
def shop(live_app: LiveApp, inbox: Inbox) -> Iterator[str]:
    """A foreign page that embeds the form; it knows who is signed in and about which order."""
    claims = {"email": "tomasz@example.com", "name": "Tomasz Kuna", "order": "48213", "exp": int(time.time()) + 600}
    known = jwt.encode(claims, signing_key(inbox, {}), algorithm="HS256")
    body = (
        f"<!doctype html><html lang=en><title>Shop</title><main><h1>Contact</h1>"
        f'<script src="{live_app.url}/static/form/embed.js" data-inbox="{inbox.public_id}" data-known="{known}"></script>'
        f"</main></html>"
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(app=live_app.url))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_in_a_shops_page_that_knows_its_customer(shop: str, page: Page) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(shop)
    frame = page.frame_locator("iframe[title='Contact form']")
    expect(frame.get_by_text("You write as Tomasz Kuna")).to_be_visible()
    expect(frame.get_by_label("E-mail")).to_have_count(0)
    before = page.locator("iframe").evaluate("frame => frame.getBoundingClientRect().height")
    frame.get_by_label("What is it about?").select_option("Return")
    expect(frame.get_by_label("Order number")).to_have_count(0)
    frame.get_by_label("Reason").select_option("damaged")
    # What was answered stays when somebody looks at another topic.
    frame.get_by_label("What is it about?").select_option("Something else")
    expect(frame.get_by_label("Reason")).to_have_count(0)
    frame.get_by_label("What is it about?").select_option("Return")
    expect(frame.get_by_label("Reason")).to_have_value("damaged")
    page.wait_for_function(
        "height => document.querySelector('iframe').getBoundingClientRect().height > height",
        arg=before,
    )
    inside = frame.locator("html").evaluate("html => html.scrollHeight > html.clientHeight")
    assert not inside, "the frame is as high as the form"
    frame.get_by_label("Message").fill("The cup is broken.")
    frame.get_by_label("You may keep what I write.").check()
    page.wait_for_timeout(AS_LONG_AS_A_PERSON_MS)
    frame.get_by_role("button", name="Send").dblclick()
    expect(frame.get_by_role("heading", name="Thank you. We have your message.")).to_be_visible()
    expect(frame.get_by_text("tomasz@example.com")).to_be_visible()
    [message] = work()
    assert message.ticket.subject == "Return · 48213" and message.envelope["proven"] is True
    assert ["Reason", "damaged"] in message.envelope["facts"]
    assert problems == []


def test_a_page_that_the_owner_did_not_name_shows_nothing(shop: str, inbox: Inbox, page: Page) -> None:
    connection = inbox.connection
    connection.settings = {"allowed_origins": ["https://shop.example"]}
    connection.save()
    page.goto(shop)
    expect(page.frame_locator("iframe").get_by_role("button", name="Send")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_small_phone_with_and_without_scripts(
    live_app: LiveApp, inbox: Inbox, browser: Browser, scripts: bool
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=scripts, locale="en-GB")
    page = context.new_page()
    try:
        page.goto(f"{live_app.url}/c/form/{inbox.public_id}/")
        page.get_by_label("What is it about?").select_option("Return")
        if not scripts:
            page.get_by_role("button", name="Show the questions of this topic").click()
        page.get_by_label("Order number").fill("48213")
        page.get_by_label("Reason").select_option("wrong size")
        page.get_by_label("E-mail").fill("tomasz@example.com")
        page.get_by_label("Message").fill("Too small.")
        page.get_by_label("You may keep what I write.").check()
        page.get_by_label("Files").set_input_files([FilePayload(name="a.txt", mimeType="text/plain", buffer=b"hello")])
        page.wait_for_timeout(AS_LONG_AS_A_PERSON_MS)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("tomasz@example.com")).to_be_visible()
        [message] = work()
        assert message.ticket.subject == "Return · 48213" and message.attachments.get().name == "a.txt"
        page.reload()
        expect(page.get_by_text("tomasz@example.com")).to_be_visible()
        assert work() == []
        # Back from there, what was typed is still there to be corrected.
        page.go_back()
        expect(page.get_by_label("Message")).to_have_value("Too small.")
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_can_be_used_by_everybody(live_app: LiveApp, inbox: Inbox, page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 320, "height": 640})
    for query in ("?topic=return", "?lang=pl", "?frame=1"):
        page.goto(f"/c/form/{inbox.public_id}/{query}")
        fits_and_is_accessible(page)
    # With errors: said, marked, and the first of them has the cursor.
    page.locator("form").evaluate("form => { form.noValidate = true }")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()
    fits_and_is_accessible(page)


def fits_and_is_accessible(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
