"""The figures against a slow computation in Python that shares nothing with them, over random histories."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.figures import figure
from reports.figures.age import BANDS, backlog_age
from reports.period import Period
from reports.rounding import rounded
from reports.scope import Scope
from reports.tickets_behind import find, page
from surveys.models import SurveyAnswer
from tests.cast import Cast, make_cast
from tests.reports.story import asked, tell
from tickets import work
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

    def opened(self, ticket: Ticket, moment: datetime) -> datetime:
        """When it was opened the last time before that: created, or brought back."""
        since, status = ticket.created_at, "new"
        for event in sorted(ticket.events.all(), key=lambda e: (e.at, e.pk)):
            if event.kind == "status_changed" and event.at < moment:
                if status in DONE and event.data["new"] not in DONE:
                    since = event.at
                status = event.data["new"]
        return since

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
    while work.run_due():
        pass
    slow = Slow()
    rows = [t for t in slow.tickets if not scope.channel or t.channel == scope.channel]
    entries = [moment for t in rows for moment in slow.entries(t)]
    by_day = {name: figure(name, scope, PERIOD, "time") for name in ("new", "resolved", "backlog")}
    for index, bucket in enumerate(PERIOD.buckets()):
        day = bucket.first
        assert by_day["new"][index].value == sum(day_of(t.created_at) == day for t in rows)
        assert by_day["resolved"][index].value == sum(day_of(moment) == day for moment in entries)
        statuses = [slow.status_at(t, bucket.end) for t in rows]
        assert by_day["backlog"][index].value == sum(status is not None and status not in DONE for status in statuses)
        compare_ages(scope, slow, rows, bucket, cast)
    compare_speeds(scope, slow, rows)
    compare_answers(scope)
    for name in ("new", "resolved", "first_response", "resolution", "csat"):
        metric = find(f"figure:{name}")
        assert metric is not None
        listed, _cursor = page(metric, metric.rows(cast.marek, scope, PERIOD, ""))
        assert all(PERIOD.first <= day_of(row.at) <= PERIOD.last for row in listed)


def compare_ages(scope: Scope, slow: Slow, rows: list[Ticket], day: Period, cast: Cast) -> None:
    """Each age of the backlog, and its list of tickets."""
    ages = {
        t.pk: (day.end - slow.opened(t, day.end)).total_seconds() / 86400
        for t in rows
        if (slow.status_at(t, day.end) or "closed") not in DONE
    }
    metric = find("figure:backlog")
    assert metric is not None
    for aged in backlog_age(scope, day):
        most = math.inf if aged.band.most is None else aged.band.most
        theirs = {pk for pk, age in ages.items() if aged.band.least <= age < most}
        listed = metric.rows(cast.marek, scope, day, aged.band.key)
        assert aged.n == len(theirs)
        assert sorted(row.ticket_id for row in listed) == sorted(theirs)
    assert len(BANDS) == 5


def compare_speeds(scope: Scope, slow: Slow, rows: list[Ticket]) -> None:
    moments = {
        "first_response": [(t, slow.first_human(t)) for t in rows],
        "resolution": [(t, min(slow.entries(t), default=None)) for t in rows],
    }
    for name, pairs in moments.items():
        took = [
            float(rounded((moment - t.created_at).total_seconds()))
            for t, moment in pairs
            if moment is not None and PERIOD.first <= day_of(moment) <= PERIOD.last
        ]
        for ending, fraction in (("", 0.5), ("_p90", 0.9)):
            (fast,) = figure(name + ending, scope, PERIOD)
            assert fast.n == len(took)
            assert fast.value == (pytest.approx(percentile(took, fraction)) if took else None)


def compare_answers(scope: Scope) -> None:
    scores = [
        answer.score
        for answer in SurveyAnswer.objects.select_related("invitation")
        if PERIOD.first <= day_of(answer.answered_at) <= PERIOD.last
        and (not scope.channel or answer.invitation.channel == scope.channel)
    ]
    (csat,) = figure("csat", scope, PERIOD)
    assert csat.n == len(scores)
    assert csat.value == (pytest.approx(sum(score >= 4 for score in scores) / len(scores)) if scores else None)
