"""Notifications by e-mail, for those who chose so: what is due for one person goes in one mail, never from a request."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accounts.mail import send_plain
from accounts.models import User
from core import sweeps
from core.text import clean_line
from tickets.models import Notification
from tickets.notices.reading import href, notices_of, say

log = logging.getLogger(__name__)

IN_ONE = 50
MAX_ATTEMPTS = 8
# Longer than sending may take. A worker killed meanwhile leaves it to the next, under the same Message-ID.
LEASE = timedelta(minutes=5)


def send_due(limit: int = 200) -> int:
    """Mail what is due; returns how many mails went."""
    sent = 0
    for _mail in range(limit):
        claimed = _claim()
        if not claimed:
            break
        # Under a lease: what breaks is claimed again when that has run out.
        sent += sweeps.each("notices: mail", [claimed[0].user_id], lambda _user, rows=claimed: _send(rows))  # type: ignore[misc]
    return sent


def _claim() -> list[Notification]:
    """What is due for the person who waits longest."""
    with transaction.atomic():
        due = Notification.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        due = due.filter(mail_due_at__lte=timezone.now()).order_by("mail_due_at", "pk")
        first = due.first()
        if first is None:
            return []
        rows = list(due.filter(user=first.user_id)[:IN_ONE])
        for row in rows:
            row.mail_attempts += 1
            row.mail_due_at = timezone.now() + LEASE
        Notification.objects.bulk_update(rows, ["mail_attempts", "mail_due_at"])
    return rows


def _send(claimed: list[Notification]) -> bool:
    user = User.objects.get(pk=claimed[0].user_id)
    numbers = [row.pk for row in claimed]
    # Read, or out of sight, since it was written: no mail.
    rows = list(notices_of(user).filter(pk__in=numbers, read_at=None)) if user.is_active else []
    try:
        if rows and settings.SMTP_HOST:
            subject, body = _words(user, rows)
            name = f"notice-{min(numbers)}-{max(numbers)}"
            send_plain(user.email, subject, body, f"<{name}@{settings.MAIL_DOMAIN}>")
    except (smtplib.SMTPException, OSError) as error:
        log.warning("Notifications of user %s could not be mailed: %s", user.pk, error)
        tries = max(row.mail_attempts for row in claimed)
        again = timezone.now() + timedelta(minutes=2 ** min(tries, 6)) if tries < MAX_ATTEMPTS else None
        Notification.objects.filter(pk__in=numbers, mail_due_at__isnull=False).update(mail_due_at=again)
        return False
    Notification.objects.filter(pk__in=numbers).update(mail_due_at=None)
    return bool(rows)


def _words(user: User, rows: list[Notification]) -> tuple[str, str]:
    with translation.override(user.language):
        lines = [{"text": clean_line(say(row), 500), "url": settings.PUBLIC_URL + href(row)} for row in rows]
        subject = lines[0]["text"]
        if len(lines) > 1:
            subject = ngettext("%(n)s notification", "%(n)s notifications", len(lines)) % {"n": len(lines)}
        context = {"lines": lines, "user": user, "brand_name": settings.BRAND_NAME, "site": settings.PUBLIC_URL}
        body = render_to_string("tickets/mail/notices.txt", context).strip() + "\n"
    return f"[{settings.BRAND_NAME}] {clean_line(subject, 160)}", body
