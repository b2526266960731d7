"""Notifications are written here, in the transaction of what they tell about, and shown live after commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from accounts.access import who_sees_everything
from accounts.models import User
from core.live import publish
from core.wake import wake
from tickets.access import who_may_see
from tickets.models import Notification, NotificationChoice, Ticket, Way
from tickets.notices import kinds
from tickets.notices.reading import href, say


def notify(
    users: Iterable[User | int],
    kind: str,
    text: str,
    params: Mapping[str, Any] | None = None,
    *,
    ticket: Ticket | None = None,
    url: str = "",
    dedupe: str = "",
    by: User | None = None,
    fold: bool = False,
) -> list[Notification]:
    """Tell these people, each in their language; returns what was written.

    `kind` is one of tickets.notices.kinds. `text` is a msgid (mark it with `gettext_noop`) with `%(name)s` for the values of
    `params` (JSON; never markup); `%(number)s` and `%(title)s` of the ticket are filled in when it is read. Give the `ticket` it is
    about, a `url` of ours to open, or both. `dedupe` names the event: the same one tells a person once, ever. `by` is whose doing it
    is: nobody hears of their own. `fold` keeps one unread row for each person, ticket and kind, the newest words in it.

    Somebody who has left, switched the kind off, or may not see the ticket is not told; of what has no ticket only managers and
    admins are. Call it in the transaction of what happened.
    """
    wanted = {user if isinstance(user, int) else user.pk for user in users} - {by.pk if by is not None else 0}
    if not wanted:
        return []
    people = who_sees_everything().filter(pk__in=wanted) if ticket is None else who_may_see(ticket, wanted)
    ways = _ways(wanted, kind)
    with transaction.atomic():
        told = [user for user in people if ways.get(user.pk) != Way.OFF]
        known = {"ticket": ticket, "kind": kind, "text": text, "params": dict(params or {}), "url": url}
        if dedupe:
            heard = Notification.objects.filter(user__in=told, dedupe=dedupe).values_list("user_id", flat=True)
            told = [user for user in told if user.pk not in set(heard)]
        rows = _folded(told, known) if fold and ticket is not None else []
        folded = {row.user_id for row in rows}
        now = timezone.now()
        mailed = {user.pk for user in told if settings.SMTP_HOST and ways.get(user.pk) == Way.MAIL}
        fresh = [
            Notification(user=user, dedupe=dedupe, at=now, mail_due_at=now if user.pk in mailed else None, **known)
            for user in told
            if user.pk not in folded
        ]
        # Another process may have told of the same just now.
        Notification.objects.bulk_create(fresh, ignore_conflicts=bool(dedupe))
        by_pk = {user.pk: user for user in told}
        for row in [*rows, *fresh]:
            transaction.on_commit(lambda row=row: _show(row, by_pk[row.user_id]), robust=True)  # type: ignore[misc]
        if any(row.mail_due_at for row in fresh):
            transaction.on_commit(lambda: wake("tickets.tasks.mail_notices"), robust=True)
    return [*rows, *fresh]


def _ways(wanted: Iterable[int], kind: str) -> dict[int, str]:
    chosen = NotificationChoice.objects.filter(user__in=wanted, kind=kind).values_list("user_id", "way")
    return dict.fromkeys(wanted, kinds.get(kind).way) | dict(chosen)


def _folded(users: Iterable[User], known: Mapping[str, Any]) -> list[Notification]:
    """What is unread of the same kind on the same ticket says the newest words instead."""
    unread = Notification.objects.filter(user__in=users, ticket=known["ticket"], kind=known["kind"], read_at=None)
    rows = list({row.user_id: row for row in unread.select_for_update(no_key=True).order_by("pk")}.values())
    for row in rows:
        row.text, row.params, row.at = known["text"], known["params"], timezone.now()
        row.times += 1
        row.save(update_fields=["text", "params", "at", "times"])
    return rows


def _show(row: Notification, user: User) -> None:
    """Wake the person's pages: the bell counts anew, and a desktop note says it."""
    with translation.override(user.language):
        hint = {"type": "notice", "kind": row.kind, "text": say(row), "url": href(row), "ticket": row.ticket_id}
    publish(f"user:{user.pk}", hint)
