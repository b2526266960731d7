"""Due mails leave: claimed under a lease and committed, sent outside any transaction, then recorded. What is not known to
have left or not is uncertain and stays so: nobody gets a report twice."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from core.text import clean_line
from reports.mailing import content
from reports.models.scheduled import ReportMail, ScheduledReport

log = logging.getLogger(__name__)

State, Why = ReportMail.State, ReportMail.Why
# Longer than building and sending may take.
LEASE = timedelta(minutes=10)
MAX_ATTEMPTS = 8


def send_due(limit: int = 200) -> int:
    """How many mails went."""
    _settle()
    sent = 0
    for _mail in range(limit):
        row = _claim()
        if row is None:
            break
        sent += _work_on(row)
    return sent


def _settle() -> None:
    """A lease that ran out: whoever held it died, perhaps after the mail had left."""
    ReportMail.objects.filter(state=State.SENDING, due_at__lte=timezone.now()).update(state=State.UNCERTAIN)


def _claim() -> ReportMail | None:
    with transaction.atomic():
        due = ReportMail.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        due = due.select_related("occasion__report__kept_by", "user")
        row = due.filter(state=State.DUE, due_at__lte=timezone.now()).order_by("due_at", "pk").first()
        if row is None:
            return None
        row.why = why_not(row) or ""
        row.state = State.LEFT_OUT if row.why else State.SENDING
        row.attempts += 1
        row.due_at = timezone.now() + LEASE
        row.save(update_fields=["why", "state", "attempts", "due_at"])
    return row


def why_not(row: ReportMail) -> ReportMail.Why | None:
    """Why this mail is not sent; None when it is. By how things are now, not when the report was set up."""
    report, user = row.occasion.report, row.user
    if not settings.SMTP_HOST:
        return Why.NO_SERVER
    if report.is_paused and row.occasion.asked_by_id is None:
        return Why.PAUSED
    if user is None:
        if row.address not in report.addresses:
            return Why.NO_RECIPIENT
        return None if _may(report.kept_by) else Why.NOBODY_ANSWERS
    if not user.is_active:
        return Why.DEACTIVATED
    if not _may(user):
        return Why.MAY_NOT
    asked = row.occasion.asked_by_id == user.pk
    return None if asked or report.recipients.filter(pk=user.pk).exists() else Why.NO_RECIPIENT


def _may(user: User | None) -> bool:
    return user is not None and user.is_active and user.sees_everything


def _work_on(row: ReportMail) -> bool:
    if row.state == State.LEFT_OUT:
        return False
    try:
        with translation.override(language_of(row)):
            mail = content.build(row)
    except Exception:
        # One broken report must not keep the others waiting. Nothing has left, so it may be tried again.
        log.exception("Report mail %s could not be made", row.pk)
        _again(row, "")
        return False
    _send(row, mail)
    return row.state == State.SENT


def language_of(row: ReportMail) -> str:
    report: ScheduledReport = row.occasion.report
    return report.language or (row.user.language if row.user is not None else settings.LANGUAGE_CODE)


def _send(row: ReportMail, mail: EmailMultiAlternatives) -> None:
    connection = get_connection()
    try:
        connection.open()
    except (smtplib.SMTPException, OSError) as error:
        # No mail was offered yet.
        _again(row, str(error))
        return
    try:
        connection.send_messages([mail])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        _refused(row, code, said)
    except smtplib.SMTPResponseException as error:
        _refused(row, error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError) as error:
        # The line broke: the server may have taken it.
        _record(row, State.UNCERTAIN, str(error))
    else:
        row.sent_at = timezone.now()
        _record(row, State.SENT, "")
    finally:
        connection.close()


def _refused(row: ReportMail, code: int, said: bytes | str) -> None:
    """The server said no: for good (5xx), or for the moment."""
    words = f"{code} {said.decode('utf-8', 'replace') if isinstance(said, bytes) else said}"
    if code >= 500:
        _record(row, State.FAILED, words)
    else:
        _again(row, words)


def _again(row: ReportMail, detail: str) -> None:
    """Later, each time later; at last not any more."""
    row.due_at = timezone.now() + timedelta(minutes=2 ** min(row.attempts, 6))
    _record(row, State.DUE if row.attempts < MAX_ATTEMPTS else State.FAILED, detail)


def _record(row: ReportMail, state: str, detail: str) -> None:
    row.state, row.detail = state, clean_line(detail, 300)
    row.save(update_fields=["state", "detail", "due_at", "sent_at"])
