"""A customer who writes code instead of words: it is shown, it never runs, and nothing leaves for elsewhere.

Two nets are proved at once: nothing runs (the policy), and the policy never had anything to stop (the sanitiser, escaping).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, Route, expect
from playwright.sync_api import Error as PlaywrightError

from accounts.models import User
from channels_inbox import ingest
from channels_inbox.accept import accept
from channels_inbox.models import ChatSession
from customers import actions as customers
from customers.models import Customer, CustomerNote
from helpdesk.demo.people import CHAT_PUBLIC_ID
from surveys.models import State, SurveyAnswer, SurveyInvitation
from tests.cast import PASSWORD, Cast, customer, make_cast, make_policy, write_in
from tests.services.fixtures import LiveApp
from tickets import actions
from tickets.actor import Actor
from tickets.models import Attachment, Message

ELSEWHERE = "tracker.example"
RUN = "(window.top||window).ran=1;alert(1);new Image().src='https://tracker.example/ran'"
# As a name, a subject, a file, a tag, a comment: it breaks out of text, of attributes in both quotes, and of scripts.
WORDS = f'"\'><img src=x onerror="{RUN}"><script>{RUN}</script>'
HTML = f"""<!doctype html><html><head>
<base href="https://{ELSEWHERE}/"><meta http-equiv="refresh" content="0;url=https://{ELSEWHERE}/refresh">
<link rel="stylesheet" href="https://{ELSEWHERE}/a.css"><link rel="prefetch" href="https://{ELSEWHERE}/p">
<style>@import url(https://{ELSEWHERE}/b.css); body{{background:url(https://{ELSEWHERE}/c)}}</style></head>
<body onload="{RUN}" background="https://{ELSEWHERE}/body.png">
<p id="visible" style="position:fixed;inset:0;background:url(https://{ELSEWHERE}/d)">Visible words</p>
<script>{RUN}</script><scr<script>ipt>{RUN}</scr</script>ipt>
<img src="x" onerror="{RUN}"><img src=https://{ELSEWHERE}/pixel.png srcset="https://{ELSEWHERE}/2x.png 2x">
<picture><source srcset="https://{ELSEWHERE}/s.webp"><img src="//{ELSEWHERE}/t.png"></picture>
<svg onload="{RUN}"><script>{RUN}</script><use href="https://{ELSEWHERE}/u.svg#x"/><a xlink:href="javascript:{RUN}">svg</a>
<foreignObject><img src=x onerror="{RUN}"></foreignObject><animate onbegin="{RUN}" attributeName=x dur=1s></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={RUN}&gt;"></table></mtext></math>
<noscript><p title="</noscript><img src=x onerror={RUN}>"></noscript><template><img src=x onerror="{RUN}"></template>
<a href="javascript:{RUN}">one</a><a href=" java&#10;script:{RUN}">two</a><a href="data:text/html,<script>{RUN}</script>">three</a>
<a href="vbscript:msgbox(1)">four</a><form action="https://{ELSEWHERE}/form"><input name=password autofocus onfocus="{RUN}">
<button formaction="javascript:{RUN}">five</button></form><details open ontoggle="{RUN}"><summary>six</summary></details>
<iframe src="https://{ELSEWHERE}/f"></iframe><iframe srcdoc="<script>{RUN}</script>"></iframe>
<object data="https://{ELSEWHERE}/o"></object><embed src="https://{ELSEWHERE}/e">
<video poster="https://{ELSEWHERE}/v.png" src="https://{ELSEWHERE}/v.mp4" onerror="{RUN}"></video><audio src="https://{ELSEWHERE}/m.mp3"></audio>
<marquee onstart="{RUN}">seven</marquee><input type=image src="https://{ELSEWHERE}/i.png"><isindex action=javascript:{RUN}>
<table background="https://{ELSEWHERE}/table.png"><tr><td background="https://{ELSEWHERE}/td.png">cell</td></tr></table>
</body></html>"""
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RUN}"><script>{RUN}</script></svg>'.encode()

# No handler, no style, no address but those of links and pictures; `class` and `id` could speak to our own scripts.
HARMLESS = {"align", "alt", "border", "height", "href", "lang", "rel", "src", "target", "title", "width"}
ATTRIBUTES = "nodes => [...new Set(nodes.flatMap(node => node.getAttributeNames()))].sort()"


class Watch:
    """What a browser must never be seen doing."""

    def __init__(self, context: BrowserContext, host: str) -> None:
        self.ran: list[str] = []
        self.elsewhere: list[str] = []
        self.stopped: list[str] = []
        self.host = host
        context.on("request", self._request)
        context.on("dialog", self._dialog)
        context.on("console", self._console)
        context.route(lambda url: urlsplit(url).netloc not in {host, ""}, lambda route: self._abort(route))

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "javascript"} and parts.netloc != self.host:
            self.elsewhere.append(request.url)

    def _dialog(self, dialog: Dialog) -> None:
        self.ran.append(dialog.message)
        dialog.dismiss()

    def _abort(self, route: Route) -> None:
        route.abort()

    def _console(self, message: ConsoleMessage) -> None:
        """The browser says so when a policy had to stop something."""
        if re.search(r"Content Security Policy|Blocked (form|opening)|Refused to", message.text):
            self.stopped.append(message.text)

    def assert_calm(self, page: Page, where: str) -> None:
        assert page.evaluate("window.ran") is None, where
        assert (self.ran, self.elsewhere, self.stopped) == ([], [], []), where


@pytest.fixture
def cast(live_app: LiveApp) -> Cast:
    make_policy()
    made = make_cast()
    made.chat.public_id = CHAT_PUBLIC_ID
    made.chat.save()
    return made


@pytest.fixture
def contexts(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[list[BrowserContext]]:
    opened = [browser.new_context(**browser_context_args) for _ in range(2)]
    yield opened
    for context in opened:
        context.close()


def sign_in(context: BrowserContext, user: User) -> Page:
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/inbox/**")
    with page.expect_websocket():
        page.reload()
    page.wait_for_load_state("networkidle")
    return page


def wait_for_frames(page: Page) -> None:
    """All that the page and its frames wanted to load is loaded or refused."""
    for frame in page.frames:
        frame.wait_for_load_state("load")


def hostile_mail() -> bytes:
    mail = EmailMessage()
    mail["From"] = '"\'><img src=x onerror=alert(1)>" <eve@evil.example>'
    mail["To"], mail["Subject"], mail["Message-ID"] = "support@shop.example", WORDS, "<h@evil.example>"
    mail.set_content(f'Visible words\n{WORDS}\njavascript:{RUN}\nhttps://{ELSEWHERE}/?a="onmouseover={RUN}')
    mail.add_alternative(HTML, subtype="html")
    mail.add_attachment(SVG, maintype="image", subtype="svg+xml", filename=f"{WORDS[:60]}.svg")
    mail.add_attachment(HTML.encode(), maintype="text", subtype="html", filename="page.html")
    mail.add_attachment(HTML.encode(), maintype="image", subtype="png", filename="no picture.png")
    return mail.as_bytes()


def take_in(cast: Cast) -> Message:
    event, _new = accept(cast.mail, "hostile", hostile_mail())
    result = ingest.process(event.pk)
    assert result is not None and result.message is not None
    return result.message


def test_a_hostile_mail_is_read_and_nothing_runs_or_leaves(
    cast: Cast, contexts: list[BrowserContext], live_app: LiveApp
) -> None:
    watch = Watch(contexts[0], urlsplit(live_app.url).netloc)
    page = sign_in(contexts[0], cast.marek)
    message = take_in(cast)  # it arrives live, before the agent's eyes
    row = page.locator(f"#row-{message.ticket_id}")
    expect(row).to_be_visible(timeout=8_000)
    watch.assert_calm(page, "the row that came by the socket")
    row.click()
    expect(page.locator("article.msg.in .text")).to_contain_text("Visible words")
    expect(page.locator("#f-title")).to_contain_text("<script>")
    watch.assert_calm(page, "the conversation")

    page.get_by_role("button", name="Show original").click()
    frame = page.frame_locator(".original iframe")
    expect(frame.locator("body")).to_contain_text("Visible words")
    assert (
        frame.locator(
            "script,style,svg,math,form,input,button,iframe,object,embed,video,audio,meta[http-equiv]"
        ).count()
        == 0
    )
    assert set(frame.locator("body *").evaluate_all(ATTRIBUTES)) <= HARMLESS
    hrefs = frame.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert not [href for href in hrefs if href and not re.match(r"https?:|mailto:|tel:", href)]
    for link in frame.locator("a").all():
        link.click(force=True, timeout=2_000)
    wait_for_frames(page)
    watch.assert_calm(page, "the original")
    assert f"{live_app.url}/inbox/{message.ticket_id}/" in page.url, "the mail moved the page"

    page.get_by_role("button", name="Load pictures from elsewhere").click()
    expect(frame.locator("img")).not_to_have_count(0)
    wait_for_frames(page)
    assert watch.elsewhere and all(url.endswith(".png") for url in watch.elsewhere), watch.elsewhere
    watch.elsewhere.clear()
    watch.assert_calm(page, "the original with its pictures")


def test_the_frame_holds_even_what_a_sanitiser_would_miss(
    cast: Cast, contexts: list[BrowserContext], live_app: LiveApp
) -> None:
    message = take_in(cast)
    page = sign_in(contexts[0], cast.iga)
    answer = page.request.get(f"/messages/{message.public_id}/body/?images=1")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["frame-ancestors"] == "'self'" and "script-src" not in policy
    assert "allow-scripts" not in policy["sandbox"] and "allow-same-origin" not in policy["sandbox"]
    assert answer.headers["referrer-policy"] == "no-referrer" and "no-store" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    # The raw mail under these headers, as if nobody had cleaned it.
    watch = Watch(contexts[0], urlsplit(live_app.url).netloc)
    held = {name: answer.headers[name] for name in ("content-security-policy", "referrer-policy", "content-type")}
    page.route("**/body/", lambda route: route.fulfill(status=200, headers=held, body=HTML))
    page.goto(f"/inbox/{message.ticket_id}/")
    page.get_by_role("button", name="Show original").click()
    expect(page.frame_locator(".original iframe").locator("body")).to_contain_text("Visible words")
    wait_for_frames(page)
    assert page.evaluate("window.ran") is None and watch.ran == [] and watch.stopped, "the policy had nothing to do"


@pytest.mark.parametrize("inline", ["", "?inline=1"])
def test_a_hostile_file_is_only_ever_a_download(
    cast: Cast, contexts: list[BrowserContext], live_app: LiveApp, inline: str
) -> None:
    message = take_in(cast)
    page = sign_in(contexts[0], cast.iga)
    files = list(Attachment.objects.filter(message=message))
    assert len(files) == 3
    for file in files:
        answer = page.request.get(f"/attachments/{file.public_id}/x{inline}")
        assert answer.status == 200 and answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        # One of them says that it is a picture: its bytes say otherwise.
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment")
    watch = Watch(contexts[0], urlsplit(live_app.url).netloc)
    for file in files:
        with page.expect_download(), suppress(PlaywrightError):  # going there ends in the download
            page.goto(f"/attachments/{file.public_id}/x{inline}")
    assert page.evaluate("window.ran") is None
    assert (watch.ran, watch.elsewhere) == ([], [])


def everything_hostile(cast: Cast) -> Message:
    """Names, company, facts, notes, tags, addresses, a page, a survey's comment."""
    message = take_in(cast)
    person = message.ticket.customer
    customers.change_customer(
        person, name=WORDS[:200], company=WORDS[:200], external_ref=WORDS[:120], facts={WORDS[:60]: WORDS}
    )
    customers.claim_address(person, "phone", "+48600100200")
    CustomerNote.objects.create(customer=person, author=cast.iga, text=WORDS)
    iga = Actor.agent(cast.iga)
    actions.set_tags(iga, message.ticket_id, [WORDS[:50]])
    actions.add_note(iga, message.ticket_id, f"{WORDS} [x](javascript:{RUN})")
    actions.reply(iga, message.ticket_id, f"{WORDS}\n[click](javascript:{RUN}) ![x](https://{ELSEWHERE}/i.png) <{RUN}>")
    actions.set_status(iga, message.ticket_id, "resolved")
    survey = SurveyInvitation.objects.create(
        ticket=message.ticket, customer=person, resolution_cycle=9, state=State.SENT, token_hash="0" * 64,
        team=cast.returns, inbox=cast.mail, channel="email", sent_at=message.sent_at,
    )  # fmt: skip
    SurveyAnswer.objects.create(invitation=survey, score=1, comment=WORDS, via="page")
    other = customer("visitor-9", WORDS[:80], kind="chat")
    ChatSession.objects.create(
        inbox=cast.chat, identity=other, token_hash="1" * 64, page_url=f"javascript:{RUN}", claimed_email="a@b.example"
    )
    write_in(cast.chat, WORDS, identity=other, subject="", language="en")
    return message


def test_hostile_words_are_only_words_on_every_page(
    cast: Cast, contexts: list[BrowserContext], live_app: LiveApp
) -> None:
    message = everything_hostile(cast)
    watch = Watch(contexts[0], urlsplit(live_app.url).netloc)
    User.objects.filter(pk=cast.ada.pk).update(is_staff=True, is_superuser=True)
    page = sign_in(contexts[0], cast.ada)
    chat = Customer.objects.exclude(pk=message.ticket.customer_id).get().tickets.get()
    for path in (
        f"/inbox/{message.ticket_id}/?view=all",
        f"/inbox/{chat.pk}/",
        "/inbox/?view=all&q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
        "/inbox/new/?to=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/customers/?q=%3Cscript%3E",
        f"/customers/{message.ticket.customer.public_id}/",
        f"/customers/{message.ticket.customer.public_id}/join/?q=img",
        "/reports/",
        "/reports/service/?days=7",
        "/reports/answers/?kind=csat&days=7",
        "/settings/tags/",
        "/settings/quarantine/",
        "/settings/deliveries/",
        "/admin/tickets/ticket/",
    ):
        answer = page.goto(path)
        assert answer is not None and answer.status < 400, path
        page.wait_for_load_state("networkidle")
        watch.assert_calm(page, path)


def test_the_shops_page_is_safe_from_an_answer_too(
    cast: Cast, contexts: list[BrowserContext], live_app: LiveApp
) -> None:
    """Were an agent's account taken over, the customers' browsers would still be theirs."""
    watch = Watch(contexts[1], urlsplit(live_app.url).netloc)
    shop = contexts[1].new_page()
    shop.goto("/demo/shop/")
    shop.get_by_role("button", name="Chat with us").click()
    shop.get_by_placeholder("Write a message").fill("Hello")
    shop.keyboard.press("Enter")
    expect(shop.get_by_text("Delivered")).to_be_visible(timeout=10_000)
    ticket = Message.objects.get(kind="inbound").ticket
    answer = actions.reply(Actor.agent(cast.iga), ticket.pk, f"Visible words {WORDS}")
    Message.objects.filter(pk=answer.pk).update(html=HTML)
    shop.reload()
    expect(shop.get_by_text("Visible words").first).to_be_visible(timeout=10_000)
    shop.wait_for_load_state("networkidle")
    watch.assert_calm(shop, "the widget")
