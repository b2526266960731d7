"""The agents' inbox in a real browser: what is live, what stays under the pointer, what is never lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import WebSocketRoute, expect

from accounts.models import Membership
from tests.browser.conftest import Enter, serious_problems
from tests.cast import Cast, customer, write_in
from tests.services.processes import wait_until
from tickets import actions
from tickets.actor import Actor
from tickets.models import Draft, Message, Ticket

LIVE_MS = 8_000
HOSTILE = """<p>Hello</p><img src=x onerror="parent.postMessage('ran','*')"><script>parent.postMessage('ran','*')</script>
<svg onload="parent.postMessage('ran','*')"></svg><a href="javascript:alert(1)">link</a>
<style>@import url(https://tracker.example/x.css)</style><iframe srcdoc="<script>1</script>"></iframe>"""


def arrive(cast: Cast, name: str, text: str = "Hello") -> int:
    identity = customer(f"{name.lower()}@example.com", name)
    return write_in(cast.mail, text, subject=f"From {name}", identity=identity).ticket.pk


def test_rows_arrive_at_the_top_but_never_under_the_pointer(cast: Cast, enter: Enter) -> None:
    first = arrive(cast, "Anna")
    page = enter(cast.iga)
    second = arrive(cast, "Bruno")
    expect(page.locator("#rows .row").first).to_have_id(f"row-{second}", timeout=LIVE_MS)
    expect(page).to_have_title("(2) All open · Helpdesk")

    page.locator(f"#row-{first}").hover()
    third = arrive(cast, "Celina")
    expect(page.locator("#new-pill")).to_have_text("1 new", timeout=LIVE_MS)
    expect(page.locator(f"#row-{third}")).to_have_count(0)
    page.mouse.move(1200, 400)
    expect(page.locator("#rows .row").first).to_have_id(f"row-{third}")
    expect(page.locator("#new-pill")).to_be_hidden()


def test_a_row_leaves_the_view_it_no_longer_belongs_to(cast: Cast, enter: Enter) -> None:
    number = arrive(cast, "Anna")
    page = enter(cast.iga)
    expect(page.locator(f"#row-{number}")).to_be_visible()
    actions.set_status(Actor.agent(cast.marek), number, "resolved")
    expect(page.locator(f"#row-{number}")).to_have_count(0, timeout=LIVE_MS)
    expect(page.locator("#list-empty")).to_be_visible()


def test_what_is_typed_survives_live_updates_moving_on_and_a_reload(cast: Cast, enter: Enter) -> None:
    number, other = arrive(cast, "Anna"), arrive(cast, "Bruno")
    page = enter(cast.iga)
    page.locator(f"#row-{number}").click()
    box = page.locator("#compose-reply")
    box.fill("Dear Anna, half")
    write_in(cast.mail, "And another thing", ticket_number=number, identity=customer("anna@example.com", "Anna"))
    expect(page.locator("article.msg.in")).to_have_count(2, timeout=LIVE_MS)
    expect(box).to_have_value("Dear Anna, half")
    box.press("End")
    box.type(" a word")
    page.locator(f"#row-{other}").click()  # at once, before the autosave's pause is over
    expect(page.locator("#f-title")).to_have_text("From Bruno")
    wait_until(lambda: Draft.objects.filter(ticket=number, text="Dear Anna, half a word").exists(), what="the draft")
    page.go_back()
    expect(page.locator("#f-title")).to_have_text("From Anna")
    page.reload()
    expect(page.locator("#compose-reply")).to_have_value("Dear Anna, half a word")


def test_keys_move_open_answer_note_assign_and_resolve(cast: Cast, enter: Enter) -> None:
    arrive(cast, "Anna")
    number = arrive(cast, "Bruno")
    page = enter(cast.iga)
    page.keyboard.press("j")
    expect(page.locator(f"#row-{number}")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#f-title")).to_have_text("From Bruno")
    page.keyboard.press("n")
    page.keyboard.type("e r a n ? note")  # letters typed are letters
    page.keyboard.press("Control+Enter")
    expect(page.locator("article.msg.note .text")).to_have_text("e r a n ? note")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.locator("#compose-reply")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    wait_until(lambda: Ticket.objects.get(pk=number).assignee == cast.iga, what="the assignee")
    page.keyboard.press("e")
    wait_until(lambda: Ticket.objects.get(pk=number).status == "resolved", what="the status")
    page.locator("#main").focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()


def test_colleagues_see_each_other_at_a_ticket(cast: Cast, enter: Enter) -> None:
    number = arrive(cast, "Anna")
    iga, marek = enter(cast.iga), enter(cast.marek)
    for page in (iga, marek):
        page.locator(f"#row-{number}").click()
    expect(iga.locator("#watchers")).to_have_text("Marek Manager is looking at this", timeout=LIVE_MS)
    marek.locator("#compose-reply").press_sequentially("Hello")
    expect(iga.locator("#watchers")).to_have_text("Marek Manager is writing an answer", timeout=LIVE_MS)
    marek.close()
    expect(iga.locator("#watchers")).to_have_text("", timeout=LIVE_MS)


def test_who_loses_access_loses_the_ticket_and_hears_no_more(cast: Cast, enter: Enter) -> None:
    number = arrive(cast, "Anna")
    page = enter(cast.iga)
    page.locator(f"#row-{number}").click()
    expect(page.locator("#composer")).to_be_visible()
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(str(frame))))
    page.reload()
    page.wait_for_load_state("networkidle")
    Membership.objects.get(user=cast.iga).delete()
    expect(page.locator("#composer")).to_have_count(0, timeout=LIVE_MS)
    expect(page.locator(f"#row-{number}")).to_have_count(0, timeout=LIVE_MS)
    frames.clear()
    secret = "Nobody outside may read this"
    write_in(cast.mail, secret, ticket_number=number, identity=customer("anna@example.com", "Anna"))
    own = write_in(cast.mail, "For Iga", identity=customer("b@example.com", "Bea")).ticket.pk
    actions.set_assignee(Actor.agent(cast.marek), own, cast.iga)  # a ticket of hers still comes
    expect(page.locator(f"#row-{own}")).to_be_visible(timeout=LIVE_MS)
    assert frames and not any(secret in frame for frame in frames)


def test_a_lost_connection_is_caught_up(cast: Cast, enter: Enter) -> None:
    number = arrive(cast, "Anna")
    page = enter(cast.iga)
    sockets: list[WebSocketRoute] = []
    away = False

    def carry(socket: WebSocketRoute) -> None:
        if away:
            socket.close(code=1013)
        else:
            socket.connect_to_server()
            sockets.append(socket)

    page.route_web_socket("**/ws/agent/", carry)
    page.goto(f"/inbox/{number}/")
    expect(page.locator("#f-title")).to_have_text("From Anna")
    wait_until(lambda: page.evaluate("1") and sockets, what="the socket")
    away = True
    sockets.pop().close(code=1012)
    expect(page.locator("#live-line")).to_be_visible(timeout=LIVE_MS)
    identity = customer("anna@example.com", "Anna")
    write_in(cast.mail, "Said while away", ticket_number=number, identity=identity)
    other = arrive(cast, "Bruno")
    away = False
    expect(page.locator("article.msg.in").nth(1)).to_contain_text("Said while away", timeout=2 * LIVE_MS)
    expect(page.locator(f"#row-{other}")).to_be_visible()
    expect(page.locator("#live-line")).to_be_hidden()


def test_a_hostile_mail_runs_nothing(cast: Cast, enter: Enter) -> None:
    write_in(
        cast.mail, "Hello <script>window.ran = 1</script>", html=HOSTILE, subject="<img src=x onerror=window.ran=1>"
    )
    page = enter(cast.iga)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append("dialog"))
    page.evaluate("window.addEventListener('message', () => { window.ran = 1; })")
    page.locator("#rows .row").first.click()
    page.get_by_role("button", name="Show original").click()
    frame = page.frame_locator(".original iframe")
    expect(frame.locator("body")).to_contain_text("Hello")
    frame.locator("body").click()
    page.get_by_role("button", name="Load pictures from elsewhere").click()
    expect(frame.locator("body")).to_contain_text("Hello")
    assert page.evaluate("window.ran") is None
    assert not [url for url in asked if url == "dialog" or "tracker.example" in url or url.startswith("javascript")]


def test_on_a_phone_the_panes_are_a_stack_with_a_way_back(cast: Cast, enter: Enter) -> None:
    number = arrive(cast, "Anna")
    page = enter(cast.iga, viewport={"width": 390, "height": 844})
    page.locator(f"#row-{number}").click()
    expect(page.locator("#composer")).to_be_visible()
    expect(page.locator("#list")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Customer").click()
    expect(page.locator("#customer")).to_be_in_viewport()
    page.locator(".customer-close").click()
    page.get_by_role("link", name="Back to the list").click()
    expect(page.locator("#list")).to_be_visible()
    expect(page.locator("#composer")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_inbox_is_accessible(cast: Cast, enter: Enter, theme: str) -> None:
    number = arrive(cast, "Anna")
    iga = Actor.agent(cast.iga)
    actions.reply(iga, number, "On its **way**", attachments=[actions.NewFile("a.txt", "text/plain", b"x")])
    actions.add_note(iga, number, "Between us")
    actions.set_tags(iga, number, ["parcel"])
    actions.set_priority(iga, number, 4)
    arrive(cast, "Bruno")
    page = enter(cast.iga, color_scheme=theme)
    for path in (f"/inbox/{number}/", "/inbox/?q=nothing", "/inbox/new/"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert serious_problems(page) == [], path


def test_sending_twice_is_one_answer(cast: Cast, enter: Enter) -> None:
    number = arrive(cast, "Anna")
    page = enter(cast.iga)
    page.locator(f"#row-{number}").click()
    page.locator("#compose-reply").fill("Once")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#compose-reply")).to_have_value("", timeout=LIVE_MS)
    assert Message.objects.filter(kind="outbound").count() == 1


def test_the_list_goes_on_while_one_scrolls(cast: Cast, enter: Enter) -> None:
    identity = customer("many@example.com", "Many")
    for number in range(60):
        write_in(cast.mail, f"Question {number}", subject=f"Question {number}", identity=identity)
    page = enter(cast.iga)
    expect(page.locator("#rows .row")).to_have_count(50)
    page.locator("#rows .rows-more").scroll_into_view_if_needed()
    expect(page.locator("#rows .row")).to_have_count(60, timeout=LIVE_MS)
    expect(page.locator("#rows .row.unread")).to_have_count(60)
    expect(page.locator(".rows-more")).to_have_count(0)
