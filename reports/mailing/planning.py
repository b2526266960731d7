"""What is due becomes an occasion with a mail for each recipient, in the transaction that moves the due time on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import sweeps
from core.wake import wake
from reports.mailing import rhythm
from reports.models.scheduled import Occasion, ReportMail, ScheduledReport

SWEEP = "reports by mail: occasions"


def plan_due(limit: int = 100) -> int:
    """How many occasions came. What an outage missed is left out but for the latest."""
    rows = ScheduledReport.objects.filter(next_at__lte=timezone.now()).order_by("next_at", "pk")
    return sweeps.each(SWEEP, sweeps.due(SWEEP, rows, limit), _plan)


def _plan(pk: int) -> bool:
    now = timezone.now()
    with transaction.atomic():
        due = ScheduledReport.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        report = due.filter(pk=pk, next_at__lte=now).first()
        if report is None or report.next_at is None:
            return False
        at = max(rhythm.latest(report, now), report.next_at)
        _occur(report, at, [(user, user.email) for user in report.recipients.all()], report.addresses)
        report.next_at = rhythm.next_after(report, now)
        report.save(update_fields=["next_at"])
    return True


def send_now(by: User, report: ScheduledReport) -> None:
    """One to the person who asks, and to nobody else; asked twice before it went, it is one."""
    with transaction.atomic():
        ScheduledReport.objects.select_for_update(of=("self",), no_key=True).get(pk=report.pk)
        waiting = ReportMail.objects.filter(
            occasion__report=report, occasion__asked_by=by, user=by,
            state__in=[ReportMail.State.DUE, ReportMail.State.SENDING],
        )  # fmt: skip
        if not waiting.exists():
            _occur(report, timezone.now(), [(by, by.email)], [], asked_by=by)
            transaction.on_commit(lambda: wake("reports.tasks.send_reports"))


def _occur(
    report: ScheduledReport,
    at: datetime,
    people: list[tuple[User, str]],
    addresses: list[str],
    asked_by: User | None = None,
) -> None:
    period = rhythm.period_of(report, at)
    occasion, created = Occasion.objects.get_or_create(
        report=report, at=at, defaults={"first": period.first, "last": period.last, "asked_by": asked_by}
    )
    if not created:
        return
    rows: dict[str, ReportMail] = {}
    for user, address in [*people, *((None, address) for address in addresses)]:
        rows.setdefault(address.lower(), ReportMail(occasion=occasion, user=user, address=address))
    ReportMail.objects.bulk_create(rows.values())
