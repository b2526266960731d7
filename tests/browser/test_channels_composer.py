"""The composer in a real browser: what each channel allows is seen before it is sent, and nothing typed is lost."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, Route, expect

from channels_inbox.adapters.sms import segments
from customers import actions as customers
from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast, customer, make_inbox, write_in
from tests.services.processes import wait_until
from tickets import actions, channel_info
from tickets.actor import Actor
from tickets.models import Draft, Message, Ticket

LIVE_MS = 8_000
POLISH = "Dzień dobry, paczka czeka na Panią w paczkomacie przy ulicy Łąkowej. Proszę ją odebrać do środy."
TEMPLATE = {
    "key": "pickup/pl",
    "name": "pickup",
    "language": "pl",
    "body": "Dzień dobry {{1}}, zamówienie {{2}} czeka.",
    "fields": ["Name", "Order"],
}
# Says of the chosen way what a channel would; the server's own words are tested in tests/tickets/views/test_routes.py.
SAY = """rules => {
  const script = document.getElementById('route-rules');
  const all = JSON.parse(script.textContent);
  Object.assign(all[document.getElementById('route').value], rules);
  script.textContent = JSON.stringify(all);
  document.dispatchEvent(new CustomEvent('helpdesk:routes'));
}"""


@pytest.fixture
def number(cast: Cast) -> int:
    """Anna wrote a mail; her phone number is known, and the shop has a number of its own."""
    make_inbox("texts", "sms", cast.returns, name="Texts", address="+48732100200")
    anna = customer("anna@example.com", "Anna")
    customers.claim_address(anna.customer, "phone", "+48601100200")
    return write_in(cast.mail, "Where is it?", subject="Parcel", identity=anna).ticket.pk


def say(page: Page, **rules: Any) -> None:
    page.evaluate(SAY, rules)


def caught(page: Page, url: str) -> list[dict[str, list[str]]]:
    """What the page posts there from now on, field by field; none of it reaches the server."""
    posts: list[dict[str, list[str]]] = []

    def take(route: Route) -> None:
        body = (route.request.post_data_buffer or b"").decode()
        fields: dict[str, list[str]] = {}
        for name, value in re.findall(r'name="([^"]+)"\r\n\r\n(.*?)\r\n--', body, re.DOTALL):
            fields.setdefault(name, []).append(value)
        posts.append(fields)
        route.fulfill(json={"changes": []})

    page.route(url, take)
    return posts


def texts() -> list[str]:
    """Edges of every part, and a thousand mixtures of what people type."""
    edges = ["", "a", "€" * 80, "€" * 81, "a" * 160, "a" * 161, "a" * 152 + "€" + "a" * 153, "ż" * 70, "ż" * 71]
    edges += [
        "a" * 306,
        "a" * 307,
        "😀" * 35,
        "😀" * 36,
        "a" * 66 + "😀" * 30,
        POLISH,
        "„Tak” – napisała… ✓",
        "line\nline\t\f",
    ]
    alphabet = "abcDEF 0189.,!?@£$_^{}[]~\\|€éäößÇçąćęłńóśźżĄĆĘŁŃÓŚŹŻ„”–—…'`\n\u00a0😀ЖΩ"
    chance = random.Random(20261123)
    return edges + ["".join(chance.choices(alphabet, k=chance.randint(1, 400))) for _n in range(1000)]


def test_parts_are_counted_and_letters_made_plain_as_on_the_server(cast: Cast, enter: Enter) -> None:
    page = enter(cast.iga)
    found = page.evaluate(
        """async texts => {
          const { count, fitted, plain } = await import('/static/js/inbox/segments.js');
          return texts.map((text) => ({ ...count(text), fitted: fitted(text), plain: plain(text) }));
        }""",
        texts(),
    )
    for text, here in zip(texts(), found, strict=True):
        there = segments.count(text)
        assert (here["encoding"] == "gsm", here["units"], here["parts"], here["left"]) == (
            there.gsm, there.units, there.parts, there.left,
        ), text  # fmt: skip
        assert here["plain"] == segments.plain(text), text
        assert here["fitted"] == segments.fitted(text, plain_letters=False), text


def posts() -> list[str]:
    pieces = [
        "Zażółć ", "https://kubki.example.pl/zwroty?id=1, ", "kubki.pl", " @ktos.pl ", "a.b@kubki.pl ", "#kubki.com ",
        "👍🏽", "👨‍👩‍👧", "🇵🇱", "1️⃣", "♥️ ", "™", "漢字", "Ж", "e\u0301 ", "(www.kubki.com) ", "…", "—", " ", "\n",
    ]  # fmt: skip
    chance = random.Random(20261123)
    return pieces + ["".join(chance.choices(pieces, k=chance.randint(2, 30))) for _n in range(500)]


@pytest.mark.parametrize("counter", ["x", "bytes", ""])
def test_lengths_are_those_of_the_server(cast: Cast, enter: Enter, counter: str) -> None:
    page = enter(cast.iga)
    found = page.evaluate(
        """async ([texts, counter]) => {
          const { length } = await import('/static/js/inbox/lengths.js');
          return texts.map((text) => length(text, counter));
        }""",
        [posts(), counter],
    )
    for text, here in zip(posts(), found, strict=True):
        assert here == channel_info.length(text, counter), ascii(text)


def test_a_mail_goes_on_as_a_text_message_counted_while_it_is_typed(cast: Cast, enter: Enter, number: int) -> None:
    page = enter(cast.iga)
    page.goto(f"/inbox/{number}/")
    box, counter = page.locator("#compose-reply"), page.locator("[data-counter]")
    box.fill(POLISH)
    expect(counter).to_have_text("")
    page.locator("#route").select_option(label="Text message → +48601100200")
    expect(box).to_have_value(POLISH)
    expect(counter).to_have_text("2 parts · 38 left")
    for name in ("Bold", "List", "Link"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_hidden()
    page.get_by_role("button", name="Write without Polish letters").click()
    expect(counter).to_have_text("1 part · 64 left")
    expect(page.locator("[data-shorter]")).to_be_hidden()
    box.press("Control+Enter")
    expect(box).to_have_value("", timeout=LIVE_MS)
    answer = Message.objects.get(kind="outbound")
    assert answer.channel == "sms" and answer.text == segments.plain(POLISH)
    # The way stays chosen until the customer writes again.
    page.reload()
    expect(page.locator("#route option:checked")).to_have_text("Text message → +48601100200")
    write_in(cast.mail, "By mail again", ticket_number=number, identity=customer("anna@example.com", "Anna"))
    expect(page.locator("#route option:checked")).to_have_text("E-mail → anna@example.com", timeout=LIVE_MS)


def test_the_limit_is_told_before_it_is_reached(cast: Cast, enter: Enter, number: int) -> None:
    page = enter(cast.iga)
    page.goto(f"/inbox/{number}/")
    say(page, max=200)
    box, counter = page.locator("#compose-reply"), page.locator("[data-counter]")
    box.fill("ż" * 150)
    expect(counter).to_have_text("")
    box.fill("😀" * 199)
    expect(counter).to_have_text("1 character left")
    box.fill("ż" * 203)
    expect(counter).to_have_text("3 characters too many")
    expect(counter).to_have_class(re.compile("bad-text"))


def test_the_window_counts_down_and_the_template_takes_over_when_it_closes(
    cast: Cast, enter: Enter, number: int
) -> None:
    page = enter(cast.iga)
    page.goto(f"/inbox/{number}/")
    chip = page.locator("[data-reach-window]")
    say(page, until=(timezone.now() + timedelta(hours=23, minutes=30)).isoformat())
    expect(chip).to_have_text("23 hrs left to answer freely")
    expect(chip).not_to_have_class(re.compile("warn"))
    say(page, until=(timezone.now() + timedelta(minutes=110)).isoformat())
    expect(chip).to_have_class(re.compile("warn"))
    say(page, until=(timezone.now() + timedelta(hours=30, minutes=30)).isoformat(), note="Only by a person.")
    expect(chip).to_be_hidden()
    expect(page.locator("[data-reach-limit]")).to_have_text("30 hrs left to answer")
    with page.expect_request(f"**/inbox/{number}/routes/"):
        say(page, until=(timezone.now() + timedelta(seconds=1)).isoformat())


def test_a_template_is_filled_in_and_the_draft_waits(cast: Cast, enter: Enter, number: int) -> None:
    page = enter(cast.iga)
    page.goto(f"/inbox/{number}/")
    page.locator("#compose-reply").fill("Half an answer")
    wait_until(lambda: Draft.objects.filter(ticket=number).exists(), what="the draft")
    say(page, templates_only=True, files=0, templates=[TEMPLATE], note="Too late for free words.")
    expect(page.locator("#compose-reply")).to_be_hidden()
    expect(page.get_by_text("Too late for free words.")).to_be_visible()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    posts = caught(page, f"**/inbox/{number}/reply/")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()  # something is missing: nothing was sent
    page.get_by_label("Name", exact=True).fill("Anna")
    page.get_by_label("Order", exact=True).fill("48213")
    expect(page.locator("[data-template-preview]")).to_have_text("Dzień dobry Anna, zamówienie 48213 czeka.")
    page.keyboard.press("Control+Enter")
    wait_until(lambda: page.evaluate("1") and len(posts) == 1, what="the answer")  # it is heard while it is asked
    assert (posts[0]["template"], posts[0]["value"], posts[0]["text"]) == (["pickup/pl"], ["Anna", "48213"], [""])
    say(page, templates_only=False)
    expect(page.locator("#compose-reply")).to_have_value("Half an answer")
    # While free words may go, a template is one click away and back.
    page.get_by_role("button", name="Template").click()
    expect(page.locator("#compose-reply")).to_be_hidden()
    page.get_by_role("button", name="Template").click()
    expect(page.locator("#compose-reply")).to_have_value("Half an answer")


def test_buttons_under_an_answer(cast: Cast, enter: Enter, number: int) -> None:
    page = enter(cast.iga)
    page.goto(f"/inbox/{number}/")
    expect(page.locator("[data-add-button]")).to_be_hidden()
    say(page, buttons=2)
    posts = caught(page, f"**/inbox/{number}/reply/")
    page.locator("#compose-reply").fill("Morning or evening?")
    page.locator("[data-add-button]").click()
    page.keyboard.type("Morning, before half past ten")
    page.keyboard.press("Enter")  # one more button, not the answer
    page.keyboard.type("Evening")
    expect(page.locator("[data-add-button]")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    wait_until(lambda: page.evaluate("1") and len(posts) == 1, what="the answer")  # it is heard while it is asked
    assert posts[0]["button"] == ["Morning, before half", "Evening"]
    expect(page.locator("[data-buttons] input")).to_have_count(0)


def test_a_public_answer_looks_different_and_asks_first(cast: Cast, enter: Enter, number: int) -> None:
    page = enter(cast.iga)
    page.goto(f"/inbox/{number}/")
    box = page.locator("#composer .box")
    calm = box.evaluate("node => getComputedStyle(node).backgroundColor")
    say(page, public=True)
    assert box.evaluate("node => getComputedStyle(node).backgroundColor") != calm
    expect(page.get_by_text("Public: everybody can read this")).to_be_visible()
    posts = caught(page, f"**/inbox/{number}/reply/")
    page.locator("#compose-reply").fill("Thank you, <b>Anna</b>!")
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Publish this answer?")
    expect(dialog).to_contain_text("Thank you, <b>Anna</b>!")
    page.keyboard.press("Enter")  # what has the focus goes back
    expect(dialog).to_be_hidden()
    expect(page.locator("#compose-reply")).to_have_value("Thank you, <b>Anna</b>!")
    page.keyboard.press("Control+Enter")
    dialog.get_by_role("button", name="Publish").click()
    wait_until(lambda: page.evaluate("1") and len(posts) == 1, what="the answer")  # it is heard while it is asked
    assert posts[0]["public"] == ["yes"]
    # A note is never public, nor is a private answer taken for one.
    page.get_by_role("button", name="Note", exact=True).click()
    expect(page.get_by_text("Public: everybody can read this")).to_be_hidden()
    page.get_by_role("button", name="Reply", exact=True).click()
    say(page, public=False, private=True)
    expect(page.get_by_text("Private: only the customer reads this")).to_be_visible()


def test_files_that_can_not_go_this_way_stay_and_say_so(cast: Cast, enter: Enter, number: int) -> None:
    page = enter(cast.iga)
    page.goto(f"/inbox/{number}/")
    file = FilePayload(name="a.txt", mimeType="text/plain", buffer=b"a")
    page.locator("#composer input[type=file]").set_input_files(file)
    say(page, files=0)
    expect(page.locator("[data-error]")).to_contain_text("takes no files")
    expect(page.get_by_role("button", name="Attach files")).to_be_hidden()
    posts = caught(page, f"**/inbox/{number}/reply/")
    page.locator("#compose-reply").fill("Hello")
    page.keyboard.press("Control+Enter")
    say(page, files=3)
    expect(page.locator("[data-error]")).to_be_hidden()
    assert posts == []
    expect(page.locator("[data-picked] li")).to_have_count(1)


def test_a_message_changes_live_and_stays_unfolded(cast: Cast, enter: Enter, number: int) -> None:
    message = Message.objects.get(ticket=number)
    actions.edit_received(message, "Where is my parcel?")
    page = enter(cast.iga)
    page.goto(f"/inbox/{number}/")
    page.get_by_text("edited", exact=True).click()
    expect(page.get_by_text("Where is it?", exact=True)).to_be_visible()
    actions.react(message, "1", "👍")
    expect(page.locator(".reaction")).to_contain_text("👍", timeout=LIVE_MS)
    expect(page.get_by_text("Where is it?", exact=True)).to_be_visible()
    message.refresh_from_db()
    actions.remove_received(message)
    expect(page.get_by_text("The customer removed this message")).to_be_visible(timeout=LIVE_MS)


def test_a_call_that_is_owed_comes_live_and_is_settled(cast: Cast, enter: Enter, number: int) -> None:
    page = enter(cast.iga)
    page.goto(f"/inbox/{number}/")
    calls = page.locator("#rail a.view[data-view=callbacks]")
    expect(calls).to_be_hidden()
    anna = customer("anna@example.com", "Anna")
    due = timezone.now() - timedelta(minutes=1)
    write_in(cast.mail, "Missed call", ticket_number=number, identity=anna, callback_due_at=due)
    chip = page.locator("#f-callback summary")
    expect(chip).to_have_class(re.compile("bad"), timeout=LIVE_MS)
    expect(calls).to_be_visible(timeout=LIVE_MS)
    calls.click()
    expect(page.locator(f"#row-{number}")).to_be_visible()
    page.locator(f"#row-{number}").click()
    page.wait_for_load_state("networkidle")  # the ticket is read anew
    chip.click()
    actions.set_priority(Actor.agent(cast.marek), number, 3)  # an open menu stays open while something else changes
    expect(page.locator("#f-due")).to_contain_text("High", timeout=LIVE_MS)
    page.get_by_role("button", name="In 30 minutes").click()
    expect(chip).to_have_class(re.compile("warn"), timeout=LIVE_MS)
    chip.click()
    page.get_by_role("button", name="Called, reached").click()
    expect(chip).to_have_count(0, timeout=LIVE_MS)
    assert Ticket.objects.get(pk=number).callback_due_at is None


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_state_of_the_composer_is_accessible(cast: Cast, enter: Enter, number: int, theme: str) -> None:
    page = enter(cast.iga, color_scheme=theme, reduced_motion="reduce")
    page.goto(f"/inbox/{number}/")
    page.locator("#compose-reply").fill(POLISH)
    soon = (timezone.now() + timedelta(minutes=90)).isoformat()
    states: list[dict[str, Any]] = [
        {"counter": "sms", "max": 120, "buttons": 3, "private": True, "until": soon},
        {"templates_only": True, "templates": [TEMPLATE], "note": "Too late for free words."},
        {"templates_only": False, "until": "", "private": False, "public": True},
    ]
    for state in states:
        say(page, **state)
        if state.get("buttons"):
            page.locator("[data-add-button]").click()
        assert serious_problems(page) == [], state
    page.locator("#compose-reply").press("Control+Enter")
    expect(page.locator("#publish")).to_be_visible()
    assert serious_problems(page) == []


def test_on_a_phone_every_state_fits(cast: Cast, enter: Enter, number: int) -> None:
    page = enter(cast.iga, viewport={"width": 390, "height": 844})
    page.goto(f"/inbox/{number}/")
    page.locator("#compose-reply").fill(POLISH)
    soon = (timezone.now() + timedelta(minutes=90)).isoformat()
    for state in (
        {"counter": "sms", "max": 120, "buttons": 3, "until": soon, "private": True, "templates": [TEMPLATE]},
        {"templates_only": True},
        {"templates_only": False, "until": "", "public": True},
    ):
        say(page, **state)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, state
        box, send = page.locator("#composer .box").bounding_box(), page.locator("#composer .btn.go").first
        edge = send.bounding_box()
        assert box and edge and edge["x"] + edge["width"] <= box["x"] + box["width"], state
