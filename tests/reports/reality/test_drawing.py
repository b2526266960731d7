"""The draw: the same whenever it is worked out, fair, one for all who ask at once, and whole again when one is gone."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date, timedelta

import pytest
from django.test import Client

from reports.models.reality import DrawnTicket, QuarterSample
from reports.reality import drawing
from reports.reality.quarter import Quarter
from tests.automation.at_once import in_threads
from tests.cast import Cast, make_cast, make_policy
from tests.reports.reality.resolved import PAST, resolved
from tickets.models import Ticket


def sequence(seed: str, tickets: dict[int, str], count: int) -> list[int]:
    """The rule of the docs, told once more in plain Python."""
    order = sorted(tickets, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())
    seen: set[str] = set()
    firsts = [number for number in order if not (tickets[number] in seen or seen.add(tickets[number]))]  # type: ignore[func-returns-value]
    return [*firsts, *(number for number in order if number not in firsts)][:count]


def drawn(sample: QuarterSample) -> list[int]:
    return list(sample.drawn.order_by("place").values_list("number", flat=True))


def test_quarters_follow_the_calendar() -> None:
    assert [Quarter.of(date(2026, month, 1)).number for month in (1, 3, 4, 9, 10, 12)] == [1, 1, 2, 3, 4, 4]
    last = Quarter(2025, 4)
    assert (last.period.first, last.period.last) == (date(2025, 10, 1), date(2025, 12, 31))
    assert Quarter(2026, 1).before == last and Quarter(2024, 1).period.days == 91
    assert Quarter.from_slug("2025-q4") == last
    for slug in ("2025-q5", "2025-q0", "25-q1", "2099-q1", "results", "2025-q1\n"):
        assert Quarter.from_slug(slug) is None, slug


def test_a_quarter_takes_the_firms_midnights(cast: Cast) -> None:
    first, last, early, late = resolved(cast, "email", 4)
    period = PAST.period
    moments = {
        first: period.start, last: period.end - timedelta(seconds=1),
        early: period.start - timedelta(seconds=1), late: period.end,
    }  # fmt: skip
    for number, at in moments.items():
        Ticket.objects.filter(pk=number).update(first_resolved_at=at)
    assert set(drawing.population(PAST).values_list("number", flat=True)) == {first, last}


def test_the_draw_can_be_worked_out_again_and_goes_on_where_it_stopped(cast: Cast) -> None:
    numbers = dict.fromkeys(resolved(cast, "email", 40), "email")
    numbers |= dict.fromkeys(resolved(cast, "sms", 3), "sms")
    numbers |= dict.fromkeys(resolved(cast, "voice", 1), "voice")
    sample = drawing.draw(cast.marek, PAST)
    assert drawn(sample) == sequence(sample.seed, numbers, 10)
    assert drawing.draw(cast.ada, PAST) == sample and len(drawn(sample)) == 10
    assert drawing.draw_more(cast.marek, PAST, seen=10) == 5
    assert drawing.draw_more(cast.marek, PAST, seen=10) == 0, "a second click"
    assert drawn(sample) == sequence(sample.seed, numbers, 15)


def test_every_channel_is_among_the_first_and_the_rest_is_fair(cast: Cast) -> None:
    """Over many seeds: each ticket of a channel as often as any other, the channels beyond the first by their size."""
    mails, texts = resolved(cast, "email", 24), resolved(cast, "sms", 6)
    sample = QuarterSample.objects.create(year=PAST.year, number=PAST.number, seed="")
    times: Counter[int] = Counter()
    rounds = 500
    for seed in range(rounds):
        sample.seed = str(seed)
        found = drawing.following(sample, 10)
        assert {channel for _number, channel in found} == {"email", "sms"}
        times.update(number for number, _channel in found)
    # 8 of the 28 that are left after the first of each channel go by lot.
    of_mail, of_text = 1 / 24 + 23 / 24 * 8 / 28, 1 / 6 + 5 / 6 * 8 / 28
    for numbers, chance in ((mails, of_mail), (texts, of_text)):
        expected, spread = rounds * chance, (rounds * chance * (1 - chance)) ** 0.5
        # The lot goes by the tickets' numbers, which differ from run to run: fair ones fail once in a million runs.
        assert all(abs(times[number] - expected) < 5.5 * spread for number in numbers), (chance, times)


def test_more_channels_than_places_go_on_with_the_next(cast: Cast) -> None:
    kinds = [f"kind-{n}" for n in range(12)]
    for kind in kinds:
        resolved(cast, kind, 2)
    sample = drawing.draw(cast.marek, PAST)
    assert len(set(sample.drawn.values_list("channel", flat=True))) == 10
    drawing.draw_more(cast.marek, PAST, seen=10)
    assert set(sample.drawn.values_list("channel", flat=True)) == set(kinds)


def test_spam_and_what_nobody_answered_are_never_drawn(cast: Cast) -> None:
    spam, silent, good = resolved(cast, "email", 3)
    Ticket.objects.filter(pk=spam).update(is_spam=True)
    Ticket.objects.filter(pk=silent).update(first_response_at=None)
    assert drawn(drawing.draw(cast.marek, PAST)) == [good]
    with pytest.raises(drawing.NothingToDraw):
        drawing.draw_more(cast.marek, PAST, seen=1)


def test_nothing_to_draw_leaves_nothing_behind(cast: Cast) -> None:
    with pytest.raises(drawing.NothingToDraw):
        drawing.draw(cast.marek, PAST)
    assert not QuarterSample.objects.exists()


def test_what_turns_spam_or_is_erased_gives_its_place_to_the_next(cast: Cast) -> None:
    numbers = dict.fromkeys(resolved(cast, "email", 14), "email")
    sample = drawing.draw(cast.marek, PAST)
    spam, erased = drawn(sample)[:2]
    Ticket.objects.filter(pk=spam).update(is_spam=True)
    Ticket.objects.get(pk=erased).delete()
    assert drawing.replace_gone() == 2 and drawing.replace_gone() == 0
    assert drawn(sample) == sequence(sample.seed, numbers, 12)
    left = dict(sample.drawn.exclude(left_at=None).values_list("number", "left_why"))
    assert left == {spam: "spam", erased: "erased"}
    assert sample.drawn.filter(DrawnTicket.living()).count() == 10


def test_two_managers_at_once_draw_one_sample(transactional_db: None) -> None:
    make_policy()
    cast = make_cast()
    resolved(cast, "email", 30)

    def post(person: object) -> int:
        client = Client()
        client.force_login(person)  # type: ignore[arg-type]
        return client.post(f"/reports/reality/{PAST.slug}/draw/").status_code

    assert in_threads(*(lambda who=who: post(who) for who in (cast.marek, cast.ada) * 3)) == [302] * 6
    sample = QuarterSample.objects.get()
    assert sorted(sample.drawn.values_list("place", flat=True)) == list(range(1, 11))
