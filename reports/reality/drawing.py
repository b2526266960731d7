"""Which interactions a quarter's Reality check looks at.

Those who can be drawn are tickets first resolved in the quarter, not spam, in which a person of ours wrote. Each gets a
number out of the quarter's seed and its own number (SHA-256); sorted by it they stand in a random order that anybody can
work out again, whatever came before or after. Places go first to channels that have none yet, each by the first of its
tickets in that order; then to whoever comes next, whatever the channel. So every channel is looked at as long as there
are places, within a channel each ticket has the same chance, and beyond the first of each channel a channel's share is
that of its tickets. "More" goes on where it stopped; what turns out to be spam or is erased gives its place to the next.
"""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts import audit
from accounts.models import User
from core import sweeps
from reports.models.reality import DrawnTicket, QuarterSample
from reports.reality.quarter import Quarter
from tickets.models import Ticket

SIZE = 10
MORE = 5
MOST = 50
Drawn = tuple[int, str]


class NothingToDraw(Exception):
    """No ticket that could be drawn is left in the quarter."""


def quarter_of(sample: QuarterSample) -> Quarter:
    return Quarter(sample.year, sample.number)


def population(quarter: Quarter) -> QuerySet[Ticket]:
    """Everything that can be drawn."""
    period = quarter.period
    resolved = Ticket.objects.filter(first_resolved_at__gte=period.start, first_resolved_at__lt=period.end)
    return resolved.filter(Q(first_response_at__isnull=False) | Q(started_by_agent=True), is_spam=False)


class _Sha256(Func):
    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


def following(sample: QuarterSample, count: int) -> list[Drawn]:
    """The next (ticket, channel) of the sequence, at most `count`."""
    drawn = sample.drawn.all()
    looked_at = drawn.filter(DrawnTicket.living()).values("channel")
    lot = _Sha256(Concat(Value(f"{sample.seed}:"), Cast(F("number"), CharField())))
    waiting = population(quarter_of(sample)).exclude(number__in=drawn.values("number")).annotate(lot=lot).order_by()
    firsts = waiting.exclude(channel__in=looked_at).order_by("channel", "lot").distinct("channel")
    found = sorted(firsts.values_list("lot", "number", "channel"))[:count]
    if rest := count - len(found):
        others = waiting.exclude(number__in=[number for _lot, number, _channel in found])
        found += others.order_by("lot").values_list("lot", "number", "channel")[:rest]
    return [(number, channel) for _lot, number, channel in found]


def draw(by: User | None, quarter: Quarter) -> QuarterSample:
    """The quarter's ten; the ones there already when somebody drew before. Raises NothingToDraw."""
    with transaction.atomic():
        QuarterSample.objects.get_or_create(
            year=quarter.year, number=quarter.number, defaults={"seed": secrets.token_hex(8), "drawn_by": by}
        )
        sample = locked(quarter)
        if not sample.drawn.exists():
            _add(sample, SIZE)
            _note(by, sample, {})
    return sample


def draw_more(by: User, quarter: Quarter, seen: int) -> int:
    """So many more joined. `seen` is how many the person saw: a second click, or somebody else's, changes nothing."""
    with transaction.atomic():
        sample = locked(quarter)
        _replace(sample)
        before = sample.drawn.filter(DrawnTicket.living()).count()
        if sample.closed_at or before != seen or before >= MOST:
            return 0
        added = _add(sample, min(MORE, MOST - before))
        _note(by, sample, {"interactions": before})
        return added


def replace_gone(limit: int = 50) -> int:
    """Every open draw loses what became spam or was erased, and gets the next ones instead. Returns how many left."""
    gone = DrawnTicket.objects.filter(sample__closed_at=None, left_at=None).exclude(DrawnTicket.living())
    return sweeps.each("reality", list(gone.values_list("sample", flat=True).distinct()[:limit]), _replace_in)


def _replace_in(pk: int) -> int:
    with transaction.atomic():
        sample = QuarterSample.objects.select_for_update(skip_locked=True).filter(pk=pk, closed_at=None).first()
        return _replace(sample) if sample else 0


def locked(quarter: Quarter) -> QuarterSample:
    """The quarter's draw, nobody else's for the moment. Raises QuarterSample.DoesNotExist."""
    return QuarterSample.objects.select_for_update(of=("self",)).get(year=quarter.year, number=quarter.number)


def _replace(sample: QuarterSample) -> int:
    gone = list(sample.drawn.filter(left_at=None).exclude(DrawnTicket.living()))
    for row in gone:
        row.left_at = timezone.now()
        row.left_why = DrawnTicket.Left.SPAM if row.ticket_id else DrawnTicket.Left.ERASED
    DrawnTicket.objects.bulk_update(gone, ["left_at", "left_why"])
    if gone:
        _join(sample, following(sample, len(gone)))
    return len(gone)


def _add(sample: QuarterSample, count: int) -> int:
    found = following(sample, count)
    if not found:
        raise NothingToDraw
    _join(sample, found)
    return len(found)


def _join(sample: QuarterSample, found: list[Drawn]) -> None:
    last = sample.drawn.order_by("-place").values_list("place", flat=True).first() or 0
    DrawnTicket.objects.bulk_create(
        DrawnTicket(sample=sample, place=last + index, ticket_id=number, number=number, channel=channel)
        for index, (number, channel) in enumerate(found, start=1)
    )


def _note(by: User | None, sample: QuarterSample, before: dict[str, int]) -> None:
    after = {"interactions": sample.drawn.filter(DrawnTicket.living()).count()}
    audit.record(by, "reality", sample.pk, str(sample), before, after)
