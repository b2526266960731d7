"""What a ticket's history says to the figures, in small stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from core.models import Setback
from reports import rollups
from reports.facts import keep, rebuild
from reports.models import Daily, DirtyDay, Fact, Measure, Rebuild
from tests.cast import Cast, write_in
from tests.reports.story import tell
from tickets import work
from tickets.actions import set_spam, set_status
from tickets.actor import SYSTEM, Actor

NOON = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def said(number: int) -> Counter[tuple[str, int]]:
    while work.run_due():
        pass
    rows = Fact.objects.filter(ticket=number)
    return Counter((Measure(m).name, v) for row in rows for m, v in zip(row.measures, row.values, strict=True))


def test_a_ticket_answered_and_resolved(cast: Cast) -> None:
    ticket = tell(cast, NOON, answered_after=hours(1), resolved_after=hours(5))
    found = said(ticket.number)
    assert found[("FIRST_RESPONSE", 3600)] == found[("RESOLUTION", 5 * 3600)] == 1
    assert found[("ONE_TOUCH", 1)] == found[("MESSAGES", 2)] == found[("CONTACT", 1)] == 1
    assert found[("SLA_FIRST", 1)] == found[("SLA_RESOLUTION", 1)] == 1
    # The resolution has held for a week by now.
    assert found[("FIRST_CONTACT", 1)] == found[("CAME_BACK", 0)] == 1
    # In and out of nobody's backlog, then of Iga's.
    assert found[("OPENED", 1)] == found[("LEFT", 1)] == 2
    assert not Fact.objects.filter(ticket=ticket.number, open_for__upper_inf=True).exists()


def test_what_was_said_of_a_past_day_stays(cast: Cast) -> None:
    ticket = tell(cast, NOON, answered_after=hours(1), resolved_after=hours(5))
    said(ticket.number)
    before = list(Fact.objects.filter(ticket=ticket.number).order_by("pk").values())
    write_in(cast.mail, ticket_number=ticket.number, at=NOON + timedelta(days=6), text="Not yet.")
    set_status(Actor.agent(cast.iga), ticket.number, "resolved", at=NOON + timedelta(days=30))
    said(ticket.number)
    after = {row["id"]: row for row in Fact.objects.filter(ticket=ticket.number).values()}
    kept = [row for row in before if Measure.CAME_BACK not in row["measures"]]
    assert [after.get(row["id"]) for row in kept] == kept
    assert Fact.objects.filter(ticket=ticket.number, measures__contains=[Measure.REOPENED]).count() == 1


def test_spam_says_nothing(cast: Cast) -> None:
    ticket = tell(cast, NOON, answered_after=hours(1))
    assert said(ticket.number)
    set_spam(SYSTEM, ticket.number, True)
    assert not said(ticket.number)
    set_spam(SYSTEM, ticket.number, False)
    assert said(ticket.number)[("FIRST_RESPONSE", 3600)] == 1


def test_sums_by_day_are_the_facts(cast: Cast) -> None:
    for n in range(3):
        said(tell(cast, NOON + hours(n), answered_after=hours(n + 1), who=f"c{n}@example.com").number)
    assert DirtyDay.objects.exists()
    rollups.sum_dirty()
    assert not DirtyDay.objects.exists()
    row = Daily.objects.get(grain=0, measure=Measure.FIRST_RESPONSE)
    assert (row.values, row.counts) == ([3600, 7200, 10800], [1, 1, 1])
    DirtyDay.mark({row.day})
    rollups.sum_dirty()
    assert Daily.objects.filter(grain=0, measure=Measure.FIRST_RESPONSE).count() == 1


def test_two_workers_and_a_second_note_change_nothing(cast: Cast) -> None:
    ticket = tell(cast, NOON, answered_after=hours(1))
    found = said(ticket.number)
    keep.refresh([ticket.number])
    keep.refresh([ticket.number], afresh=True)
    assert said(ticket.number) == found


def test_a_ticket_that_breaks_is_made_anew_later_and_the_others_now(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, other = (tell(cast, NOON, answered_after=hours(n)) for n in (1, 2))
    said(broken.number)
    Rebuild.objects.all().delete()
    Fact.objects.all().delete()
    whole = keep.refresh

    def fails(numbers: Collection[int], **how: Any) -> None:
        if broken.number in numbers:
            raise ZeroDivisionError
        whole(numbers, **how)

    monkeypatch.setattr(rebuild, "refresh", fails)
    assert rebuild.go_on() == 2 and not rebuild.is_going_on()
    assert set(Fact.objects.values_list("ticket", flat=True)) == {other.number}
    monkeypatch.setattr(rebuild, "refresh", whole)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert rebuild.go_on() == 1
    assert set(Fact.objects.values_list("ticket", flat=True)) == {broken.number, other.number}
    assert not Setback.objects.exists()
