"""What managers note on a day: on every chart over time and in the list below, audited, safe whatever it says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import AuditEntry
from reports import day_notes
from reports.models import Annotation
from reports.period import Period, today
from reports.scope import Scope
from tests.cast import Cast
from tests.reports.story import tell
from tests.reports.test_pages import settle

HOSTILE = '"><script>alert(1)</script> {{ 7 }} =HYPERLINK(1)'


def note(cast: Cast, days_ago: int, text: str = "New returns policy", **where: object) -> Annotation:
    made = Annotation(day=today() - timedelta(days=days_ago), text=text, **where)
    day_notes.save(cast.marek, made)
    return made


@pytest.mark.parametrize("language", ["en", "pl"])
def test_written_changed_and_deleted(cast: Cast, client: Client, language: str) -> None:
    cast.marek.language = language
    cast.marek.save()
    client.force_login(cast.marek)
    back = "/reports/service/?days=7"
    said = {"day": today().isoformat(), "text": "New  returns policy", "channel": "email", "team": "", "next": back}
    assert client.post("/reports/annotations/new/", said).headers["Location"] == back
    made = Annotation.objects.get()
    assert (made.text, made.channel, made.author) == ("New returns policy", "email", cast.marek)
    said |= {"text": "Returns: 30 days", "channel": ""}
    client.post(f"/reports/annotations/{made.pk}/", said)
    page = client.get(back).content.decode()
    assert "Returns: 30 days" in page
    client.post(f"/reports/annotations/{made.pk}/delete/", {"next": "https://evil.example/"})
    assert not Annotation.objects.exists()
    entries = list(AuditEntry.objects.filter(what="annotation").order_by("pk"))
    assert [entry.actor for entry in entries] == [cast.marek] * 3
    assert entries[0].before == {} and entries[0].after["text"] == "New returns policy"
    assert entries[1].after == {"text": "Returns: 30 days", "channel": ""}
    assert entries[2].before["text"] == "Returns: 30 days" and entries[2].after == {}


def test_nothing_to_say_is_told_beside_the_field(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)
    for text, day in ((" ​ ", today().isoformat()), ("x" * 141, today().isoformat()), ("Right", "2026-02-30")):
        page = client.post("/reports/annotations/new/", {"day": day, "text": text})
        assert page.status_code == 200 and b"errorlist" in page.content
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    "next_", ["https://evil.example/reports/", "//evil.example/reports/", "/\\evil.example", "javascript:1"]
)
def test_the_way_back_stays_here(cast: Cast, client: Client, next_: str) -> None:
    client.force_login(cast.marek)
    said = {"day": today().isoformat(), "text": "Right", "next": next_}
    assert client.post("/reports/annotations/new/", said).headers["Location"] == "/reports/service/"


def test_every_chart_over_time_is_marked(cast: Cast, client: Client) -> None:
    tell(
        cast, Period(today() - timedelta(days=3), today()).start + timedelta(hours=9), answered_after=timedelta(hours=1)
    )
    settle()
    note(cast, 3, HOSTILE)
    note(cast, 3, "And another")
    note(cast, 400, "Long ago")
    client.force_login(cast.marek)
    for path, charts in (
        ("service", {"volume", "backlog", "first_response"}),
        ("sla", {"attained"}),
        ("team", {"answers"}),
    ):
        page = client.get(f"/reports/{path}/?days=7").content.decode()
        drawn = {part.split('"')[0]: part for part in page.split('data-chart="')[1:]}
        for key in charts:
            figure = drawn[key].split("</figure>")[0]
            assert figure.count('class="note"') == 1 and "And another" in figure
        assert 'class="note"' not in drawn.get("age", "").split("</figure>")[0]
        assert "&lt;script&gt;alert(1)" in page and "<script>alert(1)" not in page
        assert "Long ago" not in page
    long = client.get("/reports/service/?days=90").content.decode()
    assert 'class="note"' in long


def test_what_is_for_another_part_stays_out(cast: Cast) -> None:
    note(cast, 1, "All")
    note(cast, 2, "Mail only", channel="email")
    note(cast, 3, "Delivery only", team=cast.delivery)
    week = Period(today() - timedelta(days=6), today())

    def texts(scope: Scope) -> list[str]:
        return [one.annotation.text for one in day_notes.of(scope, week)]

    assert texts(Scope()) == ["Delivery only", "Mail only", "All"]
    assert texts(Scope(channel="webchat")) == ["Delivery only", "All"]
    assert texts(Scope(channel="email", team=cast.returns.pk)) == ["Mail only", "All"]
    assert [one.bucket for one in day_notes.of(Scope(), week)] == [3, 4, 5]
