"""Where green ends and red begins: read, and changed by managers; every change is on record."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts import audit
from accounts.models import User
from reports.comparing import title
from reports.journey.map import USUAL, Limits
from reports.models import Threshold

AUDITED = "journey_threshold"


def limits() -> dict[str, Limits]:
    """Of every figure of the journey."""
    own = {row.figure: Limits(row.green, row.red) for row in Threshold.objects.all()}
    return {name: own.get(name, usual) for name, usual in USUAL.items()}


def save(by: User, wanted: Mapping[str, Limits]) -> None:
    """Keep what differs from now. KeyError for a figure that is none of the journey's."""
    with transaction.atomic():
        before = limits()
        for name, one in wanted.items():
            if one == before[name]:
                continue
            values = {"green": one.green, "red": one.red}
            Threshold.objects.update_or_create(figure=name, defaults=values | {"changed_by": by})
            audit.record(by, AUDITED, name, title(name), {"green": before[name].green, "red": before[name].red}, values)
