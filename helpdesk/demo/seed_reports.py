"""The demo's Reality check: the last quarter reviewed by two people and closed, the current one begun; and a report by mail."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime, timedelta

from accounts.models import User
from reports.mailing import editing
from reports.models import Criterion, DrawnTicket, QuarterSample, Rhythm, ScheduledReport, Scorecard
from reports.reality import drawing, scoring
from reports.reality.quarter import Quarter
from reports.reality.scoring import Given

# How well the shop does by criterion, before luck and the reviewer's eye.
USUAL = {
    Criterion.TONE: 4.4,
    Criterion.CORRECTNESS: 4.2,
    Criterion.COMPLETENESS: 3.6,
    Criterion.EFFORT: 3.3,
    Criterion.BRAND_VOICE: 3.9,
}
SAID = {
    Criterion.TONE: "Ciepło, ale pożegnanie z szablonu.",
    Criterion.COMPLETENESS: "Klient pytał też o termin – nie padła odpowiedź.",
    Criterion.EFFORT: "Trzeba było drugi raz podać numer zamówienia.",
    Criterion.BRAND_VOICE: "Za urzędowo jak na nas.",
}


def reviewed(admin: User, manager: User, now: datetime) -> None:
    """Both score the quarter before; the manager has begun the current one."""
    rng = random.Random("reality")
    current = Quarter.of(now.date())
    past = current.before
    if drawing.population(past).exists():
        sample = drawing.draw(manager, past)
        for place in _places(sample):
            luck = rng.gauss(0, 0.7)
            for reviewer in (manager, admin):
                _score(reviewer, past, place, luck, rng)
        scoring.close(admin, past)
        _happened(sample, min(past.period.end + timedelta(days=6), now - timedelta(days=1)))
    if drawing.population(current).exists():
        sample = drawing.draw(manager, current)
        for place in _places(sample)[:3]:
            _score(manager, current, place, rng.gauss(0, 0.7), rng)


def _places(sample: QuarterSample) -> list[int]:
    return list(sample.drawn.filter(DrawnTicket.living()).values_list("place", flat=True))


def _score(by: User, quarter: Quarter, place: int, luck: float, rng: random.Random) -> None:
    given = {}
    for name, usual in USUAL.items():
        value = max(1, min(5, round(usual + luck + rng.gauss(0, 0.45))))
        given[name.value] = Given(value, SAID.get(name, "") if value <= 3 and rng.random() < 0.5 else "")
    if rng.random() < 0.15:
        given[Criterion.BRAND_VOICE.value] = Given(None)
    with suppress(scoring.OwnWords):
        scoring.score(by, quarter, place, given)


def _happened(sample: QuarterSample, at: datetime) -> None:
    """As if it had been done then."""
    cards = Scorecard.objects.filter(drawn__sample=sample).order_by("drawn__place", "pk")
    for index, card in enumerate(cards):
        card.done_at = at - timedelta(days=2) + timedelta(minutes=11 * index)
        card.save(update_fields=["done_at"])
    QuarterSample.objects.filter(pk=sample.pk).update(drawn_at=at - timedelta(days=3), closed_at=at)


def by_mail(admin: User, manager: User) -> None:
    """Every Monday at eight, in each one's language."""
    report = ScheduledReport(
        name="Poniedziałek: satysfakcja", group="satisfaction", split="channel", rhythm=Rhythm.WEEKLY, with_csv=True
    )
    editing.save(admin, report, [admin, manager])
