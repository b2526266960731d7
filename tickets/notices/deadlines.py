"""Whoever has a ticket is told that one of its clocks runs out soon, and that it has."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from core import sweeps
from tickets import sla
from tickets.models import Notification, Ticket
from tickets.models.ticket import UNRESOLVED
from tickets.notices import kinds
from tickets.notices.writing import notify

# "Soon" is the last quarter of a promise, of a long one the last half hour.
LEAD = timedelta(minutes=30)
QUARTER = 4
# What was missed longer ago is no news (but a stop of our own processes is made up for).
PAST = timedelta(days=1)
BATCH = 500
SOON = {
    sla.FIRST: _("The first answer to %(number)s %(title)s is due soon"),
    sla.NEXT: _("The next answer to %(number)s %(title)s is due soon"),
    sla.RESOLUTION: _("The resolution of %(number)s %(title)s is due soon"),
}
MISSED = {
    sla.FIRST: _("The first answer to %(number)s %(title)s is late"),
    sla.NEXT: _("The next answer to %(number)s %(title)s is late"),
    sla.RESOLUTION: _("The resolution of %(number)s %(title)s is late"),
}


def sweep() -> int:
    """Tell what wasn't told; returns how many people were. Once for each promise, whoever sweeps at the same time."""
    now, told, start = timezone.now(), 0, (timezone.now() - PAST, 0)
    running = Ticket.objects.filter(status__in=UNRESOLVED, is_spam=False, assignee__is_active=True)
    while True:
        later = Q(sla_due_at__gt=start[0]) | Q(sla_due_at=start[0], number__gt=start[1])
        rows = list(running.filter(later, sla_due_at__lte=now + LEAD).order_by("sla_due_at", "number")[:BATCH])
        keys = {key for ticket in rows for key in news(ticket, now)}
        heard = set(Notification.objects.filter(dedupe__in=keys).values_list("dedupe", "user_id"))
        untold = [row for row in rows if any((key, row.assignee_id) not in heard for key in news(row, now))]
        told += sweeps.each("notices: deadlines", [row.pk for row in untold], partial(_tell, now=now))
        if len(rows) < BATCH:
            return told
        last = rows[-1]
        assert last.sla_due_at is not None
        start = (last.sla_due_at, last.pk)


def news(ticket: Ticket, now: datetime) -> dict[str, tuple[str, str]]:
    """What there is to tell about a ticket's clocks: key of the event → (kind, text)."""
    found = {}
    for clock in sla.clocks(ticket):
        if clock.due_at is None or clock.stopped_at is not None:
            continue
        if clock.due_at <= now:
            kind, text = kinds.MISSED, MISSED[clock.name]
        elif clock.due_at - now <= _lead(ticket, clock):
            kind, text = kinds.DUE_SOON, SOON[clock.name]
        else:
            continue
        found[f"{kind}:{ticket.pk}:{clock.name}:{clock.due_at.isoformat()}"] = (kind, text)
    return found


def _lead(ticket: Ticket, clock: sla.Clock) -> timedelta:
    since = sla.rounds(ticket).get(clock.name)
    return min(LEAD, (clock.due_at - since) / QUARTER) if since is not None and clock.due_at is not None else LEAD


def _tell(number: int, now: datetime) -> int:
    """With the ticket locked, so that an answer isn't overtaken by word that it is missing."""
    with transaction.atomic():
        row = Ticket.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=number)
        ticket = row.first()
        if ticket is None or ticket.assignee_id is None or not ticket.is_unresolved:
            return 0
        found = news(ticket, now).items()
        return sum(
            len(notify([ticket.assignee_id], kind, text, ticket=ticket, dedupe=key)) for key, (kind, text) in found
        )
