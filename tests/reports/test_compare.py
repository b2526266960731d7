"""Figures side by side: the page, what it says of few, its CSV."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone, translation

from reports import comparing
from reports.period import Period, today
from reports.scope import Scope
from surveys.models import Kind
from tests.cast import Cast
from tests.reports.story import asked, tell
from tests.services.worlds import world
from tickets import work

MONTH = Period(today() - timedelta(days=29), today())


def rated(cast: Cast, score: int, who: str) -> None:
    at = timezone.now() - timedelta(days=2)
    ticket = tell(cast, at, answered_after=timedelta(minutes=30), resolved_after=timedelta(hours=2), who=who)
    asked(ticket, at + timedelta(hours=3), score)


@world
def busy(cast: Cast) -> Cast:
    for index, score in enumerate((5, 4, 2)):
        rated(cast, score, f"r{index}@example.com")
    work.run_due()
    return cast


@pytest.mark.parametrize("group", comparing.GROUPS)
@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_table_opens(busy: Cast, client: Client, group: str, language: str) -> None:
    busy.marek.language = language
    busy.marek.save()
    client.force_login(busy.marek)
    for split in comparing.SPLITS:
        query = f"?group={group}&split={split}&days=30"
        assert client.get("/reports/compare/" + query).status_code == 200
        table = client.get("/reports/compare.csv" + query).content.decode("utf-8-sig")
        rows = list(csv.reader(StringIO(table)))
        assert {len(row) for row in rows} == {1 + 4 * len(comparing.GROUPS[group][1])} and len(rows) > 1


def test_the_whole_is_first_and_few_are_marked(busy: Cast) -> None:
    with translation.override("en"):
        whole, *parts = comparing.lines(["csat", "csat_response_rate"], Scope(), MONTH, "channel")
    csat = whole.cells[0]
    assert (whole.label, csat.text, csat.row.n, csat.row.few) == ("All", "67\u00a0%", 3, True)
    assert csat.range and [(part.key, part.cells[0].text) for part in parts] == [("email", "67\u00a0%")]


def test_nps_and_ces_have_their_own_units() -> None:
    assert [comparing.show("nps", -12.4), comparing.show("nps", 40)] == ["\u221212", "+40"]
    assert comparing.show("ces", 5.25) in {"5.2", "5.3"} and comparing.show("csat", 0.666) == "67\u00a0%"
    assert {comparing.title(kind.value) for kind in Kind} == {"CSAT", "NPS", "CES"}


def test_nonsense_in_the_address_gives_the_usual_table(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    answer = client.get("/reports/compare/?group=%00&split=x&team=9e9&from=2026-13-40")
    assert answer.status_code == 200 and b"CSAT" in answer.content
