"""Scorecards are sent once; a quarter is closed when all of it is scored; names come last, if at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts import audit
from accounts.access import who_sees_everything
from accounts.models import User
from reports.models.reality import Criterion, DrawnTicket, QuarterSample, RealitySettings, Score, Scorecard
from reports.reality import drawing
from reports.reality.quarter import Quarter
from tickets.models import Message


class NotNow(Exception):
    """The quarter is closed, not wholly scored yet, or names stay hidden; the page says which."""


class OwnWords(Exception):
    """The reviewer wrote in this interaction."""


@dataclass(frozen=True, slots=True)
class Given:
    """One criterion's score, None where it does not apply, and a word on it."""

    value: int | None
    comment: str = ""


def wrote_in(by: User, ticket: str = "ticket") -> Exists:
    """The condition on drawn interactions (`ticket` is the way to theirs) for those in which this person wrote, an answer or a
    note: nobody scores their own."""
    return Exists(Message.objects.filter(ticket=OuterRef(ticket), author=by))


def score(by: User, quarter: Quarter, place: int, given: Mapping[str, Given], comment: str = "") -> Scorecard:
    """Keep the reviewer's card. The same sent twice is the first one. Raises NotNow, OwnWords,
    DrawnTicket.DoesNotExist."""
    if set(given) != set(Criterion.values):
        raise ValueError("A scorecard has every criterion.")
    with transaction.atomic():
        sample = drawing.locked(quarter)
        drawn = sample.drawn.filter(DrawnTicket.living()).get(place=place)
        card = drawn.cards.filter(reviewer=by).first()
        if card is not None:
            return card
        if sample.closed_at:
            raise NotNow
        if sample.drawn.filter(wrote_in(by), pk=drawn.pk).exists():
            raise OwnWords
        card = Scorecard.objects.create(drawn=drawn, reviewer=by, comment=comment)
        Score.objects.bulk_create(
            Score(card=card, criterion=name, value=one.value, comment=one.comment) for name, one in given.items()
        )
    return card


def unscored(sample: QuarterSample) -> int:
    """How many interactions nobody has scored, of those that somebody could: where all managers wrote there is nobody."""
    open_ones = sample.drawn.filter(DrawnTicket.living()).exclude(cards__isnull=False)
    wrote = Message.objects.filter(ticket=OuterRef(OuterRef("ticket")), author=OuterRef("pk"))
    return open_ones.filter(Exists(who_sees_everything().exclude(Exists(wrote)))).count()


def close(by: User, quarter: Quarter) -> QuarterSample:
    """No more scores; the results are everybody's. Raises NotNow while an interaction has no score."""
    with transaction.atomic():
        sample = drawing.locked(quarter)
        if sample.closed_at is None:
            if unscored(sample) or not sample.drawn.filter(DrawnTicket.living()).exists():
                raise NotNow
            sample.closed_at, sample.closed_by = timezone.now(), by
            sample.save(update_fields=["closed_at", "closed_by"])
            audit.record(by, "reality", sample.pk, str(sample), {"closed": False}, {"closed": True})
    return sample


def unblind(by: User, quarter: Quarter) -> QuarterSample:
    """Show who answered. Raises NotNow before the quarter is closed, and where the settings keep names hidden."""
    with transaction.atomic():
        sample = drawing.locked(quarter)
        if sample.closed_at is None or not RealitySettings.current().may_unblind:
            raise NotNow
        if sample.unblinded_at is None:
            sample.unblinded_at, sample.unblinded_by = timezone.now(), by
            sample.save(update_fields=["unblinded_at", "unblinded_by"])
            audit.record(by, "reality", sample.pk, str(sample), {"names": "hidden"}, {"names": "shown"})
    return sample


def save_settings(by: User, wanted: RealitySettings) -> None:
    with transaction.atomic():
        before = {"may_unblind": RealitySettings.current().may_unblind}
        wanted.save()
        audit.record(by, "reality", "settings", "", before, {"may_unblind": wanted.may_unblind})
