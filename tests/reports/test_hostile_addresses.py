"""No address, however it was bent, breaks a page: what makes no sense counts as not asked for."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast

PAGES = (
    "/reports/wall/",
    "/reports/service/",
    "/reports/satisfaction/",
    "/reports/answers/",
    "/reports/sla/week.csv",
    "/reports/team/",
    "/reports/customers/",
    "/reports/customers/list/?who=active",
    "/reports/customers/list/?who=care",
    "/reports/compare.csv",
    "/reports/consistency/",
    "/reports/journey/",
    "/reports/annotations/new/",
    "/reports/tickets/?metric=waiting",
    "/reports/tickets/?metric=figure:new",
    "/reports/tickets/?metric=figure:sla_first_response",
    "/reports/tickets/?metric=not_asked:all",
    "/reports/tickets/?metric=figure:csat_response_rate",
    "/reports/reality/results/",
    "/reports/scheduled/new/",
    "/follow-ups/",
    "/follow-ups/?view=closed",
)
NAMES = (
    "from", "to", "days", "channel", "team", "inbox", "agent", "topic", "language", "group", "split", "clock", "kind", "score",
    "theme", "survey", "reason", "mood", "words", "part", "figure", "segment", "quarter", "full", "next",
)  # fmt: skip
VALUES = ("99999999999999999", "9" * 5000, "\x00", "٣", "%s%(x)s{0}'\";--\r\nX: y")


def _cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


CURSORS = (
    _cursor("0001-01-01T00:00:00+14:00", 1),
    _cursor("9999-12-31T23:59:59-12:00", 2**61),
    _cursor(None, float("inf")),
    _cursor("NaN", 1),
    _cursor("2026-01-01T00:00:00+00:00", 1e300, "2026-01-01T00:00:00+00:00", 1),
    _cursor("8999-12-31T23:59:59-12:00", 1, "1901-01-01T00:00:00+00:00", 2**61),
)
PAGED = ("/tickets/", "/list/", "/answers/", "/follow-ups/")


def _addresses() -> Iterator[tuple[str, dict[str, str]]]:
    for page in PAGES:
        for value in VALUES:
            yield page, dict.fromkeys(NAMES, value) | ({"team": ""} if "wall" in page else {})
        if any(part in page for part in PAGED):
            for cursor in CURSORS:
                yield page, {"cursor": cursor, "after": cursor}


def test_no_bent_address_breaks_a_page(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)
    client.raise_request_exception = False
    broken = []
    for page, query in _addresses():
        path, _mark, known = page.partition("?")
        asked = query | dict(pair.split("=") for pair in known.split("&") if pair)
        status = client.get(path, asked).status_code
        if status != 200:
            broken.append(f"{page} {str(query)[:70]} {status}")
    assert broken == []


@pytest.mark.parametrize(
    "address",
    ["/reports/tickets/?metric=figure:new", "/reports/tickets/?metric=waiting", "/reports/customers/list/?who=active"],
)
def test_a_narrowed_list_opens_and_says_to_what(cast: Cast, client: Client, address: str) -> None:
    client.force_login(cast.marek)
    page = client.get(f"{address}&channel=email&team={cast.mail.team_id}")
    assert page.status_code == 200
    assert f"· {cast.mail.team}" in page.content.decode()
