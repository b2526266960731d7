"""The pages: who sees them, every figure opens as many tickets as it says, the cost stays constant."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from reports import export, service
from reports.charts.scale import count_scale, time_scale
from reports.facts import rebuild
from reports.models import Rebuild
from tests.cast import Cast, customer, write_in
from tests.reports.story import asked, tell
from tests.services.worlds import world
from tickets import work
from tickets.actions import set_assignee
from tickets.actor import Actor

NOW_FIGURES = ("open", "unassigned", "waiting", "late", "due", "csat")


def figures(page: str) -> dict[str, tuple[str, str]]:
    """data-figure -> (address, the figure's text)."""
    found = re.findall(
        r'<a class="card tile[^"]*"\s+href="([^"]+)"\s+data-figure="(\w+)">.*?<b>([^<]*)</b>', page, re.DOTALL
    )
    return {name: (unescape(href), value.strip()) for href, name, value in found}


@world
def busy(cast: Cast) -> Cast:
    """Open and resolved tickets, some late, some waiting, some rated."""
    now = timezone.now()
    for index in range(4):
        tell(cast, now - timedelta(hours=3 * index), who=f"w{index}@example.com")
    for index in range(3):
        took = timedelta(minutes=20 + index)
        tell(
            cast,
            now - timedelta(days=2 + index),
            answered_after=took,
            resolved_after=timedelta(hours=9),
            who=f"r{index}@example.com",
        )
    rated = tell(
        cast,
        now - timedelta(days=3),
        answered_after=timedelta(hours=1),
        resolved_after=timedelta(hours=9),
        inbox=cast.chat,
        who="v1",
    )
    asked(rated, now - timedelta(days=2), 5, "=HYPERLINK(1) <b>bravo</b>")
    asked(rated, now - timedelta(days=2), 2)
    asked(rated, now - timedelta(days=2))
    mine = tell(cast, now - timedelta(hours=7, minutes=30), who="due@example.com")
    set_assignee(Actor.agent(cast.iga), mine.number, cast.iga)
    write_in(cast.mail, identity=customer("late@example.com"), at=now - timedelta(hours=30))
    settle()
    return cast


def settle() -> None:
    """What happened is counted."""
    while work.run_due():
        pass


def test_now_says_what_the_inbox_shows(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    found = figures(client.get("/reports/").content.decode())
    assert {name: found[name][1] for name in NOW_FIGURES} == {
        "open": "6", "unassigned": "5", "waiting": "6", "late": "2", "due": "1", "csat": "50\u00a0%",
    }  # fmt: skip
    for name in ("open", "unassigned", "late", "due"):
        listed = client.get(found[name][0])
        assert listed.status_code == 200
        assert len(set(re.findall(r"/inbox/(\d+)/", listed.content.decode()))) >= int(found[name][1])


def test_every_figure_opens_its_tickets(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    page = client.get("/reports/service/?days=30").content.decode()
    found = figures(page)
    expected = {
        "new": (10, "10"), "resolved": (4, "4"), "backlog": (6, "6"), "contacts": (10, "10"), "first_response": (4, "21\u00a0min"),
        "resolution": (4, "9\u00a0h"), "one_touch": (4, "100\u00a0%"), "messages": (4, "2"), "csat": (2, "50\u00a0%"),
    }  # fmt: skip
    assert found.keys() == {*service.VOLUME, *service.SPEED, *service.EFFORT, "csat"}
    for name, (n, text) in expected.items():
        assert found[name][1] == text, name
        assert total(client, found[name][0]) == n
    # Each number of each table and each mark of each chart leads to exactly that many.
    numbers = re.findall(r'<a href="([^"]+)" data-n="(\d+)">', page)
    assert len(numbers) > 100
    for href, number in set(numbers):
        assert total(client, unescape(href)) == int(number), href
    marks = re.findall(r'<a href="([^"]+)"\s+tabindex="-1"><(?:rect|circle)[^>]*><title>([^<]+)</title>', page)
    assert len(marks) > 60
    for href, says in marks:
        told = re.search(r", n (\d+)$", says) or re.search(r": \D*(\d+)", says)
        assert told is not None
        assert total(client, unescape(href)) == int(told[1]), says


@pytest.mark.parametrize("split", ["inbox", "team", "agent", "topic", "language"])
def test_the_table_is_split_by_what_is_asked(busy: Cast, client: Client, split: str) -> None:
    client.force_login(busy.marek)
    page = client.get(f"/reports/service/?days=30&split={split}&clock=business").content.decode()
    numbers = re.findall(r'<a href="([^"]+)" data-n="(\d+)">', page[page.index('id="split-title"') :])
    assert numbers
    for href, number in set(numbers):
        assert total(client, unescape(href)) == int(number), href


def test_a_list_is_narrowed_to_a_part(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    address = "/reports/tickets/?metric=figure:{}&days=30&part={}"
    assert total(client, address.format("one_touch", "yes")) == 4
    assert total(client, address.format("one_touch", "no")) == 0
    assert total(client, address.format("one_touch", "maybe")) == 4


def total(client: Client, href: str) -> int:
    page = client.get(href).content.decode()
    n = int(re.search(r'data-total="(\d+)"', page)[1])  # type: ignore[index]
    assert page.count('<a href="/inbox/') - page.count('class="view"') * 0 >= min(n, 50)
    return n


def test_agents_see_now_of_their_teams_only(busy: Cast, client: Client) -> None:
    client.force_login(busy.jan)
    page = client.get("/reports/").content.decode()
    found = figures(page)
    assert found["open"][1] == "0"
    assert "csat" not in found
    assert "late@example.com" not in page
    assert total(client, "/reports/tickets/?metric=waiting") == 0
    for path in ("/reports/service/", "/reports/service/volume.csv", "/reports/answers/?kind=csat"):
        assert client.get(path).status_code == 403
    client.force_login(busy.iga)
    assert figures(client.get("/reports/").content.decode())["open"][1] == "6"
    client.logout()
    for path in ("/reports/", "/reports/service/", "/reports/tickets/?metric=figure:new"):
        assert client.get(path).status_code == 302


def test_strange_addresses_are_no_errors(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    for query in ("channel=%00x&team=x&inbox=-1", "from=2026-02-30", "team=99999999999999999", "days=90&channel=sms"):
        assert client.get(f"/reports/service/?{query}").status_code == 200
    assert client.get("/reports/tickets/?metric=nonsense").status_code == 404
    for cursor in ("x", "W10=", "WyIyMDI2LTAxLTAxIiwgMV0=", "é"):
        assert client.get("/reports/tickets/", {"metric": "figure:new", "cursor": cursor}).status_code == 200
    assert client.get("/reports/service/secret.csv").status_code == 404
    assert client.post("/reports/").status_code == 405


def test_pages_of_tickets_neither_skip_nor_repeat(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from reports import tickets_behind

    monkeypatch.setattr(tickets_behind, "PAGE_ROWS", 3)
    same = timezone.now() - timedelta(hours=1)
    numbers = [tell(cast, same, who=f"p{index}@example.com").number for index in range(8)]
    settle()
    client.force_login(cast.marek)
    for metric in ("figure:new", "waiting"):
        seen: list[int] = []
        href: str | None = f"/reports/tickets/?metric={metric}"
        while href:
            page = client.get(href).content.decode()
            seen += [int(n) for n in re.findall(r'<a href="/inbox/(\d+)/">#', page)]
            more = re.search(r'<a class="btn" href="([^"]+)">Show more', page)
            href = unescape(more[1]) if more else None
        assert sorted(seen) == sorted(numbers)
        assert len(seen) == len(numbers)


@pytest.mark.parametrize(
    "path",
    [
        "/reports/",
        "/reports/service/?days=90",
        "/reports/answers/?kind=csat",
        "/reports/tickets/?metric=figure:csat_response_rate",
    ],
)
def test_queries_do_not_grow_with_tickets(busy: Cast, client: Client, path: str) -> None:
    client.force_login(busy.marek)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    client.get(path)
    before = cost()
    now = timezone.now()
    for index in range(5):
        ticket = tell(
            busy,
            now - timedelta(days=index),
            answered_after=timedelta(minutes=5),
            resolved_after=timedelta(hours=1),
            who=f"m{index}@example.com",
        )
        asked(ticket, now - timedelta(hours=5), 3)
        tell(busy, now - timedelta(hours=index), who=f"n{index}@example.com")
    settle()
    assert cost() == before


def test_the_table_leaves_as_a_file_without_formulas(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    for name, rows in (("volume", 7), ("speed", 7), ("effort", 7), ("age", 5), ("split", 3)):
        file = client.get(f"/reports/service/{name}.csv?days=7")
        assert file["Content-Disposition"].startswith("attachment")
        assert len(file.content.decode("utf-8-sig").splitlines()) == 1 + rows


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\ufeff=1"])
def test_text_that_could_be_a_formula_is_defused(cell: str) -> None:
    assert export.safe(cell) == "'" + cell
    assert export.safe(-1) == -1
    assert export.safe("plain") == "plain"


def test_a_comment_is_shown_as_text(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    for path in ("/reports/", "/reports/answers/?kind=csat"):
        page = client.get(path).content.decode()
        assert "&lt;b&gt;bravo" in page
        assert "<b>bravo" not in page


def test_polish_pages_draw_with_points_not_commas(busy: Cast, client: Client) -> None:
    busy.marek.language = "pl"
    busy.marek.save()
    client.force_login(busy.marek)
    page = client.get("/reports/service/").content.decode()
    places = re.findall(r'\s(?:x|y|x1|x2|y1|y2|cx|cy|r|width|height|d|viewBox)="([^"]*)"', page)
    assert places
    assert not [place for place in places if "," in place]


def test_only_htmx_gets_the_bare_figures(busy: Cast, client: Client) -> None:
    client.force_login(busy.marek)
    bare = client.get("/reports/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in bare
    assert figures(bare)["open"][1] == "6"
    for path in ("service", "sla"):
        assert "<html" not in client.get(f"/reports/{path}/", headers={"HX-Request": "true"}).content.decode()


@pytest.mark.parametrize(("highest", "top"), [(1, 1), (3, 3), (5, 6), (17, 20), (99, 100), (1001, 1500)])
def test_axes_are_round(highest: float, top: float) -> None:
    assert count_scale(highest, 100, 0).top == top
    assert time_scale(highest * 3600, 100, 0).top >= highest * 3600


def test_the_axis_holds_the_highest(django_assert_num_queries: Callable[..., object]) -> None:
    for highest in range(1, 3000, 7):
        scale = count_scale(highest, 170, 10)
        assert highest <= scale.top
        assert len(scale.ticks()) <= 5
        assert 10 <= scale.y(highest) <= 170


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (1, "1 nierozwiązane zgłoszenie"),
        (3, "3 nierozwiązane zgłoszenia"),
        (5, "5 nierozwiązanych zgłoszeń"),
        (22, "22 nierozwiązane zgłoszenia"),
    ],
)
def test_polish_plurals(n: int, words: str) -> None:
    with translation.override("pl"):
        assert service.count_open(n) == words


def test_pages_say_while_the_history_is_still_being_read(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)
    for path in ("/reports/service/", "/reports/customers/", "/reports/journey/"):
        Rebuild.objects.all().delete()
        assert "still being read" in client.get(path).content.decode()
        while rebuild.go_on() or rebuild.is_going_on():
            pass
        assert "still being read" not in client.get(path).content.decode()
