"""The widget in a real browser, on a shop's page of another origin with a strict policy."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from channels_inbox import deliver
from channels_inbox.models import ChatSession, Connection, Delivery
from core.live import publish
from customers.models import Identity
from tests.cast import Cast, make_cast
from tests.services.fixtures import LiveApp
from tests.services.processes import wait_until
from tickets.actions import NewFile, reply, set_status
from tickets.actor import Actor
from tickets.models import Attachment, Message, Ticket

POLICY = "default-src 'none'; script-src {app}; connect-src {app} {ws}; img-src 'none'; style-src 'none'"


@pytest.fixture
def cast(live_app: LiveApp) -> Cast:
    cast = make_cast()
    Connection.objects.filter(inbox=cast.chat).update(settings={"greeting_en": "Hi! Ask us about ceramics."})
    return cast


@pytest.fixture
def shop(live_app: LiveApp, cast: Cast) -> Iterator[str]:
    """A foreign page that embeds the chat; every path is a page of the shop."""
    body = (
        f"<!doctype html><html lang=en><title>Shop</title><main><h1>Cups</h1><a href='/next'>Next page</a></main>"
        f'<script src="{live_app.url}/chat/widget.js" data-inbox="{cast.chat.public_id}" async></script></html>'
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(app=live_app.url, ws=live_app.ws_url))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Chat with us").click()
    expect(page.get_by_role("textbox", name="Write a message")).to_be_focused()


def _write(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Write a message").fill(text)
    page.keyboard.press("Enter")


def _answer(cast: Cast, text: str, **more: Any) -> Message:
    message = reply(Actor.agent(cast.iga), Ticket.objects.latest("number").number, text, **more)
    deliver.send(Delivery.objects.get(message=message).pk)
    return message


def test_a_conversation_on_a_foreign_page_with_a_strict_policy(page: Page, shop: str, cast: Cast) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    _open(page, shop)
    expect(page.get_by_text("Hi! Ask us about ceramics.")).to_be_visible()
    _write(page, "Is <b>this</b> mug safe?")
    expect(page.get_by_role("log").get_by_text("Is <b>this</b> mug safe?")).to_be_visible()
    expect(page.get_by_text("Delivered")).to_be_visible()
    assert Message.objects.get().text == "Is <b>this</b> mug safe?"

    publish(f"ticket:{Ticket.objects.get().number}", {"type": "agent_typing", "ticket": 0, "name": "Iga"})
    expect(page.get_by_text("Iga is typing…")).to_be_visible()
    message = _answer(cast, "Yes, **quite** safe <img src=x onerror=alert(1)>")
    expect(page.get_by_text("quite", exact=True)).to_be_visible()
    wait_until(lambda: Message.objects.get(pk=message.pk).state == "read", what="read")
    expect(page.get_by_text("Iga joined the conversation")).to_be_visible()

    page.get_by_label("Your name").fill("Anna")
    page.get_by_label("Your e-mail").fill("wrong")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_have_text("Please check this address.")
    page.get_by_label("Your e-mail").fill("anna@example.com")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("If you leave, we answer to anna@example.com.")).to_be_visible()
    assert Identity.objects.get(kind="email").address == "anna@example.com"
    assert not [text for text in problems if "favicon" not in text]


def test_the_next_page_goes_on_where_the_last_ended(page: Page, shop: str, cast: Cast) -> None:
    _open(page, shop)
    _write(page, "First page")
    expect(page.get_by_text("Delivered")).to_be_visible()
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_role("log").get_by_text("First page")).to_be_visible()
    _write(page, "Second page")
    wait_until(lambda: Message.objects.count() == 2, what="both messages")
    assert ChatSession.objects.count() == Ticket.objects.count() == 1


def test_closed_window_counts_and_does_not_read(page: Page, shop: str, cast: Cast) -> None:
    _open(page, shop)
    _write(page, "Hello")
    expect(page.get_by_text("Delivered")).to_be_visible()
    page.keyboard.press("Escape")
    launcher = page.get_by_role("button", name="Chat with us")
    expect(launcher).to_be_focused()
    message = _answer(cast, "Hello to you")
    expect(launcher).to_contain_text("1")
    wait_until(lambda: Message.objects.get(pk=message.pk).state == "delivered", what="delivered")
    launcher.press("Enter")
    wait_until(lambda: Message.objects.get(pk=message.pk).state == "read", what="read")


def test_what_is_written_offline_arrives_once(page: Page, context: BrowserContext, shop: str, cast: Cast) -> None:
    _open(page, shop)
    _write(page, "Online")
    expect(page.get_by_text("Delivered")).to_be_visible()
    context.set_offline(True)
    expect(page.get_by_role("status").filter(has_text="No connection")).to_be_visible()
    _write(page, "Offline one")
    _write(page, "Offline two")
    expect(page.get_by_text("Sending…")).to_have_count(2)
    context.set_offline(False)
    expect(page.get_by_text("Sending…")).to_have_count(0, timeout=15_000)
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == [
        "Online",
        "Offline one",
        "Offline two",
    ]
    page.reload()
    expect(page.get_by_role("log").get_by_text("Offline two")).to_have_count(1)


def test_two_tabs_show_the_same(page: Page, context: BrowserContext, shop: str, cast: Cast) -> None:
    _open(page, shop)
    _write(page, "From the first tab")
    expect(page.get_by_text("Delivered")).to_be_visible()
    other = context.new_page()
    other.goto(shop + "/other")
    expect(other.get_by_role("log").get_by_text("From the first tab")).to_be_visible()
    _write(other, "From the second tab")
    expect(page.get_by_role("log").get_by_text("From the second tab")).to_have_count(1)
    assert Ticket.objects.count() == 1


def test_files_both_ways(page: Page, shop: str, cast: Cast) -> None:
    _open(page, shop)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach a file").click()
    chooser.value.set_files({"name": "crack.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"})
    expect(page.get_by_role("button", name="Remove crack.png")).to_be_visible()
    _write(page, "It came broken")
    expect(page.get_by_role("link", name="crack.png")).to_be_visible()
    assert Attachment.objects.get().content_type == "image/png"
    _answer(cast, "The form", attachments=[NewFile("form.pdf", "application/pdf", b"%PDF-1.7")])
    link = page.get_by_role("link", name="form.pdf")
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "form.pdf"


def test_resolved_is_said_and_the_phone_gets_the_whole_screen(page: Page, shop: str, cast: Cast) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    _open(page, shop)
    _write(page, "Thanks")
    expect(page.get_by_text("Delivered")).to_be_visible()
    set_status(Actor.agent(cast.iga), Ticket.objects.get().number, "resolved")
    expect(page.get_by_text("The conversation is resolved.")).to_be_visible()
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None and (box["width"], box["height"]) == (390, 844)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anyone_can_use_it(page: Page, live_app: LiveApp, cast: Cast, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(live_app.url + "/healthz")
    page.set_content(
        f'<!doctype html><html lang="en"><title>Shop</title><main><h1>Cups</h1></main>'
        f'<script src="{live_app.url}/chat/widget.js" data-inbox="{cast.chat.public_id}"></script></html>'
    )
    page.get_by_role("button", name="Chat with us").click()
    _write(page, "Hello")
    expect(page.get_by_label("Your e-mail")).to_be_visible()
    _answer(cast, "Good morning")
    expect(page.get_by_text("Good morning")).to_be_visible()
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()


def test_an_unknown_inbox_shows_nothing(page: Page, live_app: LiveApp, cast: Cast) -> None:
    page.goto(live_app.url + "/healthz")
    with page.expect_console_message(lambda message: "Helpdesk chat" in message.text):
        page.set_content(f'<script src="{live_app.url}/chat/widget.js" data-inbox="nobody"></script>')
    assert page.locator("#helpdesk-chat").count() == 0


def test_the_script_is_small(live_app: LiveApp, page: Page) -> None:
    answer = page.request.get(live_app.url + "/chat/widget.js")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-encoding"] == "gzip" and len(gzip.compress(answer.body())) < 12_000
    again = page.request.get(live_app.url + "/chat/widget.js", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status == 304
