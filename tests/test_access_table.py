"""Every route answers every role as tests/access_table.py says, and no route is missing there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.access_table import PREFIXES_OF_LIBRARIES, ROWS, Row
from tests.access_world import make_world
from tests.cast import Cast
from tests.services.worlds import world


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        else:
            yield here


def test_no_route_is_missing() -> None:
    known = {row.route for row in ROWS}
    there = {route for route in routes(get_resolver().url_patterns) if not route.startswith(PREFIXES_OF_LIBRARIES)}
    assert there - known == set(), "add them to tests/access_table.py"
    assert known - there == set(), "these are gone: take them out of tests/access_table.py"


def test_rows_are_unique() -> None:
    assert [route for route, n in Counter(row.route for row in ROWS).items() if n > 1] == []


@world
def house(cast: Cast) -> tuple[Cast, dict[str, str]]:
    """The cast, and the names of tests/access_table.py with what stands for them in a URL."""
    return cast, make_world(cast)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.route or "home")
def test_status(row: Row, house: tuple[Cast, dict[str, str]]) -> None:
    cast, names = house
    path = row.path.format(**names)
    people = {"visitor": None, "jan": cast.jan, "iga": cast.iga, "marek": cast.marek, "ada": cast.ada}
    got = {}
    for name, user in people.items():
        client = Client(raise_request_exception=True)
        # What one role does is undone before the next one tries.
        with transaction.atomic():
            if user is not None:
                client.force_login(user)
            response = client.post(path, row.data) if row.post else client.get(path)
            got[name] = response.status_code
            location = response.headers.get("Location", "")
            transaction.set_rollback(True)
        # A page for people sends a visitor to the sign-in page; what is behind it must not be done first.
        if name == "visitor" and response.status_code == 302 and not path.startswith("/accounts/"):
            assert location.startswith(("/accounts/login/", "/inbox/")), location
    assert got == dict(zip(people, row.expected, strict=True))
