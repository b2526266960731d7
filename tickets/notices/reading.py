"""A person's notifications: the words of each, what is unread, and reading them. What they may no longer see is left out."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import User
from core.live import publish
from tickets.access import visible_tickets
from tickets.models import Notification, Ticket

KEPT = timedelta(days=60)


def say(row: Notification) -> str:
    """The sentence in the active language."""
    ticket = row.ticket
    about = {"number": f"#{ticket.number}", "title": ticket.title} if ticket is not None else {}
    said = gettext(row.text)
    try:
        return said % (about | row.params)
    except (KeyError, TypeError, ValueError):  # written by an older version with other values: better plain than broken
        return said


def href(row: Notification) -> str:
    """Where it leads: to its own page where it has one, else to its ticket."""
    return row.url or reverse("ticket", args=[row.ticket_id])


def notices_of(user: User) -> QuerySet[Notification]:
    """Newest first; those on tickets that the person may see now. What is about no ticket (an incident, an answer on an open
    page) is told to managers, and stays readable for those who still are."""
    mine = Notification.objects.filter(user=user).order_by("-at", "-pk")
    if not user.sees_everything:
        mine = mine.filter(ticket__in=visible_tickets(user))
    return mine.select_related("ticket__customer")


def unread_count(user: User) -> int:
    return notices_of(user).filter(read_at=None).order_by().count()


def mark_read(user: User, *, ticket: Ticket | None = None, pk: int | None = None) -> int:
    """All of the person's, those on a ticket, or one."""
    unread = Notification.objects.filter(user=user, read_at=None)
    if ticket is not None:
        unread = unread.filter(ticket=ticket)
    if pk is not None:
        unread = unread.filter(pk=pk)
    # What was read needs no mail any more.
    done = unread.update(read_at=timezone.now(), mail_due_at=None)
    if done:
        publish(f"user:{user.pk}", {"type": "notices_read"})
    return done


def forget_old() -> int:
    """Read or not: what is older than `KEPT` goes."""
    return Notification.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
