"""The figures against a slow reading of every event that shares no code with facts and sums, over random histories; and each
the same before, while and after its days are summed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from accounts.models import Team
from reports import rollups
from reports.figures import FIGURES, SPLITS, figure, figures
from reports.figures.statistics import mean_interval, median_interval, nps_interval, percentile
from reports.models import DirtyDay, SummedMonth
from reports.period import Period
from reports.rounding import rounded
from reports.scope import Scope
from reports.tickets_behind import find
from surveys.models import SurveyAnswer
from tests.cast import Cast, make_cast, make_policy
from tests.reports.story import asked, tell
from tests.reports.test_against_slow import BEGIN, PERIOD, ZONE, Slow, act, day_of
from tests.reports.test_against_slow import percentile as slow_percentile
from tests.reports.test_against_slow import tickets as histories
from tickets import work
from tickets.actions import set_spam, set_status, set_tags, set_team
from tickets.actions.tags import rename_tag
from tickets.actor import SYSTEM, Actor
from tickets.models import Tag

NAMES = [*FIGURES, "csat", "nps", "ces", "csat_response_rate"]


# Whole months and parts of two.
LONG = Period(PERIOD.first - timedelta(days=40), PERIOD.last + timedelta(days=40))


def settle() -> None:
    while work.run_due():
        pass


def live(cast: Cast, told: list[tuple[int, bool, list[tuple[int, str]], int, int | None]]) -> None:
    for index, (start, by_chat, happened, spam, score) in enumerate(told):
        at = BEGIN + timedelta(hours=start)
        ticket = tell(cast, at, inbox=cast.chat if by_chat else cast.mail, who=f"h{index}@example.com")
        for pause, what in happened:
            at += timedelta(hours=pause)
            act(cast, ticket.number, what, at)
        if start % 3 == 0:
            set_team(Actor.agent(cast.iga), ticket.number, cast.delivery, at=at + timedelta(minutes=1))
        if start % 4 == 0:
            set_tags(Actor.agent(cast.iga), ticket.number, ["zwrot", "kubek"][: 1 + start % 2])
        if spam == 0:
            set_spam(SYSTEM, ticket.number, True)
        asked(ticket, at, score)


@pytest.mark.django_db(transaction=True)
@given(histories)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_figures_agree(told: list[tuple[int, bool, list[tuple[int, str]], int, int | None]]) -> None:
    with transaction.atomic(), timezone.override(ZONE):
        make_policy()
        cast = make_cast()
        live(cast, told)
        settle()
        slow = Slow()
        compare_with_slow(slow)
        scopes = (
            Scope(),
            Scope(channel="email"),
            Scope(team=cast.delivery.pk, agent=cast.iga.pk),
            Scope(language="en"),
        )
        spans = (PERIOD, LONG)
        fresh = [figures(NAMES, scope, span, split) for span in spans for scope in scopes for split in SPLITS]
        days = list(DirtyDay.objects.values_list("day", flat=True).distinct())
        rollups.sum_dirty(len(days) // 2)
        half = [figures(NAMES, scope, span, split) for span in spans for scope in scopes for split in SPLITS]
        rollups.sum_dirty(1000)
        assert not DirtyDay.objects.exists()
        assert SummedMonth.objects.exists()
        whole = [figures(NAMES, scope, span, split) for span in spans for scope in scopes for split in SPLITS]
        DirtyDay.mark([BEGIN.date()])
        again = [figures(NAMES, scope, span, split) for span in spans for scope in scopes for split in SPLITS]
        assert in_order(fresh) == in_order(half) == in_order(whole) == in_order(again)
        compare_with_slow(slow)
        behind(cast)
        transaction.set_rollback(True)


def test_a_month_is_summed_once_it_is_over_and_anew_when_a_day_of_it_changes(cast: Cast) -> None:
    ticket = tell(cast, BEGIN + timedelta(hours=30))
    settle()
    rollups.sum_dirty(1000)
    month = BEGIN.date().replace(day=1)
    assert SummedMonth.objects.filter(month=month).exists()
    assert figure("csat", Scope(), LONG)[0].n == 0
    asked(ticket, BEGIN + timedelta(days=2), 5)
    assert (figure("csat", Scope(), LONG)[0].value, figure("csat", Scope(), LONG)[0].n) == (1, 1)
    rollups.sum_dirty(1000)
    assert SummedMonth.objects.filter(month=month).exists()
    assert figure("csat", Scope(), LONG)[0].n == 1
    assert [(row.key, row.value) for row in figure("csat_response_rate", Scope(), LONG, "channel")] == [("email", 1)]
    SurveyAnswer.objects.all().delete()
    assert figure("csat", Scope(), LONG)[0].n == 0
    assert figure("csat_response_rate", Scope(), LONG)[0].value == 0


def test_a_tag_that_is_renamed_keeps_its_answers(cast: Cast) -> None:
    ticket = tell(cast, BEGIN + timedelta(hours=30))
    set_tags(Actor.agent(cast.iga), ticket.number, ["zwrot"])
    invitation = asked(ticket, BEGIN + timedelta(days=2), 2)
    invitation.topic = ["zwrot"]
    invitation.save()
    tag = Tag.objects.get(name="zwrot")
    rename_tag(Actor.agent(cast.marek), tag, "zwroty")
    assert [(row.key, row.n) for row in figure("csat", Scope(), LONG, "topic")] == [(tag.pk, 1)]
    assert figure("csat", Scope(topic=tag.pk), LONG)[0].n == 1


def in_order(found: list[dict[str, list]]) -> list[dict[str, list]]:
    return [{name: sorted(rows, key=lambda row: str(row.key)) for name, rows in one.items()} for one in found]


def compare_with_slow(slow: Slow) -> None:
    within = [t for t in slow.tickets if PERIOD.first <= day_of(t.created_at) <= PERIOD.last]
    assert value("new") == len(within)
    entries = [m for t in slow.tickets for m in slow.entries(t) if PERIOD.first <= day_of(m) <= PERIOD.last]
    assert value("resolved") == len(entries)
    for index, bucket in enumerate(PERIOD.buckets()):
        statuses = [slow.status_at(t, bucket.end) for t in slow.tickets]
        level = sum(status is not None and status not in {"resolved", "closed"} for status in statuses)
        assert figure("backlog", Scope(), PERIOD, "time")[index].value == level
    firsts = [(t, slow.first_human(t)) for t in slow.tickets]
    took = [
        rounded((m - t.created_at).total_seconds())
        for t, m in firsts
        if m is not None and PERIOD.first <= day_of(m) <= PERIOD.last
    ]
    for name, fraction in (("first_response", 0.5), ("first_response_p90", 0.9)):
        (row,) = figure(name, Scope(), PERIOD)
        assert row.n == len(took)
        assert row.value == (pytest.approx(slow_percentile([float(s) for s in took], fraction)) if took else None)


def value(name: str) -> float | None:
    return figure(name, Scope(), PERIOD)[0].value


def behind(cast: Cast) -> None:
    """Each figure opens as many rows as it counts."""
    for name in FIGURES:
        metric = find(f"figure:{name}")
        assert metric is not None
        (row,) = figure(name, Scope(), PERIOD)
        assert metric.rows(cast.marek, Scope(), PERIOD, "").count() == row.n, name


def test_an_agent_reads_their_teams_alone(cast: Cast) -> None:
    tell(cast, BEGIN + timedelta(days=2))
    settle()
    assert figure("new", Scope().seen_by(cast.iga), PERIOD)[0].value == 1
    assert figure("new", Scope().seen_by(cast.marek), PERIOD)[0].value == 1
    assert figure("new", Scope().seen_by(cast.jan), PERIOD)[0].value == 0
    assert figure("new", Scope(team=cast.returns.pk).seen_by(cast.jan), PERIOD)[0].value == 0
    assert figure("csat", Scope().seen_by(cast.jan), PERIOD)[0].n == 0


def test_the_period_before_and_few(cast: Cast) -> None:
    tell(cast, PERIOD.before.start + timedelta(hours=1), who="a@example.com")
    settle()
    (row,) = figure("new", Scope(), PERIOD, compare=True)
    assert row.before is not None
    assert (row.value, row.before.value) == (0, 1)
    (team,) = figure("new", Scope(), PERIOD, "team", compare=True)
    assert (Team.objects.get(pk=team.key), team.value) == (cast.returns, 0)
    (share,) = figure("one_touch", Scope(), PERIOD)
    assert (share.value, share.n, share.few) == (None, 0, True)


def test_reopening_leaves_past_figures(cast: Cast) -> None:
    ticket = tell(cast, PERIOD.start, answered_after=timedelta(hours=1), resolved_after=timedelta(hours=2))
    settle()
    names = [name for name in FIGURES if name not in {"first_contact", "reopen_rate"}]
    before = figures(names, Scope(), PERIOD)
    set_status(Actor.agent(cast.iga), ticket.number, "open", at=PERIOD.end + timedelta(days=60))
    settle()
    assert figures(names, Scope(), PERIOD) == before


def test_percentiles_and_intervals() -> None:
    assert percentile({3600: 1, 7200: 2, 36000: 1}, 0.5) == 7200
    assert percentile({}, 0.5) is None
    # R: t.test(c(2, 4, 4, 6))$conf.int
    assert mean_interval({2: 1, 4: 2, 6: 1}) == pytest.approx((1.4016, 6.5984), abs=0.001)
    assert median_interval(dict.fromkeys(range(1, 6), 1)) is None


@pytest.mark.parametrize(("n", "p", "d"), [(10, 0.5, 0.2), (15, 0.8, 0.1), (25, 0.3, 0.3)])
def test_the_nps_interval_covers(n: int, p: float, d: float) -> None:
    """Over every possible outcome: the true difference lies within in about 95 of 100 cases."""
    from math import comb

    covered = 0.0
    for b in range(n + 1):
        for c in range(n + 1 - b):
            chance = comb(n, b) * comb(n - b, c) * p**b * d**c * (1 - p - d) ** (n - b - c)
            low, high = nps_interval(b, c, n)
            covered += chance * (low - 1e-9 <= p - d <= high + 1e-9)
    assert 0.92 < covered < 0.985
