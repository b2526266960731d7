"""How often suggestions were right, and choices on how far they may go."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q
from django.db.models.functions import Floor
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import Team, User
from automation.learning import store
from automation.learning.certainty import EDGES
from automation.models import LearningTarget, LeftOutTeam, Mode, Suggestion, Target, Training

LATELY = timedelta(days=90)
# Fewer than this says little.
FEW = 30
State = Suggestion.State


@dataclass(slots=True)
class Row:
    """What was so sure: how many, how many right of those known."""

    low: int
    high: int
    n: int = 0
    right: int = 0

    @property
    def percent(self) -> int | None:
        return round(100 * self.right / self.n) if self.n else None

    @property
    def few(self) -> bool:
        return self.n < FEW


@dataclass(slots=True)
class Record:
    """One target over the last 90 days."""

    rows: list[Row]
    total: Row
    made: int = 0
    open: int = 0
    states: dict[str, int] = field(default_factory=dict)

    @property
    def by_hand(self) -> int:
        return self.states.get(State.APPLIED, 0)

    @property
    def dismissed(self) -> int:
        return self.states.get(State.DISMISSED, 0)

    @property
    def alone(self) -> int:
        return sum(self.states.get(state, 0) for state in (State.ALONE, State.KEPT, State.UNDONE))

    @property
    def undone(self) -> int:
        return self.states.get(State.UNDONE, 0)


def empty_rows() -> list[Row]:
    """From 50 % up: what is less sure isn't shown to anybody."""
    return [Row(round(EDGES[i] * 100), min(100, round(EDGES[i + 1] * 100))) for i in range(1, len(EDGES) - 1)]


def lately() -> dict[str, Record]:
    """By target. Right and wrong are known once a ticket is resolved, or a person has said so."""
    found = {target: Record(empty_rows(), Row(0, 100)) for target in Target.values}
    made = Suggestion.objects.filter(created_at__gt=timezone.now() - LATELY)
    for target, state, n in made.order_by().values_list("target", "state").annotate(n=Count("pk")):
        record = found[target]
        record.made += n
        record.states[state] = n
    # Grouped by the database, however many there were.
    known = (
        made.exclude(right=None).order_by().annotate(tenth=Floor(F("certainty") * 10)).values_list("target", "tenth")
    )
    for target, tenth, n, right in known.annotate(n=Count("pk"), good=Count("pk", filter=Q(right=True))):
        record = found[target]
        place = min(len(record.rows) - 1, max(0, int(tenth) - 5))
        for row in (record.rows[place], record.total):
            row.n += n
            row.right += right
    for record in found.values():
        record.open = record.made - record.total.n
    return found


def held_back(report: dict[str, Any]) -> tuple[list[Row], Row] | None:
    """How it did on the tickets that it hadn't learnt from, where it would have changed something; None when not tested."""
    if "changing" not in report:
        return None
    rows, total = empty_rows(), Row(0, 100)
    for place, told in enumerate(report["changing"]):
        if place:
            rows[place - 1].n, rows[place - 1].right = told["n"], told["right"]
            total.n += told["n"]
            total.right += told["right"]
    return rows, total


def newest() -> Training | None:
    """The last round that was finished, with its report but without what was learnt."""
    return Training.objects.defer("data").filter(state=Training.State.DONE).first()


def under_way() -> Training | None:
    """A round that waits or is being worked on."""
    states = [Training.State.WAITING, Training.State.RUNNING]
    return Training.objects.defer("data").select_related("asked_by").filter(state__in=states).first()


def settings_now() -> dict[str, LearningTarget]:
    known = {row.target: row for row in LearningTarget.objects.all()}
    return {target: known.get(target) or LearningTarget(target=target) for target in Target.values}


def change_settings(by: User, wanted: Collection[LearningTarget], left_out: Collection[Team]) -> bool:
    """Keep how far suggestions may go, and which teams are left alone; what is switched on is learnt. Recorded. Returns
    whether a round of learning was asked for.
    """
    with transaction.atomic():
        before = _facts(settings_now().values(), Team.objects.filter(pk__in=LeftOutTeam.objects.values("team")))
        was_on = set(store.switched_on())
        were_out = set(LeftOutTeam.objects.values_list("team_id", flat=True))
        for row in wanted:
            LearningTarget.objects.update_or_create(
                target=row.target, defaults={"mode": row.mode, "apply_from": row.apply_from}
            )
        now_out = {team.pk for team in left_out}
        LeftOutTeam.objects.exclude(team__in=now_out).delete()
        LeftOutTeam.objects.bulk_create([LeftOutTeam(team_id=pk) for pk in now_out - were_out])
        audit.record(by, "suggestions", "", _("Team, tags and priority"), before, _facts(wanted, left_out))
        # Words of a team that is left out now must go from what was learnt.
        learn = bool(set(store.switched_on()) - was_on) or (bool(store.switched_on()) and now_out != were_out)
        if learn:
            store.ask(by)
    return learn


def _facts(rows: Collection[LearningTarget], left_out: Any) -> dict[str, Any]:
    """As it is recorded."""
    found: dict[str, Any] = {
        row.target: f"{row.mode} {row.apply_from} %" if row.mode == Mode.APPLY else row.mode for row in rows
    }
    return found | {"teams left out": sorted(team.name for team in left_out)}
