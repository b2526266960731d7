from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from customers.models import JoinSuggestion
from tests.cast import Cast, customer, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.models import Draft, Inbox, Message, Ticket
from tickets.views.actions import snooze_until

Enter = Callable[[User], Client]
HOSTILE = '<img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">x</a>'


@pytest.fixture
def number(cast: Cast) -> int:
    return write_in(cast.mail, "Where is my parcel?").ticket.pk


def fresh(number: int) -> Ticket:
    return Ticket.objects.get(pk=number)


def test_outsiders_find_nothing_by_page_partial_change_or_catch_up(cast: Cast, enter: Enter, number: int) -> None:
    jan = enter(cast.jan)
    for path in ("", "earlier/?before=1", "routes/", "customer/"):
        assert jan.get(f"/inbox/{number}/{path}").status_code == 404, path
    for path in ("reply/", "note/", "draft/", "change/", "read/"):
        assert jan.post(f"/inbox/{number}/{path}", {"text": "x", "status": "closed", "kind": "note"}).status_code == 404
    assert fresh(number).status == "new" and Message.objects.count() == 1
    answer = jan.get(
        "/inbox/live/", {"since": (timezone.now() - timedelta(hours=1)).isoformat(), "ticket": str(number)}
    )
    assert answer.json()["changes"] == [{"type": "gone", "ticket": number}]


def test_one_partial_serves_page_and_list_beside_it(cast: Cast, enter: Enter, number: int) -> None:
    iga = enter(cast.iga)
    whole = iga.get(f"/inbox/{number}/").content.decode()
    part = iga.get(f"/inbox/{number}/", headers={"HX-Request": "true", "HX-Target": "ticket"}).content.decode()
    assert "<html" in whole and "<html" not in part
    message = Message.objects.get()
    for page in (whole, part):
        assert f'id="m-{message.pk}"' in page and "Where is my parcel?" in page


def test_a_reply_goes_with_its_status_and_lets_go_of_the_draft(cast: Cast, enter: Enter, number: int) -> None:
    iga = enter(cast.iga)
    assert iga.post(f"/inbox/{number}/draft/", {"kind": "reply", "text": "Half"}).status_code == 204
    assert "Half" in iga.get(f"/inbox/{number}/").content.decode()
    sent = {"text": "On its **way**", "status": "resolved", "client_id": "once"}
    data = iga.post(f"/inbox/{number}/reply/", sent).json()
    again = iga.post(f"/inbox/{number}/reply/", sent)
    assert again.status_code == 200
    message = Message.objects.get(kind="outbound")
    assert fresh(number).status == "resolved" and not Draft.objects.exists()
    (hint,) = data["changes"]
    assert hint["facts"]["status"] == "resolved" and f'id="m-{message.pk}"' in hint["html"]
    assert "<strong>way</strong>" in hint["html"]


@pytest.mark.parametrize(
    "values",
    [{"text": " "}, {"text": "x", "cc": "nobody"}, {"text": "x", "route": "9:9"}, {"text": "x", "status": "gone"}],
)
def test_a_reply_that_can_not_go_says_why_and_sends_nothing(
    cast: Cast, enter: Enter, number: int, values: dict[str, str]
) -> None:
    answer = enter(cast.iga).post(f"/inbox/{number}/reply/", values)
    assert answer.status_code == 422 and answer.json()["error"]
    assert not Message.objects.filter(kind="outbound").exists()


def test_the_signature_goes_under_a_mail_once(cast: Cast, enter: Enter, number: int) -> None:
    User.objects.filter(pk=cast.iga.pk).update(signature="Kind regards\nIga")
    iga = enter(cast.iga)
    iga.post(f"/inbox/{number}/reply/", {"text": "Hello"})
    iga.post(f"/inbox/{number}/reply/", {"text": "Bye\n\nKind regards\nIga"})
    iga.post(f"/inbox/{number}/note/", {"text": "Between us"})
    texts = list(Message.objects.exclude(kind="inbound").order_by("pk").values_list("text", flat=True))
    assert texts == ["Hello\n\nKind regards\nIga", "Bye\n\nKind regards\nIga", "Between us"]


def test_the_header_changes_everything_by_actions(cast: Cast, enter: Enter, number: int) -> None:
    iga = enter(cast.iga)

    def change(**values: str) -> int:
        return iga.post(f"/inbox/{number}/change/", values).status_code

    assert (
        change(priority="4") == change(assignee="me") == change(subject="Parcel 48213") == change(add_tag="Lost") == 200
    )
    ticket = fresh(number)
    assert (ticket.priority, ticket.assignee, ticket.subject) == (4, cast.iga, "Parcel 48213")
    assert [tag.name for tag in ticket.tags.all()] == ["lost"]
    assert change(remove_tag="lost") == change(snooze="tomorrow") == change(follow="1") == change(spam="1") == 200
    ticket = fresh(number)
    assert ticket.is_spam and ticket.snoozed_until and ticket.followers.get() == cast.iga and not ticket.tags.exists()
    assert change(snooze="") == 200 and fresh(number).snoozed_until is None
    assert (
        change(subject=" ") == change(status="lost") == change(priority="x") == change(snooze="2001-01-01T10:00") == 422
    )
    assert change(assignee="999999") == change(team="x") == 404


def test_who_gives_a_ticket_away_is_told_to_let_go(cast: Cast, enter: Enter, number: int) -> None:
    answer = enter(cast.iga).post(f"/inbox/{number}/change/", {"team": cast.delivery.pk})
    assert answer.json()["changes"] == [{"type": "gone", "ticket": number}]
    assert enter(cast.jan).get(f"/inbox/{number}/").status_code == 200


def test_snooze_choices_lie_ahead_in_the_agents_zone() -> None:
    for choice in ("hour", "evening", "tomorrow", "week"):
        until = snooze_until(choice)
        assert until is not None and until > timezone.now()


def test_catch_up_renders_what_was_missed(cast: Cast, enter: Enter, number: int) -> None:
    since = (timezone.now() - timedelta(seconds=1)).isoformat()
    write_in(cast.mail, "Anybody there?", ticket_number=number)
    other = write_in(cast.mail, "Another", identity=customer("o@example.com", "Olga")).ticket.pk
    data = enter(cast.iga).get("/inbox/live/", {"since": since, "ticket": str(number)}).json()
    hints = {hint["ticket"]: hint for hint in data["changes"]}
    assert set(hints) == {number, other}
    assert "Anybody there?" in hints[number]["html"] and 'data-part="item"' not in hints[other]["html"]
    assert "followers" not in json.dumps(data)
    assert enter(cast.iga).get("/inbox/live/", {"since": "yesterday"}).status_code == 400


def test_a_customers_words_are_escaped_everywhere(cast: Cast, enter: Enter) -> None:
    person = customer("evil@example.com", HOSTILE)
    ticket = write_in(cast.mail, HOSTILE, subject=HOSTILE, html=HOSTILE, identity=person).ticket
    iga = enter(cast.iga)
    message = Message.objects.get()
    pages = [
        iga.get(f"/inbox/{ticket.pk}/"),
        iga.get(f"/messages/{message.public_id}/full/"),
        iga.get(f"/messages/{message.public_id}/body/"),
        iga.get(f"/inbox/{ticket.pk}/customer/"),
    ]
    for page in pages:
        text = page.content.decode()
        assert "<img src=x" not in text and "<script>alert" not in text and 'href="javascript' not in text.lower()
    policy = pages[2].headers["Content-Security-Policy"]
    assert "sandbox" in policy and "script-src" not in policy and "default-src 'none'" in policy
    assert pages[2].headers["X-Frame-Options"] == "SAMEORIGIN"


def test_remote_pictures_wait_until_asked_for(cast: Cast, enter: Enter) -> None:
    write_in(cast.mail, "Look", html='<p>Look <img src="https://tracker.example/p.png"></p>')
    url = f"/messages/{Message.objects.get().public_id}/body/"
    iga = enter(cast.iga)
    quiet, asked = iga.get(url), iga.get(url, {"images": "1"})
    assert "tracker.example" not in quiet.content.decode() and "https:" not in quiet.headers["Content-Security-Policy"]
    assert "tracker.example" in asked.content.decode() and "https:" in asked.headers["Content-Security-Policy"]


def test_joining_is_offered_and_done_once(cast: Cast, enter: Enter, number: int) -> None:
    person, other = fresh(number).customer, customer("third@example.com", "Third").customer
    suggestion = JoinSuggestion.objects.create(customer=person, kind="email", address="third@example.com", other=other)
    iga = enter(cast.iga)
    assert "third@example.com" in iga.get(f"/inbox/{number}/").content.decode()
    url = f"/inbox/{number}/join/{suggestion.pk}/"
    assert enter(cast.jan).post(url).status_code == 404
    assert iga.post(url).status_code == 200
    assert fresh(number).customer == other
    assert iga.post(url).status_code == 404


def test_an_agent_starts_a_ticket(cast: Cast, enter: Enter) -> None:
    iga = enter(cast.iga)
    values = {"inbox": cast.mail.pk, "to": "New@Example.com", "name": "Nina", "subject": "Your order", "text": "Hello"}
    wrong = iga.post("/inbox/new/", values | {"to": "nobody"})
    assert wrong.status_code == 422 and not Ticket.objects.exists()
    done = iga.post("/inbox/new/", values)
    ticket = Ticket.objects.get()
    assert done.status_code == 302 and done.headers["Location"] == f"/inbox/{ticket.pk}/"
    assert ticket.started_by_agent and ticket.customer.identities.get().address == "new@example.com"
    assert "new@example.com" in iga.get("/inbox/new/customers/", {"q": "nina"}).content.decode()
    assert enter(cast.jan).post("/inbox/new/", values).status_code == 422  # not an inbox of his team


def test_actions_of_the_actor_are_his_own(cast: Cast, enter: Enter, number: int) -> None:
    enter(cast.iga).post(f"/inbox/{number}/note/", {"text": "For us"})
    note = Message.objects.get(kind="note")
    assert note.author == cast.iga
    assert actions.add_note(Actor.agent(cast.iga), number, "Two").author == cast.iga


def test_what_a_new_ticket_needs_is_not_called_optional(cast: Cast, enter: Enter) -> None:
    Inbox.objects.filter(pk=cast.mail.pk).update(name="Sklep, e-mail")
    page = enter(cast.iga).get("/inbox/new/").content.decode()
    assert page.count("(optional)") == 2, "the name and CC"
    assert "Sklep, e-mail</option>" in page
