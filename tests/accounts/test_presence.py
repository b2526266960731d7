"""How long people were there: stretches of beats, against a slow reading of the same beats second by second."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import availability, presence
from accounts.models import Availability, OnlineStretch
from reports.figures import figure
from reports.figures.presence import online
from reports.period import Period
from reports.scope import Scope
from tests.cast import Cast, make_cast

BEGIN = datetime(2026, 3, 28, 20, 0, tzinfo=UTC)  # the clocks change the night after
GAP_S = int(availability.ONLINE_FOR.total_seconds())
# (seconds since the one before, what happens)
steps = st.lists(
    st.tuples(
        st.sampled_from([1, 24, 25, 26, 50, 74, 75, 76, 600, 4000, 40_000]),
        st.sampled_from(["beat", "beat", "beat", "away", "back"]),
    ),
    max_size=25,
)  # fmt: skip


def slow(told: list[tuple[int, str]]) -> list[tuple[int, int]]:
    """Spans of seconds online: from each beat that counts to the next one, when that comes soon enough and nobody was away
    between. A beat within SEEN_EVERY of the last that was written is not looked at."""
    at, away, seen, begun, spans = 0, False, None, None, []
    for pause, what in told:
        at += pause
        if what == "beat":
            if seen is not None and at - seen < 25:
                continue
            if not away:
                if begun is not None and at - begun < GAP_S:
                    spans.append((begun, at))
                begun = at
            seen = at
            continue
        if away == (what == "away"):
            continue
        away = not away
        fresh = seen is not None and at - seen < GAP_S
        if away and fresh and begun is not None and at - begun < GAP_S:
            spans.append((begun, at))
        begun = None if away else at
    return spans


@pytest.mark.django_db(transaction=True)
@given(st.lists(steps, min_size=2, max_size=2))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_hours_online_agree_with_every_second(told: list[list[tuple[int, str]]]) -> None:
    with transaction.atomic():
        cast = make_cast()
        people = (cast.iga, cast.jan)
        for user, history in zip(people, told, strict=True):
            at = BEGIN
            for pause, what in history:
                at += timedelta(seconds=pause)
                with time_machine.travel(at, tick=False):
                    if what == "beat":
                        availability.seen(user.pk)
                    else:
                        availability.set_away(user, what == "away")
        period = Period(date(2026, 3, 28), date(2026, 4, 10))
        with time_machine.travel(period.end, tick=False):
            by_agent = {key: seconds for key, (seconds, _n) in online(Scope(), period, "agent").items()}
            by_day = {row.key: row.value for row in figure("online", Scope(), period, "time")}
        expected = {user.pk: sum(end - start for start, end in slow(h)) for user, h in zip(people, told, strict=True)}
        assert {pk: took for pk, took in by_agent.items() if took} == {
            pk: took for pk, took in expected.items() if took
        }
        for index, day in enumerate(period.buckets()):
            seconds = sum(overlap(day, start, end) for history in told for start, end in slow(history))
            assert round((by_day[index] or 0) * 3600, 3) == seconds
        transaction.set_rollback(True)


def overlap(day: Period, start: int, end: int) -> float:
    since, until = BEGIN + timedelta(seconds=start), BEGIN + timedelta(seconds=end)
    return max(0.0, (min(until, day.end) - max(since, day.start)).total_seconds())


def beats(user_id: int, at: datetime, n: int) -> None:
    for index in range(n):
        with time_machine.travel(at + timedelta(seconds=25 * index), tick=False):
            availability.seen(user_id)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_a_killed_process_leaves_the_last_beat(cast: Cast) -> None:
    beats(cast.iga.pk, BEGIN, 5)
    beats(cast.iga.pk, BEGIN + timedelta(hours=2), 3)
    assert [(row.until - row.since).total_seconds() for row in OnlineStretch.objects.order_by("since")] == [100, 50]


def test_one_page_or_five_write_one_row(cast: Cast, django_assert_num_queries) -> None:
    beats(cast.iga.pk, BEGIN, 4)
    with time_machine.travel(BEGIN + timedelta(seconds=80), tick=False), django_assert_num_queries(1):
        availability.seen(cast.iga.pk)
    assert OnlineStretch.objects.count() == 1


def test_being_away_is_not_being_online(cast: Cast) -> None:
    beats(cast.iga.pk, BEGIN, 3)
    with time_machine.travel(BEGIN + timedelta(seconds=60), tick=False):
        availability.set_away(cast.iga, True)
    beats(cast.iga.pk, BEGIN + timedelta(seconds=75), 10)
    with time_machine.travel(BEGIN + timedelta(seconds=310), tick=False):
        availability.set_away(cast.iga, False)
    beats(cast.iga.pk, BEGIN + timedelta(seconds=325), 2)
    rows = OnlineStretch.objects.order_by("since")
    assert [(row.until - row.since).total_seconds() for row in rows] == [60, 40]


def test_what_is_old_is_forgotten(cast: Cast) -> None:
    beats(cast.iga.pk, BEGIN, 3)
    with time_machine.travel(BEGIN + presence.KEPT + timedelta(days=1), tick=False):
        beats(cast.jan.pk, BEGIN + presence.KEPT, 2)
        assert presence.forget_old() == 1
    assert OnlineStretch.objects.get().user == cast.jan


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_begin_one_stretch() -> None:
    cast = make_cast()
    Availability.objects.create(user=cast.iga)

    def look() -> None:
        try:
            availability.seen(cast.iga.pk)
        finally:
            connection.close()

    threads = [Thread(target=look) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OnlineStretch.objects.count() == 1
