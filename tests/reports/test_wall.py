"""The wallboard: who sees which board, and what it shows."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import availability
from reports import wall
from tests.cast import Cast, customer, write_in
from tests.reports.story import asked, tell


def test_a_board_for_each_team(cast: Cast) -> None:
    now = timezone.now()
    write_in(cast.mail, identity=customer("late@example.com"), at=now - timedelta(hours=30))
    write_in(cast.chat, identity=customer("v", kind="chat"), at=now - timedelta(hours=1))
    availability.seen(cast.iga.pk)
    everything, returns, delivery = (wall.read(cast.marek, team) for team in (None, cast.returns, cast.delivery))
    for board in (everything, returns):
        total = board.now.total
        assert (total.open, total.unassigned, total.waiting, total.late) == (2, 2, 2, 1)
        assert {info.kind: line.waiting for info, line in board.channels} == {"email": 1, "webchat": 1}
        assert [ticket.customer.label for ticket in board.now.longest][:1] == ["Tomasz Kuna"]
        assert board.online == [cast.iga]
    assert (delivery.now.total.open, delivery.now.longest, delivery.online) == (0, [], [])


def test_satisfaction_of_today_is_for_managers(cast: Cast) -> None:
    ticket = tell(cast, timezone.now() - timedelta(days=2))
    # Answers count an hour after they were sent in this story: both are of today, whatever the hour.
    asked(ticket, timezone.localtime().replace(hour=0, minute=1) - timedelta(hours=1), 5)
    asked(ticket, timezone.localtime() - timedelta(days=3), 1)
    scores = {score.title: (score.text, score.row.n) for score in wall.read(cast.marek).scores}
    assert scores == {"CSAT": ("100\u00a0%", 1), "NPS": ("–", 0), "CES": ("–", 0)}
    assert wall.read(cast.iga).scores == []
    assert wall.read(cast.marek, cast.delivery).scores[0].row.n == 0


def test_who_may_see_which_board(cast: Cast, client: Client) -> None:
    write_in(cast.mail, "Top secret parcel.", subject="Secret")
    client.force_login(cast.jan)
    page = client.get("/reports/wall/").content.decode()
    assert "Zwroty" not in page and "CSAT" not in page
    assert client.get(f"/reports/wall/?team={cast.delivery.pk}").status_code == 200
    for team in (cast.returns.pk, 99999, "x", "²", "-1", "9" * 30):
        assert client.get("/reports/wall/", {"team": str(team)}).status_code == 404
    client.force_login(cast.marek)
    page = client.get("/reports/wall/", {"team": str(cast.returns.pk)}).content.decode()
    assert "CSAT" in page
    # Whoever passes the screen reads no names and no words of customers.
    assert "Secret" not in page and "Tomasz" not in page
    part = client.get("/reports/wall/", headers={"HX-Request": "true"})
    assert part["Cache-Control"] == "no-store" and b"<html" not in part.content


def test_the_cost_does_not_grow(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/reports/wall/").status_code == 200
        return len(queries)

    write_in(cast.mail, identity=customer("a@example.com"))
    before = cost()
    for index in range(8):
        write_in(cast.mail, identity=customer(f"c{index}@example.com"))
    assert cost() == before
