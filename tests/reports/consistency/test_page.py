"""The page: counted by hand, with few data, empty, narrowed, as CSV; the same number of queries whatever there is."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from reports import rollups
from reports.consistency import words
from reports.consistency.compare import Verdict
from reports.consistency.findings import Findings
from reports.consistency.measured import MEASURED
from reports.period import Period, today
from reports.scope import Scope
from tests.cast import Cast
from tests.reports.story import many, settle, unequal
from tickets.models import Tag

MONTH = Period(today() - timedelta(days=29), today())


def test_counted_by_hand(cast: Cast, client: Client) -> None:
    unequal(cast)
    found = Findings(Scope(), MONTH)
    mail, chat = found.lines
    assert (mail.channel, chat.channel) == ("email", "webchat") and [line.channel for line in found.worse] == ["email"]
    first = mail.cell("first_response")
    # All twelve are in the figure, ten have somebody to be compared with.
    assert first.row is not None and (first.row.n, first.judged.n, first.judged.n_others) == (12, 10, 10)
    assert first.partly and (first.judged.ours, first.judged.others) == (18_000, 600)
    csat = mail.cell("csat")
    assert csat.row is not None and (csat.row.value, csat.row.n) == (pytest.approx(0.2), 10)
    assert (csat.judged.verdict, csat.judged.others) == (Verdict.WORSE, 1.0)
    assert mail.cell("reopen_rate").judged.verdict == Verdict.OPEN and mail.cell("nps").judged.verdict == Verdict.FEW
    assert chat.cell("first_response").judged.verdict == Verdict.BETTER
    # Two channels are one comparison: two times, reopening, first contact, repeating and CSAT.
    assert found.tested == 6 and found.strongest == "first_response"
    with translation.override("en"):
        assert [words.harm(cell.judged) for cell in mail.worse] == [
            "The first answer takes 30 times as long: 5\u00a0h against 10\u00a0min",
            "Until it is resolved it takes 30 times as long: 5\u00a0h against 10\u00a0min",
            "Fewer are satisfied: CSAT 20\u00a0% against 100\u00a0%, 80 points less",
        ]
    # Within the one topic all twelve count.
    topic = Tag.objects.get(name="zwrot")
    first = Findings(Scope(topic=topic.pk), MONTH).lines[0].cell("first_response")
    assert (first.judged.n, first.judged.n_others) == (12, 10)
    client.force_login(cast.marek)
    page = client.get(f"/reports/consistency/?topic={topic.pk}&days=30")
    assert page.context["findings"].lines[0].cell("first_response").row.n == 12
    assert f"topic={topic.pk}" in page.context["csv"]
    table = client.get("/reports/consistency.csv?days=30").content.decode("utf-8-sig")
    rows = {(row["channel"], row["figure"]): row for row in csv.DictReader(StringIO(table))}
    assert len(rows) == 2 * len(MEASURED)
    row = rows["email", "first_response"]
    assert [row[name] for name in ("n", "same_topics", "others", "n_same_topics", "n_others", "verdict")] == [
        "12", "18000.0", "600.0", "10", "10", "worse",
    ]  # fmt: skip


def test_pages_open_marks_their_tickets_and_sums_say_the_same(cast: Cast, client: Client) -> None:
    unequal(cast)
    client.force_login(cast.marek)
    for line in Findings(Scope(), MONTH).lines:
        for cell in line.cells:
            if cell.row is not None and cell.row.value is not None:
                assert client.get(cell.row.link).context["total"] == cell.row.n, (line.channel, cell.name)
    for language in ("en", "pl"):
        cast.marek.language = language
        cast.marek.save()
        for name in MEASURED:
            channel = {"csat": "webchat", "nps": "voice"}.get(name, "")
            answer = client.get(f"/reports/consistency/?figure={name}&channel={channel}&days=30")
            assert answer.status_code == 200 and answer.context["figure"] == name
            assert answer.context["looked_at"].channel == ("webchat" if channel == "webchat" else "email")
    page = client.get("/reports/consistency/?figure=%00&channel=%3Cb%3E&topic=9e9&from=2026-13-40")
    assert page.status_code == 200 and page.context["figure"] == "first_response"

    def said() -> list[tuple[object, ...]]:
        return [
            (line.channel, cell.name, cell.judged) for line in Findings(Scope(), MONTH).lines for cell in line.cells
        ]

    live = said()
    rollups.sum_dirty(1000)
    assert said() == live
    in_mail = Findings(Scope(inbox=cast.mail.pk), MONTH)
    assert [line.channel for line in in_mail.lines] == ["email"] and not in_mail.worse
    counted = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/reports/consistency/?days=30")
        counted.append(len(queries))
        many(cast, cast.chat, [3], ["wymiana"], [3], who=f"more{_round}")
        many(cast, cast.mail, [4], ["faktura", "kubek"], [4], who=f"more{_round}")
        settle()
    assert counted[0] == counted[1] <= 30


def test_empty_and_few_are_said(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)
    assert b"Nothing to compare yet" in client.get("/reports/consistency/").content
    many(cast, cast.mail, [600, 700], [])
    many(cast, cast.chat, [1, 2], [])
    settle()
    page = client.get("/reports/consistency/")
    assert b"No channel can be shown to treat people worse" in page.content and not page.context["sentences"]
    assert page.context["findings"].tested == 0 and b"too few to judge" in page.content
