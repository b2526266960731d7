from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from tests.cast import Cast, customer, write_in
from tickets import actions
from tickets.actor import SYSTEM, Actor
from tickets.models import SLAPolicy, Ticket
from tickets.views.counted import rail_for
from tickets.views.listing import PAGE_ROWS, VIEW_NAMES, Listing

Enter = Callable[[User], Client]


def tickets_of(cast: Cast, n: int) -> list[int]:
    return [
        write_in(cast.mail, f"Question {i}", identity=customer(f"c{i}@example.com", f"Customer {i}")).ticket.pk
        for i in range(n)
    ]


def numbers(listing: Listing, agent: User, cursor: str = "") -> tuple[list[int], str]:
    rows, after = listing.page(agent, cursor)
    return [row.pk for row in rows], after


@pytest.mark.parametrize("sort", ["activity", "due", "waiting"])
def test_pages_follow_each_other_without_gap_or_repeat(cast: Cast, sort: str) -> None:
    made = tickets_of(cast, PAGE_ROWS + 7)
    actions.reply(Actor.agent(cast.iga), made[3], "Answered: nobody waits here.")
    first, cursor = numbers(Listing(sort=sort), cast.iga)
    second, end = numbers(Listing(sort=sort), cast.iga, cursor)
    assert len(first) == PAGE_ROWS and end == ""
    assert sorted(first + second) == sorted(made)
    if sort == "waiting":
        assert second[-1] == made[3]  # nobody waits: last
    if sort == "activity":
        assert first[0] == made[3]  # answered last


def test_a_paused_ticket_comes_after_those_whose_clock_runs(cast: Cast) -> None:
    first, paused, last = tickets_of(cast, 3)
    SLAPolicy.objects.update(paused_in=["on_hold"])
    actions.set_priority(SYSTEM, paused, 4)
    assert numbers(Listing(sort="due"), cast.iga)[0] == [paused, first, last]
    actions.set_status(Actor.agent(cast.iga), paused, "on_hold")
    assert Ticket.objects.get(pk=paused).sla_paused
    assert numbers(Listing(sort="due"), cast.iga)[0] == [first, last, paused]
    actions.set_status(Actor.agent(cast.iga), paused, "open")
    assert numbers(Listing(sort="due"), cast.iga)[0] == [paused, first, last]


def test_a_cursor_that_was_tampered_with_starts_at_the_beginning(cast: Cast) -> None:
    made = tickets_of(cast, 2)
    for cursor in ("x", "e30=", "WzEsMl0=", "AAAA", "ż"):
        assert set(numbers(Listing(), cast.iga, cursor)[0]) == set(made)


def test_each_view_shows_its_own_and_the_kept_counts_agree(cast: Cast) -> None:
    iga = Actor.agent(cast.iga)
    mine, free, waits, snoozed, done, spam = tickets_of(cast, 6)
    actions.set_assignee(iga, mine, cast.iga)
    actions.set_status(iga, waits, "pending")
    actions.snooze(iga, snoozed, timezone.now() + timedelta(hours=1))
    actions.set_status(iga, done, "resolved")
    actions.set_spam(iga, spam, True)
    shown = {view: set(numbers(Listing(view=view), cast.iga)[0]) for view in VIEW_NAMES}
    assert shown["mine"] == {mine}
    assert shown["unassigned"] == {free, waits}
    assert shown["open"] == {mine, free, waits}
    assert shown["waiting"] == {waits}
    assert shown["snoozed"] == {snoozed}
    assert shown["resolved"] == {done}
    assert shown["spam"] == {spam}
    assert shown["all"] == {mine, free, waits, snoozed, done, spam}
    rail = rail_for(cast.iga)
    for view in ("mine", "unassigned", "open", "waiting", "snoozed", "spam"):
        assert rail.views[view] == len(shown[view]), view


def test_an_agent_of_another_team_sees_none_and_counts_none(cast: Cast) -> None:
    tickets_of(cast, 2)
    assert numbers(Listing(view="all"), cast.jan)[0] == []
    assert rail_for(cast.jan).views["open"] == 0
    assert rail_for(cast.marek).views["open"] == 2


def test_following_has_a_view_of_its_own(cast: Cast) -> None:
    (number,) = tickets_of(cast, 1)
    actions.set_following(Actor.agent(cast.iga), number, cast.jan, True)
    assert numbers(Listing(view="following"), cast.jan)[0] == [number]
    assert numbers(Listing(view="open"), cast.jan)[0] == []


def test_search_narrows_by_word_number_and_channel(cast: Cast, enter: Enter) -> None:
    first = write_in(
        cast.mail, "The teapot arrived broken", subject="Teapot", identity=customer("a@example.com", "Ann")
    )
    second = write_in(cast.mail, "When is it coming", subject="Parcel", identity=customer("bobby@example.com", "Bob"))
    client = enter(cast.iga)

    def found(q: str) -> set[int]:
        rows = client.get("/inbox/", {"q": q}).context["rows"]
        return {row.pk for row in rows}

    assert found("teapots") == {first.ticket.pk}
    assert found(f"#{second.ticket.pk}") == {second.ticket.pk}
    assert found("bobby@example.com") == {second.ticket.pk}
    assert found("channel:email") == {first.ticket.pk, second.ticket.pk}
    assert found("channel:webchat") == set()
    assert found("<script>'\\:*&|!") == set()


def test_list_and_ticket_cost_the_same_queries_however_many_there_are(cast: Cast, enter: Enter) -> None:
    client = enter(cast.iga)
    (number, *_rest) = tickets_of(cast, 2)
    # Once somebody has answered nothing is suggested any more.
    actions.reply(Actor.agent(cast.iga), number, "Answer")

    def cost(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    for path in ("/inbox/", f"/inbox/{number}/"):
        cost(path)
    before = [cost("/inbox/"), cost(f"/inbox/{number}/")]
    for i in range(12):
        other = write_in(cast.mail, f"More {i}", identity=customer(f"m{i}@example.com", f"More {i}")).ticket.pk
        actions.set_tags(Actor.agent(cast.iga), other, [f"tag-{i}"])
        actions.reply(
            Actor.agent(cast.iga), number, f"Answer {i}", attachments=[actions.NewFile("a.txt", "text/plain", b"x")]
        )
        actions.add_note(Actor.agent(cast.iga), number, f"Note {i}")
    assert [cost("/inbox/"), cost(f"/inbox/{number}/")] == before
    assert max(before) < 55
