"""/help/: every way in, light, in both languages; and what it says of the hours."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from knowledge.opening import Opening, opening
from tests.cast import make_cast
from tickets.hours import Hours, Span

WARSAW = ZoneInfo("Europe/Warsaw")
OFFICE = ((Span(540, 1020),),) * 5 + ((), ())


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("now", "is_open", "moment", "days"),
    [
        (at(23, 12), True, at(23, 17), 0),
        (at(23, 8), False, at(23, 9), 0),
        (at(23, 17), False, at(24, 9), 1),
        (at(27, 18), False, at(30, 9), 3),
        (at(10, 18), False, at(12, 9), 2),
    ],
)
def test_open_until_and_opens_next(now: datetime, is_open: bool, moment: datetime, days: int) -> None:
    hours = Hours(WARSAW, OFFICE, lambda day: day == date(2026, 11, 11))
    assert opening(hours, now) == Opening(is_open, moment, days)


def test_nights_that_meet_and_round_the_clock() -> None:
    night = Hours(WARSAW, ((Span(1320, 1800),), (Span(360, 600),), (), (), (), (), ()))
    assert opening(night, at(24, 1)) == Opening(True, at(24, 10), 0)
    assert opening(Hours(WARSAW, ((Span(0, 1440),),) * 7), at(24, 1)) == Opening(True, None)
    assert opening(Hours(WARSAW, ((),) * 7), at(24, 1)) == Opening(False, None)


def test_the_page_has_every_way_in_and_is_small(db: None) -> None:
    cast = make_cast()
    page = Client(headers={"accept-language": "en"}).get("/help/")
    text = page.content.decode()
    assert f"mailto:{cast.mail.address}" in text and cast.chat.public_id in text and "How can we help?" in text
    assert page["Content-Language"] == "en" and len(page.content) < 10_000 and "max-age=10" in page["Cache-Control"]
    assert not page.cookies
    assert Client().get("/help/?lang=pl")["Content-Language"] == "pl"
