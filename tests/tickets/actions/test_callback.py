"""A call that is owed: shown, made, tried in vain, and found again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.cast import Cast, customer, write_in
from tickets import actions
from tickets.actor import SYSTEM, Actor
from tickets.models import Ticket
from tickets.views.counted import rail_for
from tickets.views.listing import Listing

Enter = Callable[[User], Client]


def missed_call(cast: Cast, due: datetime, who: str = "tomasz@example.com") -> int:
    return write_in(cast.mail, "Missed call", identity=customer(who, who), callback_due_at=due).ticket.pk


def fresh(number: int) -> Ticket:
    return Ticket.objects.get(pk=number)


@pytest.fixture
def enter() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def test_a_reached_customer_is_owed_nothing_and_has_been_answered(cast: Cast) -> None:
    number = missed_call(cast, timezone.now() + timedelta(hours=1))
    actions.settle_callback(Actor.agent(cast.iga), number, "reached")
    ticket = fresh(number)
    assert ticket.callback_due_at is None and ticket.waiting_since is None
    assert ticket.first_response_at is not None and ticket.assignee == cast.iga and ticket.status == "open"
    done = ticket.events.get(kind="callback_done")
    assert done.data["outcome"] == "reached" and done.actor == cast.iga


def test_no_answer_is_owed_again_and_the_customer_still_waits(cast: Cast) -> None:
    number, again = missed_call(cast, timezone.now()), timezone.now() + timedelta(hours=2)
    actions.settle_callback(Actor.agent(cast.iga), number, "no_answer", again_at=again)
    ticket = fresh(number)
    assert ticket.callback_due_at == again and ticket.first_response_at is None and ticket.waiting_since is not None
    assert ticket.events.get(kind="callback_done").data["outcome"] == "no_answer"
    for later in (None, timezone.now() - timedelta(minutes=1)):
        with pytest.raises(ValueError, match="future"):
            actions.settle_callback(Actor.agent(cast.iga), number, "no_answer", again_at=later)
    with pytest.raises(ValueError, match="maybe"):
        actions.settle_callback(Actor.agent(cast.iga), number, "maybe")


def test_where_no_call_is_owed_nothing_happens(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    actions.settle_callback(Actor.agent(cast.iga), ticket.pk, "reached")
    assert fresh(ticket.pk).version == ticket.version and fresh(ticket.pk).first_response_at is None


def test_what_is_settled_without_a_human_is_no_answer(cast: Cast) -> None:
    number = missed_call(cast, timezone.now())
    actions.settle_callback(SYSTEM, number, "reached")
    assert fresh(number).callback_due_at is None and fresh(number).first_response_at is None


def test_the_view_sorts_by_time_counts_and_lets_go(cast: Cast) -> None:
    now = timezone.now()
    later = missed_call(cast, now + timedelta(hours=3), "a@example.com")
    late = missed_call(cast, now - timedelta(hours=1), "b@example.com")
    soon = missed_call(cast, now + timedelta(hours=1), "c@example.com")
    actions.snooze(Actor.agent(cast.iga), soon, now + timedelta(days=1))
    listing = Listing.from_query(QueryDict("view=callbacks"))
    rows, _cursor = listing.page(cast.iga)
    assert [row.pk for row in rows] == [late, soon, later]
    assert rail_for(cast.iga).views["callbacks"] == 3 and rail_for(cast.iga).calls_late
    assert rail_for(cast.jan).views["callbacks"] == 0 and not rail_for(cast.jan).calls_late
    actions.settle_callback(Actor.agent(cast.iga), late, "reached")
    actions.set_status(Actor.agent(cast.iga), later, "resolved")
    assert rail_for(cast.marek).views["callbacks"] == 1 and not rail_for(cast.marek).calls_late


def test_the_order_of_calls_is_offered_only_where_calls_are(cast: Cast, enter: Enter) -> None:
    missed_call(cast, timezone.now())
    iga = enter(cast.iga)
    assert iga.get("/inbox/", {"view": "callbacks"}).context["listing"].sort == "callback"
    assert iga.get("/inbox/", {"view": "callbacks", "sort": "activity"}).context["query"].endswith("sort=activity")
    assert iga.get("/inbox/", {"view": "open", "sort": "callback"}).context["listing"].sort == "activity"


def test_the_chip_says_until_when_and_settles_it(cast: Cast, enter: Enter) -> None:
    number = missed_call(cast, timezone.now() - timedelta(minutes=5))
    iga = enter(cast.iga)
    page = iga.get(f"/inbox/{number}/").content.decode()
    assert "Call back by" in page and 'data-change-value="tomorrow"' in page
    for wanted in ("soon", "later", "tomorrow"):
        before = timezone.now()
        assert iga.post(f"/inbox/{number}/change/", {"callback": wanted}).status_code == 200
        due = fresh(number).callback_due_at
        assert due is not None and due > before
    assert iga.post(f"/inbox/{number}/change/", {"callback": "never"}).status_code == 422
    hint = iga.post(f"/inbox/{number}/change/", {"callback": "reached"}).json()["changes"][0]
    assert "Call back by" not in hint["html"] and hint["facts"]["callback"] is False
    assert "Called back" in hint["html"]
