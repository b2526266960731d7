"""The SQL against a slow computation in Python that shares nothing with it, over random histories."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.metrics import satisfaction, speed, volume
from reports.period import Period
from reports.scope import Scope
from reports.tickets_behind import METRICS, page
from surveys.models import SurveyAnswer
from tests.cast import Cast, make_cast
from tests.reports.story import asked, tell
from tickets.actions import reply, set_spam, set_status
from tickets.actor import SYSTEM, Actor
from tickets.models import MessageKind, Ticket

ZONE = ZoneInfo("Europe/Warsaw")
BEGIN = datetime(2026, 3, 26, 6, 0, tzinfo=UTC)  # the clocks change on the 29th
PERIOD = Period(date(2026, 3, 27), date(2026, 4, 2))
DONE = {"resolved", "closed"}

moves = st.sampled_from(["open", "pending", "resolved", "closed", "answer", "robot"])
steps = st.lists(st.tuples(st.integers(1, 70), moves), max_size=6)
tickets = st.lists(
    st.tuples(st.integers(0, 200), st.booleans(), steps, st.integers(0, 9), st.none() | st.integers(1, 5)),
    min_size=1, max_size=5,
)  # fmt: skip


def act(cast: Cast, number: int, what: str, at: datetime) -> None:
    if what == "answer":
        reply(Actor.agent(cast.iga), number, "Yes.", at=at)
    elif what == "robot":
        reply(SYSTEM, number, "We got it.", automatic=True, at=at)
    else:
        set_status(Actor.agent(cast.iga), number, what, at=at)


def day_of(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


def percentile(values: list[float], fraction: float) -> float:
    """Linear interpolation, as in statistics textbooks (type 7)."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * fraction
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


class Slow:
    """Replays every ticket's events one by one."""

    def __init__(self) -> None:
        self.tickets = [t for t in Ticket.objects.prefetch_related("events", "messages") if not t.is_spam]

    def status_at(self, ticket: Ticket, moment: datetime) -> str | None:
        if ticket.created_at >= moment:
            return None
        status = "new"
        for event in sorted(ticket.events.all(), key=lambda e: (e.at, e.pk)):
            if event.kind == "status_changed" and event.at < moment:
                status = event.data["new"]
        return status

    def entries(self, ticket: Ticket) -> list[datetime]:
        found, status = [], "new"
        for event in sorted(ticket.events.all(), key=lambda e: (e.at, e.pk)):
            if event.kind == "status_changed":
                if event.data["new"] in DONE and status not in DONE:
                    found.append(event.at)
                status = event.data["new"]
        return found

    def first_human(self, ticket: Ticket) -> datetime | None:
        return min(
            (m.sent_at for m in ticket.messages.all() if m.kind == MessageKind.OUTBOUND and not m.automatic),
            default=None,
        )


# Every example in a transaction of its own that is rolled back: all of them in one would outlive the writers' time limit.
@pytest.mark.django_db(transaction=True)
@given(tickets)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_figures_agree(histories: list[tuple[int, bool, list[tuple[int, str]], int, int | None]]) -> None:
    with transaction.atomic(), timezone.override(ZONE):
        cast = make_cast()
        for index, (start, by_chat, happened, spam, score) in enumerate(histories):
            at = BEGIN + timedelta(hours=start)
            ticket = tell(cast, at, inbox=cast.chat if by_chat else cast.mail, who=f"h{index}@example.com")
            for pause, what in happened:
                at += timedelta(hours=pause)
                act(cast, ticket.number, what, at)
            if spam == 0:
                set_spam(SYSTEM, ticket.number, True)
            asked(ticket, at, score)
        for scope in (Scope(), Scope(channel="email")):
            compare(scope, cast)
        transaction.set_rollback(True)


def compare(scope: Scope, cast: Cast) -> None:
    slow = Slow()
    rows = [t for t in slow.tickets if not scope.channel or t.channel == scope.channel]
    found = volume.over_time(scope, PERIOD)
    entries = [moment for t in rows for moment in slow.entries(t)]
    for point in found.points:
        day = point.bucket.first
        assert point.new == sum(day_of(t.created_at) == day for t in rows)
        assert point.resolved == sum(day_of(moment) == day for moment in entries)
        statuses = [slow.status_at(t, point.bucket.end) for t in rows]
        assert point.backlog == sum(status is not None and status not in DONE for status in statuses)
        assert volume.backlog_at(scope, point.bucket.end).count() == point.backlog
    compare_speeds(scope, slow, rows)
    compare_answers(scope)
    for name in ("new", "resolved", "first_response", "resolution", "csat"):
        listed, _cursor = page(METRICS[name], METRICS[name].rows(cast.marek, scope, PERIOD, ""))
        assert all(PERIOD.first <= day_of(row.at) <= PERIOD.last for row in listed)


def compare_speeds(scope: Scope, slow: Slow, rows: list[Ticket]) -> None:
    moments = {
        "first_response": [(t, slow.first_human(t)) for t in rows],
        "resolution": [(t, min(slow.entries(t), default=None)) for t in rows],
    }
    for name, pairs in moments.items():
        took = [
            (moment - t.created_at).total_seconds()
            for t, moment in pairs
            if moment is not None and PERIOD.first <= day_of(moment) <= PERIOD.last
        ]
        fast = speed.overall(name, scope, PERIOD)
        assert fast.n == len(took)
        if took:
            assert fast.median is not None
            assert fast.p90 is not None
            assert abs(fast.median.total_seconds() - percentile(took, 0.5)) < 0.01
            assert abs(fast.p90.total_seconds() - percentile(took, 0.9)) < 0.01


def compare_answers(scope: Scope) -> None:
    scores = [
        answer.score
        for answer in SurveyAnswer.objects.select_related("invitation")
        if PERIOD.first <= day_of(answer.answered_at) <= PERIOD.last
        and (not scope.channel or answer.invitation.channel == scope.channel)
    ]
    csat = satisfaction.overall(scope, PERIOD)
    assert (csat.n, csat.happy) == (len(scores), sum(score >= 4 for score in scores))
