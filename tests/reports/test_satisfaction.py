"""The page Satisfaction: hand-counted sets, every mark opens what it counts, cost, access, hostile words."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from reports import answers_behind
from reports.charts.axis import Axis
from reports.charts.columns import Score, columns
from reports.charts.course import Moment, course
from reports.period import Period, today
from reports.satisfaction import asked as asking
from reports.satisfaction import loops as closing
from reports.satisfaction import over_time, parts, reasons, spread, themes
from reports.satisfaction.kinds import AXES
from reports.scope import Scope
from surveys.models import FollowUpCase, NotSent, State, Survey, SurveyAnswer, SurveyInvitation
from surveys.themes import keeping, rounds
from tests.cast import Cast
from tests.reports.story import asked, tell
from tests.services.worlds import world

MONTH = Period(today() - timedelta(days=29), today())
HOSTILE = '=HYPERLINK("x") <script>alert(1)</script> długo czekałam na paczkę'


def rated(
    cast: Cast,
    kind: str,
    score: int | None,
    comment: str = "",
    *,
    days: float = 2,
    chat: bool = False,
    **fields: object,
) -> SurveyInvitation:
    """A survey of this kind sent so many days ago, perhaps answered an hour later."""
    who = f"{kind}{SurveyInvitation.objects.count()}@example.com"
    at = timezone.now() - timedelta(days=days)
    inbox = cast.chat if chat else cast.mail
    ticket = tell(cast, at - timedelta(hours=3), who=who, inbox=inbox, answered_after=timedelta(minutes=5))
    invitation = asked(ticket, at)
    for name, value in {"kind": kind, "survey": Survey.objects.first(), **fields}.items():
        setattr(invitation, name, value)
    invitation.save()
    if score is not None:
        given = SurveyAnswer(invitation=invitation, kind=kind, score=score, comment=comment)
        given.answered_at = at + timedelta(hours=1)
        given.save()
    return invitation


def not_asked(cast: Cast, reason: str, n: int) -> None:
    for _one in range(n):
        invitation = rated(cast, "csat", None)
        SurveyInvitation.objects.filter(pk=invitation.pk).update(state=State.NOT_SENT, reason=reason, sent_at=None)


@world
def busy(cast: Cast) -> Cast:
    """CSAT 5 5 4 2 1, NPS 10 9 7 3, CES 6 2, one open answer, two that did not answer, three not asked."""
    for score, words in (
        (5, "Szybko i miło"),
        (5, ""),
        (4, "no wait, great"),
        (2, HOSTILE),
        (1, "Zwrot pieniedzy? Długo czekam"),
    ):
        rated(cast, "csat", score, words, chat=score == 2)
    for score in (10, 9, 7, 3):
        rated(cast, "nps", score, "Długo to trwało, zwrot pieniędzy" if score == 3 else "")
    for score in (6, 2):
        rated(cast, "ces", score)
    rated(cast, "csat", None)
    rated(cast, "nps", None)
    not_asked(cast, NotSent.COOLDOWN, 2)
    not_asked(cast, NotSent.OPTED_OUT, 1)
    alone = SurveyInvitation.objects.create(moment="open", state=State.UNASKED, survey=Survey.objects.first())
    SurveyAnswer.objects.create(
        invitation=alone, score=2, comment="Kurier zgubił paczkę", claimed_email="ela@example.com"
    )
    rounds.work_off()
    keeping.read_due()
    return cast


def test_tiles(busy: Cast) -> None:
    with translation.override("en"):
        found = {tile.key: tile for tile in parts.tiles(parts.parts(Scope(), MONTH, "channel"))}
    texts = {key: (tile.cell.text, tile.cell.row.n) for key, tile in found.items()}
    assert texts == {
        "csat": ("50\u00a0%", 6), "nps": ("+25", 4), "ces": ("4.0", 2), "response_rate": ("85\u00a0%", 13),
    }  # fmt: skip
    assert all(tile.cell.row.few for key, tile in found.items() if key != "response_rate")
    assert found["response_rate"].detail.endswith("11 of 13 asked")
    assert found["csat"].detail.startswith("95\u00a0%: 19\u00a0% – 81\u00a0%")


def test_themes_of_unhappy_and_happy_comments(busy: Cast) -> None:
    with translation.override("en"):
        found = themes.themes(Scope(), MONTH)
    rows = {row.title: row for row in found.rows}
    assert (found.comments, found.unhappy, found.happy) == (6, 4, 2)
    waiting = rows["Waiting time"]
    assert (waiting.n, waiting.unhappy, waiting.happy, waiting.of_unhappy) == (3, 3, 0, 75)
    assert waiting.mean == pytest.approx(1.7, abs=0.05)  # CSAT 2 and 1, NPS 3 counts as 2
    assert (rows["Refund"].n, rows["Quick, no waiting"].happy, rows["Quick, no waiting"].of_happy) == (2, 2, 100)
    assert rows["Delivery"].n == 2 and found.rows[0] is waiting
    with translation.override("pl"):
        assert "Czas oczekiwania" in {row.title for row in themes.themes(Scope(), MONTH).rows}
    assert themes.themes(Scope(channel="webchat"), MONTH).comments == 1


def test_found_themes_have_their_place_on_the_page_behind_the_first() -> None:
    def row(title: str, is_found: bool) -> themes.Row:
        return themes.Row(title, is_found, 1, 1, 0, 0, 0, 1.0, 0, 0, 0, None, True, "", "", "")

    rows = [*(row(f"known {n}", False) for n in range(20)), *(row(f"found {n}", True) for n in range(6))]
    first = themes.Themes(rows, 0, 0, 0).first
    assert [one.title for one in first[9:]] == ["known 9", *(f"found {n}" for n in range(4))]


def test_change_of_a_theme_against_the_period_before(cast: Cast) -> None:
    for _n in range(12):
        rated(cast, "csat", 1, "Długo czekałam")
        rated(cast, "csat", 1, "Kurier zgubił paczkę", days=40)
    rated(cast, "csat", 1, "Czekam i czekam", days=40)
    keeping.read_due()
    with translation.override("en"):
        row = next(row for row in themes.themes(Scope(), MONTH).rows if row.title == "Waiting time")
    assert (row.n, row.before) == (12, 1) and row.delta is not None
    assert (row.delta.text, row.delta.mood) == ("▲ 92", "bad")


def test_scores_and_time_count_every_answer_once(busy: Cast) -> None:
    found = spread.spread(Scope(), MONTH)
    counted = {(kind, score.label): score.n for kind, score, _share in found.lines if score.n}
    assert counted == {
        ("CSAT", "1"): 1, ("CSAT", "2"): 2, ("CSAT", "4"): 1, ("CSAT", "5"): 2, ("NPS", "3"): 1, ("NPS", "7"): 1,
        ("NPS", "9"): 1, ("NPS", "10"): 1, ("CES", "2"): 1, ("CES", "6"): 1,
    }  # fmt: skip
    weekly = over_time.over_time(Scope(), MONTH)
    assert weekly.is_weekly and len(weekly.lines) == 5
    assert [sum(line.cells[index][1].n for line in weekly.lines) for index in range(3)] == [6, 4, 2]
    assert not over_time.over_time(Scope(), Period(today() - timedelta(days=6), today())).is_weekly


def test_not_asked_by_reason_and_who_answers(busy: Cast) -> None:
    with translation.override("en"):
        found = asking.asked(Scope(), MONTH)
    assert [(row.label, row.n, row.part) for row in found.reasons] == [
        ("The customer was asked not long ago", 2, 100), ("The customer does not want surveys", 1, 50),
    ]  # fmt: skip
    assert found.not_asked == 3
    rates = {line.key: (line.cells[0].row.n, line.cells[0].text) for line in found.channels}
    assert rates == {"email": (12, "83\u00a0%"), "webchat": (1, "100\u00a0%")}
    assert asking.asked(Scope(channel="sms"), MONTH).not_asked == 0


def test_reasons_by_band(cast: Cast) -> None:
    survey = Survey.objects.get()
    label = {"pl": "Czekanie", "en": "A wait"}
    survey.bands = [
        {"min": 1, "max": 2, "question": {}, "reasons": [{"key": "wait", "label": label}, {"key": "tone", "label": {"en": "Tone"}}]},
        {"min": 1, "max": 5, "question": {}, "reasons": [{"key": "kind", "label": {"en": "Kind"}}]},
    ]  # fmt: skip
    survey.save()
    for score, ticked in ((1, ["wait", "tone"]), (2, ["wait"]), (2, []), (4, ["kind"]), (5, [])):
        given = rated(cast, "csat", score).answer
        SurveyAnswer.objects.filter(pk=given.pk).update(reasons=ticked)
    with translation.override("pl"):
        bad, good = reasons.reasons(Scope(), MONTH)
    assert (bad.scores, bad.n, bad.tone) == ("1–2", 3, "bad")
    assert [(row.label, row.n, row.share) for row in bad.reasons] == [("Czekanie", 2, 67), ("Tone", 1, 33)]
    assert (good.scores, good.n, [(row.label, row.n) for row in good.reasons]) == ("3–5", 2, [("Kind", 1)])


def test_closed_loops_and_who_waits(cast: Cast) -> None:
    for n in range(3):
        given = rated(cast, "csat", 1, f"nr {n}", days=5).answer
        due = timezone.now() + timedelta(days=n - 1, minutes=5)
        case = FollowUpCase.objects.create(answer=given, score=1, due_at=due, opened_at=given.answered_at)
        if n == 2:
            closed_at = given.answered_at + timedelta(hours=4)
            FollowUpCase.objects.filter(pk=case.pk).update(
                state="closed", outcome="explained", closed_at=closed_at, first_closed_at=closed_at, in_time=True
            )
    with translation.override("en"):
        found = closing.closed(Scope(), MONTH)
    assert (found.text, found.details) == ("1 of 3", ["median 4\u00a0h", "2 open, 1 late"])
    assert [row.case.answer.comment for row in found.cases] == ["nr 0", "nr 1"] and found.cases[0].score == "CSAT 1/5"
    assert closing.closed(Scope(channel="sms"), MONTH).cases == []


def total(client: Client, href: str) -> int:
    page = client.get(unescape(href)).content.decode()
    return int(re.search(r'data-total="(\d+)"', page)[1])  # type: ignore[index]


def test_every_mark_opens_what_it_counts(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    page = client.get("/reports/satisfaction/?days=30").content.decode()
    tiles = {
        name: href
        for href, name in re.findall(r'<a class="card tile[^"]*"\s+href="([^"]+)"\s+data-figure="(\w+)"', page)
    }
    assert tiles.pop("loops") == "/follow-ups/?view=open"
    assert {name: total(client, href) for name, href in tiles.items()} == {
        "csat": 6,
        "nps": 4,
        "ces": 2,
        "response_rate": 13,
    }
    marks = re.findall(r'<a href="([^"]+)" tabindex="-1"><rect[^>]*><title>\d+: (\d+) answer', page)
    points = re.findall(r'<a href="([^"]+)" tabindex="-1"><line.*?<title>[^<]*?, n (\d+)', page)
    numbers = re.findall(r'<td class="num"><a href="([^"]+)">(\d+)</a>', page)
    assert len(marks) == 10 and len(points) > 3 and len(numbers) > 8
    for href, n in [*marks, *points, *numbers]:
        assert total(client, href) == int(n), href


def test_the_list_has_words_themes_and_answers_without_a_ticket(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    page = client.get("/reports/answers/?days=30&score=unhappy&words=1").content.decode()
    assert 'data-total="4"' in page and "open page, no ticket" in page and "ela@example.com" in page
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert "<mark>długo</mark>" in page or "<mark>czekałam</mark>" in page
    assert 'data-total="0"' in client.get("/reports/answers/?days=30&mood=pleased&score=1").content.decode()
    for strange in (
        "score=x-y",
        "theme=x&survey=-1",
        "kind=%00&reason=%00a",
        "score=99-1",
        "cursor=zzz",
        "score=" + "9" * 50,
    ):
        assert client.get(f"/reports/answers/?{strange}").status_code == 200


def test_pages_of_answers_neither_skip_nor_repeat(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(7):
        rated(cast, "csat", 1, f"nr {n}")
    SurveyAnswer.objects.update(answered_at=timezone.now() - timedelta(days=1))
    found = answers_behind.rows(answers_behind.Asked(), Scope(), MONTH)
    seen, cursor = [], ""
    while True:
        rows, cursor = answers_behind.page(found, None, "en", cursor, most=3)
        seen += [row.answer.comment for row in rows]
        if not cursor:
            break
    assert sorted(seen) == [f"nr {n}" for n in range(7)]


def test_queries_do_not_grow_with_answers(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ("/reports/satisfaction/?days=90&split=team", "/reports/answers/?days=90")
    for path in paths:
        cost(path)
    before = [cost(path) for path in paths]
    for n in range(6):
        rated(busy, ("csat", "nps", "ces")[n % 3], 1 + n % 2, "Paczka zgnieciona, długo czekałem", chat=n % 2 == 0)
    keeping.read_due()
    assert [cost(path) for path in paths] == before


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("name", ["time", "scores", "parts", "themes", "reasons", "asked", "channels"])
def test_files(busy: Cast, client: Client, language: str, name: str) -> None:
    busy.marek.language = language
    busy.marek.save()
    Survey.objects.update(name="=1+1")
    client.force_login(busy.marek)
    file = client.get(f"/reports/satisfaction/{name}.csv?days=30")
    rows = list(csv.reader(StringIO(file.content.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1 and file["Content-Disposition"].startswith("attachment")
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@"))]


def test_polish_charts_draw_with_points_and_every_split_opens(busy: Cast, client: Client) -> None:
    busy.marek.language = "pl"
    busy.marek.save()
    client.force_login(busy.marek)
    for split in ("channel", "inbox", "team", "agent", "topic", "language"):
        page = client.get(f"/reports/satisfaction/?split={split}&kind=nps").content.decode()
        places = re.findall(r'\s(?:x|y|x1|x2|y1|y2|cx|cy|r|width|height|d|viewBox)="([^"]*)"', page)
        assert places and not [place for place in places if "," in place]
    assert "<html" not in client.get("/reports/satisfaction/", headers={"HX-Request": "true"}).content.decode()
    assert client.get("/reports/satisfaction/?kind=%00&split=x").status_code == 200
    assert client.get("/reports/satisfaction/secret.csv").status_code == 404


def test_agents_have_no_door(busy: Cast, client: Client) -> None:
    for user, status in ((busy.iga, 403), (None, 302)):
        client.logout()
        if user:
            client.force_login(user)
        for path in ("/reports/satisfaction/", "/reports/satisfaction/time.csv", "/reports/answers/?words=1"):
            assert client.get(path).status_code == status


def test_scales_hold_their_ends() -> None:
    nps = AXES["nps"]
    assert [nps.place(value, 0, 200) for value in (-100, 0, 100, 500)] == ["0", "100", "200", "200"]
    assert AXES["ces"].share(1) == 0 and AXES["ces"].share(7) == 1 and AXES["csat"].share(0.5) == 0.5


def test_a_gap_interrupts_line_and_band() -> None:
    def moment(value: float | None) -> Moment:
        return Moment("x", value, 0, 1, False, "", "")

    drawing = course("k", "T", "", Axis(0, 1, ()), [moment(v) for v in (0.5, 0.6, None, 0.4, 0.3, 0.2, None, 0.9)])
    assert (len(drawing.points), len(drawing.lines), len(drawing.bands)) == (6, 2, 2)


def test_a_score_that_came_once_is_still_seen(django_assert_num_queries: Callable[..., object]) -> None:
    drawing = columns(
        "k", "T", "", [Score("1", 1, "bad", "", ""), Score("2", 900, "good", "", ""), Score("3", 0, "good", "", "")]
    )
    assert [float(one.height) > 1 for one in drawing.columns] == [True, True, False]
