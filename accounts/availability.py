"""Who is there for work: a page of theirs is open, and they haven't switched themselves to away.

A page tells that it is open by its socket (tickets/consumers.py); the row is written at most every `SEEN_EVERY`. A closed
laptop says nothing, so that somebody is gone when nothing came for `ONLINE_FOR`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import presence
from accounts.models import Availability, User
from accounts.signals import availability_changed

SEEN_EVERY = timedelta(seconds=25)
ONLINE_FOR = timedelta(seconds=75)


def online(at: datetime | None = None, prefix: str = "") -> Q:
    """People who are there, as a condition on Availability (or on what `prefix` leads to it from)."""
    now = at or timezone.now()
    return Q(**{f"{prefix}last_seen_at__gt": now - ONLINE_FOR, f"{prefix}away_since": None})


def state_of(user: User) -> str:
    """online, away or offline."""
    row = Availability.objects.filter(user=user).first()
    return state(row)


def is_away(user: User) -> bool:
    """Have they switched themselves to away?"""
    return Availability.objects.filter(user=user, away_since__isnull=False).exists()


def state(row: Availability | None, at: datetime | None = None) -> str:
    """The same of a row that was read already."""
    if row is None or row.last_seen_at is None or row.last_seen_at <= (at or timezone.now()) - ONLINE_FOR:
        return "away" if row is not None and row.away_since else "offline"
    return "away" if row.away_since else "online"


def seen(user_id: int) -> None:
    """A page of theirs is open now. Who comes back after a while is told to whoever has work for them."""
    now = timezone.now()
    fresh = Availability.objects.filter(user=user_id, last_seen_at__gt=now - SEEN_EVERY)
    if fresh.exists():
        return
    with transaction.atomic():
        row, _created = Availability.objects.select_for_update(no_key=True).get_or_create(user_id=user_id)
        was_gone = row.last_seen_at is None or row.last_seen_at <= now - ONLINE_FOR
        row.last_seen_at = now
        row.save(update_fields=["last_seen_at"])
        if row.away_since is None:
            presence.go_on(user_id, now, ONLINE_FOR)
        if was_gone:
            _tell(user_id)


def set_away(user: User, away: bool) -> None:
    """Their own switch. Being away goes on until they switch back, also over night."""
    with transaction.atomic():
        row, _created = Availability.objects.select_for_update(no_key=True).get_or_create(user=user)
        if away == (row.away_since is not None):
            return
        now = timezone.now()
        row.away_since = now if away else None
        row.save(update_fields=["away_since"])
        # The switch ends a stretch, or begins one, at this very moment.
        if not away:
            presence.begin(user.pk, now)
        elif row.last_seen_at is not None and row.last_seen_at > now - ONLINE_FOR:
            presence.go_on(user.pk, now, ONLINE_FOR)
        _tell(user.pk)


def _tell(user_id: int) -> None:
    transaction.on_commit(lambda: availability_changed.send_robust(sender=User, user_id=user_id), robust=True)
