"""What managers note on a day of the reports. Every change is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts import audit
from accounts.models import User
from reports.models import Annotation
from reports.period import Period
from reports.scope import Scope

WHAT = "annotation"


@dataclass(frozen=True, slots=True)
class Noted:
    """An annotation as the charts of a period show it: its number there, and in which bucket its day lies."""

    number: int
    bucket: int
    annotation: Annotation


def of(scope: Scope, period: Period) -> list[Noted]:
    """Those of the period, in order of days; what is for another channel or team than the report's stays out. One query."""
    condition = Q(day__gte=period.first, day__lte=period.last)
    if scope.channel:
        condition &= Q(channel__in=["", scope.channel])
    if scope.team:
        condition &= Q(team=None) | Q(team=scope.team)
    rows = Annotation.objects.filter(condition).select_related("team", "author")
    return [
        Noted(number, (row.day - period.first).days // period.step, row) for number, row in enumerate(rows, start=1)
    ]


def by_bucket(noted: Sequence[Noted]) -> dict[int, list[Noted]]:
    """Several of one day or week share a mark."""
    found: dict[int, list[Noted]] = {}
    for one in noted:
        found.setdefault(one.bucket, []).append(one)
    return found


def save(by: User, annotation: Annotation) -> None:
    """Keep a new or a changed one."""
    with transaction.atomic():
        kept = Annotation.objects.select_for_update(of=["self"]).filter(pk=annotation.pk).first()
        if kept is None:
            annotation.author = by
        annotation.save()
        audit.record(by, WHAT, annotation.pk, annotation.text, _facts(kept) if kept else {}, _facts(annotation))


def delete(by: User, annotation: Annotation) -> None:
    with transaction.atomic():
        audit.record(by, WHAT, annotation.pk, annotation.text, _facts(annotation), {})
        annotation.delete()


def _facts(annotation: Annotation) -> dict[str, Any]:
    return {
        "day": annotation.day.isoformat(),
        "text": annotation.text,
        "channel": annotation.channel,
        "team": str(annotation.team) if annotation.team else "",
    }
