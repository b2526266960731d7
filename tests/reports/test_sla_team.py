"""The pages SLA and Team: small sets counted by hand; every number opens exactly its tickets."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import OnlineStretch
from reports import sla, team
from reports.figures import behind, figure
from reports.period import Period, today
from reports.scope import Scope
from surveys.models import SurveyInvitation
from tests.cast import Cast, make_user
from tests.reports.story import asked, tell
from tests.reports.test_pages import settle, total
from tests.services.worlds import world
from tickets.models import Ticket

WEEK = Period(date(2026, 3, 2), date(2026, 3, 8))
NOON = datetime(2026, 3, 4, 11, 0, tzinfo=UTC)  # noon in Warsaw, a Wednesday


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


@world
def promised(cast: Cast) -> Cast:
    """First responses due after 8 hours: two kept, two missed by 2 and 4 hours, their deadlines on Wednesday at 20."""
    for index, took in enumerate((1, 2, 10, 12)):
        tell(cast, NOON, answered_after=hours(took), resolved_after=hours(20), who=f"p{index}@example.com")
    settle()
    return cast


def test_what_was_missed_and_by_how_much(promised: Cast) -> None:
    (kept,) = figure("sla_first_response", Scope(), WEEK)
    assert (kept.value, kept.n, kept.few, sla.missed_of(kept)) == (0.5, 4, True, 2)
    (late,) = figure("late_first_response", Scope(), WEEK)
    assert (late.value, late.n) == (3 * 3600, 2)
    assert figure("late_first_response_p90", Scope(), WEEK)[0].value == 3.8 * 3600
    assert figure("late_resolution", Scope(), WEEK)[0].n == 0


def test_deadlines_by_hour_of_the_week(promised: Cast) -> None:
    assert behind.deadlines_by_hour("first_response", Scope(), WEEK) == {(3, 20): 2}
    assert behind.deadlines_by_hour("first_response", Scope(channel="webchat"), WEEK) == {}
    found = sla.week("first_response", Scope(), WEEK)
    assert (found.n, found.days[2][1][20].n, found.days[2][1][20].shade, found.days[0][1][0].shade) == (2, 2, 4, 0)


def numbers(page: str) -> set[tuple[str, int]]:
    return {(unescape(href), int(n)) for href, n in re.findall(r'<a href="([^"]+)"\s+data-n="(\d+)">', page)}


def marks(page: str) -> list[tuple[str, int]]:
    """Each mark's address and how many tickets it says."""
    found = []
    for href, says in re.findall(
        r'<a href="([^"]+)"\s+tabindex="-1"><(?:rect|circle)[^>]*><title>([^<]+)</title>', page
    ):
        n = re.search(r", n (\d+)$", says) or re.search(r": \D*(\d+)", says)
        assert n is not None, says
        found.append((unescape(href), int(n[1])))
    return found


def test_every_number_on_the_sla_page_opens_its_tickets(promised: Cast, client: Client) -> None:
    client.force_login(promised.marek)
    page = client.get("/reports/sla/?from=2026-03-02&to=2026-03-08").content.decode()
    missed = re.search(r'href="([^"]+)"\s+data-figure="missed">.*?<b>(\d+)</b>', page, re.DOTALL)
    assert missed is not None and total(client, unescape(missed[1])) == int(missed[2]) == 2
    for href, n in [*numbers(page), *marks(page)]:
        assert total(client, href) == n, href
    listed = client.get("/reports/tickets/?metric=figure:sla_first_response&part=no&from=2026-03-02&to=2026-03-08")
    assert "late by 4\u00a0h" in listed.content.decode()
    cell = "/reports/tickets/?metric=figure:late_first_response&from=2026-03-02&to=2026-03-08&part=hour-3-{}"
    assert total(client, cell.format(20)) == 2
    assert total(client, cell.format(19)) == 0


def test_what_is_late_now_is_what_the_inbox_shows(cast: Cast, client: Client) -> None:
    now = timezone.now()
    late, due, calm = (
        f"/inbox/{tell(cast, now - hours(ago), who=f'{ago}@example.com').number}/" for ago in (9, 7.5, 1)
    )
    client.force_login(cast.marek)
    page = client.get("/reports/sla/").content.decode()
    for view, shows in (("late", late), ("due", due)):
        found = re.search(rf'href="([^"]+)"\s+data-now="{view}"[^>]*>1 ticket', page)
        assert found is not None
        shown = client.get(unescape(found[1])).content.decode()
        assert shows in shown and calm not in shown
    assert page.index(late) < page.index(due) and calm not in page


@world
def working(cast: Cast) -> Cast:
    """Iga: two tickets done, one open; five hours online in the last days. Ola: nothing at all."""
    make_user("ola@shop.example", "Ola Nowa", "agent", cast.returns)
    now = timezone.now()
    for index in range(2):
        ticket = tell(
            cast, now - hours(30 + index), answered_after=hours(1), resolved_after=hours(3), who=f"t{index}@example.com"
        )
        invitation = asked(ticket, now - hours(20), 5 - 3 * index)
        SurveyInvitation.objects.filter(pk=invitation.pk).update(agent=cast.iga)
    mine = tell(cast, now - hours(5), answered_after=hours(1), who="open@example.com")
    Ticket.objects.filter(pk=mine.pk).update(status="open")
    day = Period(today() - timedelta(days=2), today()).start
    OnlineStretch.objects.create(user=cast.iga, since=day - timedelta(days=3), until=day - timedelta(days=3) + hours(1))
    OnlineStretch.objects.create(user=cast.iga, since=day + hours(8), until=day + hours(12))
    OnlineStretch.objects.create(user=cast.iga, since=day + hours(13), until=day + hours(14))
    settle()
    return cast


def test_each_person_in_figures(working: Cast) -> None:
    period = Period(today() - timedelta(days=2), today())
    report = team.build(Scope(), period)
    names = [person.label for person in report.people]
    assert names == sorted(names) == ["Iga Bober", "Jan Sowa", "Ola Nowa"]
    iga, _jan, ola = report.people
    values = dict(zip(team.NAMES, [cell.row.value for cell in iga.cells], strict=True))
    assert values == {
        "answers": 3, "resolved": 2, "first_response": 3600, "resolution": 3 * 3600, "csat": 0.5, "online": 5.0,
        "answers_per_hour": 0.6,
    }  # fmt: skip
    assert (iga.tickets, iga.load) == (1, 1)
    assert all(
        cell.row.few for name, cell in zip(team.NAMES, iga.cells, strict=True) if name in {"csat", "first_response"}
    )
    assert [cell.text for cell in ola.cells] == ["–"] * len(team.NAMES)
    assert [row.value for row in figure("online", Scope(), period, "time")] == [5.0, None, None]
    assert figure("online", Scope(channel="email"), period)[0].value is None
    assert figure("answers_per_hour", Scope(), period)[0].value == 0.6


def test_answers_before_anybody_was_watched_make_no_rate(working: Cast) -> None:
    """Presence is known from the second day on: the answers of the first are left out."""
    OnlineStretch.objects.all().delete()
    period = Period(today() - timedelta(days=2), today())
    start = Period(today(), today()).start
    OnlineStretch.objects.create(user=working.iga, since=start - hours(1), until=start - hours(0.5))
    OnlineStretch.objects.create(user=working.iga, since=start, until=start + hours(2))
    answered_today = figure("answers", Scope(), Period(today(), today()))[0].value
    (rate,) = figure("answers_per_hour", Scope(), period)
    assert (rate.value, rate.n) == ((answered_today or 0) / 2, answered_today)


def test_every_number_on_the_team_page_opens_its_tickets(working: Cast, client: Client) -> None:
    client.force_login(working.marek)
    page = client.get("/reports/team/?days=30").content.decode()
    found = numbers(page)
    assert len(found) > 5
    for href, n in found:
        assert total(client, href) == n, href
    for href, n in marks(page):
        if href:
            assert total(client, href) == n, href
    assert "ranking" not in page.lower()


@pytest.mark.parametrize("path", ["/reports/sla/?days=30&clock=resolution&split=agent", "/reports/team/?days=30"])
def test_queries_do_not_grow(working: Cast, client: Client, path: str) -> None:
    client.force_login(working.marek)
    tell(working, timezone.now() - hours(9), who="late@example.com")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    client.get(path)
    before, now = cost(), timezone.now()
    for index in range(4):
        user = make_user(f"n{index}@shop.example", f"New {index}", "agent", working.returns)
        OnlineStretch.objects.create(user=user, since=now - hours(30), until=now - hours(28))
        ticket = tell(
            working, now - hours(40), answered_after=hours(12), resolved_after=hours(13), who=f"g{index}@example.com"
        )
        asked(ticket, now - hours(5), 4)
        tell(working, now - hours(9), who=f"l{index}@example.com")
    settle()
    assert cost() == before


@pytest.mark.parametrize("path", ["sla/time", "sla/split", "sla/week", "team/people", "team/time"])
@pytest.mark.parametrize("language", ["en", "pl"])
def test_tables_leave_as_files(working: Cast, client: Client, path: str, language: str) -> None:
    working.marek.language = language
    working.marek.save()
    client.force_login(working.marek)
    rows = list(csv.reader(StringIO(client.get(f"/reports/{path}.csv?days=7").content.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1 and len(rows) > 1
    assert client.get(f"/reports/{path.partition('/')[0]}/nothing.csv").status_code == 404
    assert client.get(f"/reports/{path.partition('/')[0]}/?split=x&clock=%00&agent=9e9").status_code == 200


def test_agents_see_neither(working: Cast, client: Client) -> None:
    client.force_login(working.iga)
    for path in ("sla/", "team/", "team/people.csv", "annotations/new/"):
        assert client.get(f"/reports/{path}").status_code == 403
