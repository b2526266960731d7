"""The page about customers: who sees it, every figure opens as many customers as it says, the cost stays constant."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.actions import change_customer
from tests.cast import Cast
from tests.reports.story import asked, tell
from tests.reports.test_pages import figures
from tests.reports.test_people import person, settle
from tests.services.worlds import world

CSVS = ("time", "contacts", "parts", "segments", "cohorts")


def people(cast: Cast, n: int, start: int = 0) -> None:
    now = timezone.now()
    for index in range(start, start + n):
        who = f"p{index}@example.com"
        for days in (3, 40) if index % 2 else (5,):
            ticket = tell(
                cast, now - timedelta(days=days), answered_after=timedelta(hours=1), resolved_after=timedelta(hours=2),
                inbox=cast.mail, who=who,
            )  # fmt: skip
        asked(ticket, now - timedelta(days=2), 1 + index % 5)
        change_customer(person(who), facts={"Segment": f"=S{index}", "Value": str(10 * index)})
    settle()


@world
def busy(cast: Cast) -> Cast:
    people(cast, 4)
    return cast


def test_every_figure_opens_its_customers(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    page = client.get("/reports/customers/?days=30").content.decode()
    found = figures(page)
    assert {name: value for name, (_href, value) in found.items()} == {
        "active": "4", "new": "2", "retention": "100\u00a0%", "churn": "0\u00a0%", "times": "1.00", "hopped": "0\u00a0%",
        "repeated": "0\u00a0%", "happy": "25\u00a0%",
    }  # fmt: skip
    opened = {"active": 4, "new": 2, "retention": 2, "churn": 0, "times": 4, "hopped": 0, "repeated": 0, "happy": 1}
    for name, n in opened.items():
        listed = client.get(found[name][0]).content.decode()
        assert f'data-total="{n}"' in listed, name
        assert listed.count("data-customer") == n
    # The marks of the charts and the numbers of the tables of cohorts too.
    marks = re.findall(r'<a href="([^"]+)" tabindex="-1"><rect[^>]*><title>[^:]+: (\d+) ', page)
    marks += re.findall(r'<td class="num">\s*<a href="([^"]+)">(\d+)</a>', page)
    assert len(marks) >= 3
    for href, n in marks:
        assert f'data-total="{n}"' in client.get(unescape(href)).content.decode()


def test_who_to_look_after_leads_to_the_customer(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    page = client.get("/reports/customers/").content.decode()
    assert f"/customers/{person('p1@example.com').public_id}/" in page and "CSAT 2/5" in page
    # The most valuable comes first.
    assert page.index(str(person("p1@example.com").public_id)) < page.index(str(person("p0@example.com").public_id))
    assert "S2" in page and client.get("/reports/customers/?segment=%3Ds2").content.decode().count("p2@") == 0


def test_tables_as_csv_run_no_formula(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    for name in CSVS:
        answer = client.get(f"/reports/customers/{name}.csv?days=30")
        assert answer.status_code == 200 and answer["Content-Type"].startswith("text/csv")
        rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) > 1 and {len(row) for row in rows[1:]} <= set(range(2, len(rows[0]) + 1))
    rows = list(csv.reader(StringIO(client.get("/reports/customers/segments.csv").content.decode("utf-8-sig"))))
    assert {row[0] for row in rows[1:]} == {"'=S0", "'=S1", "'=S2", "'=S3"}
    assert client.get("/reports/customers/secret.csv").status_code == 404


@pytest.mark.parametrize("by", ["channel", "inbox", "team", "language"])
def test_parts_side_by_side_say_what_their_own_page_says(busy: Cast, client: Client, by: str) -> None:
    client.force_login(busy.marek)
    now = timezone.now()
    for index in range(2):
        tell(
            busy,
            now - timedelta(days=4),
            answered_after=timedelta(hours=1),
            inbox=busy.chat,
            who=f"c{index}@example.com",
        )
    settle()
    page = client.get(f"/reports/customers/?days=30&split={by}").content.decode()
    table = page.split('id="parts-title"')[1].split('id="segments-title"')[0]
    rows = re.findall(
        r'<th scope="row">.*?<a href="([^"]+)">([^<]+)</a>.*?<td class="num[^"]*">\s*<a[^>]*>(\d+)<', table, re.S
    )
    assert rows and sum(int(active) for _href, _label, active in rows) == 6
    assert len(rows) == (2 if by in {"channel", "inbox"} else 1)
    for href, _label, active in rows:
        assert figures(client.get(unescape(href)).content.decode())["active"][1] == active
    parts = client.get(f"/reports/customers/parts.csv?days=30&split={by}").content.decode("utf-8-sig")
    assert [row[0] for row in list(csv.reader(StringIO(parts)))[1:]] == [label for _href, label, _active in rows]


def test_only_managers(busy: Cast, client: Client) -> None:
    client.force_login(busy.iga)
    for path in ("/reports/customers/", "/reports/customers/list/?who=active", "/reports/customers/time.csv"):
        assert client.get(path).status_code == 403
    client.force_login(busy.marek)
    assert client.get("/reports/customers/list/?who=nobody").status_code == 404


def test_strange_addresses_are_no_errors(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    queries = (
        "segment=%00%F0%9F%98%80'",
        "from=2040-01-01&to=2040-01-02",
        "channel=x&team=9&topic=3&agent=4",
        "days=90",
        "split=agent",
        "split=channel%20OR%201",
    )
    for query in queries:
        assert client.get(f"/reports/customers/?{query}").status_code == 200
        assert client.get(f"/reports/customers/list/?who=lost&{query}&cursor=%25").status_code == 200


def test_the_cost_does_not_grow(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    paths = (
        "/reports/customers/?days=90",
        "/reports/customers/list/?who=active&days=90",
        "/reports/customers/list/?who=care",
    )

    def cost() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    before = cost()
    people(busy, 6, start=10)
    assert cost() == before
    assert before[0] < 40
