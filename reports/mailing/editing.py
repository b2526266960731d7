"""Who is sent which report: kept, with who changed it, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from reports.mailing import rhythm
from reports.models.scheduled import ScheduledReport

WHAT = "scheduled_report"


class ChangedMeanwhile(Exception):
    """It is not as it was when the form was opened. `left` are the addresses that stopped it since."""

    def __init__(self, left: Sequence[str]) -> None:
        super().__init__("The report was changed meanwhile.")
        self.left = left


def seen(report: ScheduledReport) -> dict[str, Any]:
    """What somebody who opens the form sees, for `save`: plain values."""
    return {name: value for name, value in _facts(report).items() if name != "paused"}


def save(
    by: User, report: ScheduledReport, recipients: Sequence[User], *, opened: dict[str, Any] | None = None
) -> ScheduledReport:
    """Its next occasion is the first after now, unless it is paused. `opened` is what the form was filled in from (`seen`).

    An address that stopped the report since is left out of `report.addresses`. Raises ScheduledReport.DoesNotExist for one
    that was deleted meanwhile, ChangedMeanwhile where something else changed, or nobody would be left to get it.
    """
    with transaction.atomic():
        known = _locked(report.pk)
        if report.pk and known is None:
            raise ScheduledReport.DoesNotExist
        before = _facts(known)
        if known is not None and opened is not None:
            left = _left(known, opened)
            report.addresses = [one for one in report.addresses if one.lower() not in left]
            now = {**seen(known), "addresses": sorted({*known.addresses, *left.values()})}
            if now != {**opened, "addresses": sorted(opened.get("addresses", []))}:
                raise ChangedMeanwhile(list(left.values()))
            if left and not report.addresses and not recipients:
                raise ChangedMeanwhile(list(left.values()))
        report.kept_by = by
        paused = known is not None and known.is_paused
        report.next_at = None if paused else rhythm.next_after(report, timezone.now())
        report.save()
        report.recipients.set(recipients)
        audit.record(by, WHAT, report.pk, report.name, before, _facts(report))
    return report


def set_paused(by: User, pk: int, paused: bool) -> None:
    """What was missed meanwhile is not sent afterwards. Raises ScheduledReport.DoesNotExist."""
    with transaction.atomic():
        report = ScheduledReport.objects.select_for_update(of=("self",)).get(pk=pk)
        before = _facts(report)
        if report.is_paused != paused:
            report.next_at = None if paused else rhythm.next_after(report, timezone.now())
            report.save(update_fields=["next_at"])
        audit.record(by, WHAT, report.pk, report.name, before, _facts(report))


def delete(by: User, pk: int) -> None:
    """With its history. Raises ScheduledReport.DoesNotExist."""
    with transaction.atomic():
        report = ScheduledReport.objects.select_for_update(of=("self",)).get(pk=pk)
        audit.record(by, WHAT, report.pk, report.name, _facts(report), {})
        report.delete()


def stop(pk: int, address: str) -> None:
    """The address gets it no more; done already, nothing happens."""
    with transaction.atomic():
        report = _locked(pk)
        if report is not None and address in report.addresses:
            before = _facts(report)
            report.addresses = [one for one in report.addresses if one != address]
            report.save(update_fields=["addresses"])
            audit.record(None, WHAT, report.pk, report.name, before, _facts(report))


def _left(known: ScheduledReport, opened: dict[str, Any]) -> dict[str, str]:
    """The addresses that were there and are no more, by their small letters."""
    still = {one.lower() for one in known.addresses}
    return {one.lower(): one for one in opened.get("addresses", []) if one.lower() not in still}


def _locked(pk: int | None) -> ScheduledReport | None:
    found = ScheduledReport.objects.select_for_update(of=("self",))
    return found.filter(pk=pk).first() if pk else None


def _facts(report: ScheduledReport | None) -> dict[str, Any]:
    if report is None:
        return {}
    names = ("name", "group", "split", "scope", "rhythm", "weekday", "month_day", "hour", "language", "with_csv")
    return {name: getattr(report, name) for name in names} | {
        "addresses": list(report.addresses),
        "recipients": sorted(report.recipients.values_list("name", flat=True)),
        "paused": report.is_paused,
    }
