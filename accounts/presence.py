"""How long people were there: stretches in Postgres, made longer by the same beats that say who is there now.

A stretch ends with its last beat. Nobody has to close it, so that a killed process or a closed laptop leaves it right to
within one beat. Callers hold the lock on the person's Availability row, so that each has one writer at a time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import OnlineStretch

# A report's longest period is a year; what is older nobody needs to know of a colleague.
KEPT = timedelta(days=400)


def go_on(user_id: int, at: datetime, longest_gap: timedelta) -> None:
    """They are there at this moment. After a silence as long as `longest_gap` a new stretch begins."""
    last = OnlineStretch.objects.filter(user=user_id).order_by("-until", "-pk").first()
    if last is None or at - last.until >= longest_gap:
        begin(user_id, at)
    elif at > last.until:
        OnlineStretch.objects.filter(pk=last.pk).update(until=at)


def begin(user_id: int, at: datetime) -> None:
    """They come back at this moment, however short the while was."""
    OnlineStretch.objects.create(user_id=user_id, since=at, until=at)


def forget_old() -> int:
    """What is older than KEPT goes."""
    return OnlineStretch.objects.filter(until__lt=timezone.now() - KEPT).delete()[0]
