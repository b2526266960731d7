"""Skills, who has them, and how much work fits people: kept, with who changed it, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import AgentSkill, Skill, User
from automation.assignment import hint, queue_team
from automation.models import AssignmentRequest, Capacity, ChannelCapacity, Method, TeamAssignment


def save_skill(by: User, skill: Skill) -> Skill:
    with transaction.atomic():
        before = _skill_facts(Skill.objects.filter(pk=skill.pk).first())
        skill.save()
        audit.record(by, "skill", skill.pk, skill.name, before, _skill_facts(skill))
        hint()
    return skill


def delete_skill(by: User, skill: Skill) -> None:
    """Nobody has it any more, and no ticket needs it."""
    with transaction.atomic():
        audit.record(by, "skill", skill.pk, skill.name, _skill_facts(skill), {})
        skill.delete()
        hint()


def _skill_facts(skill: Skill | None) -> dict[str, Any]:
    return {"name": skill.name, "language": skill.language} if skill is not None else {}


def set_levels(by: User, user: User, levels: Mapping[int, int]) -> None:
    """Exactly these skills (id → level 1 to 3); 0 is none."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        before = _levels(user)
        wanted = {pk: level for pk, level in levels.items() if level}
        AgentSkill.objects.filter(user=user).exclude(skill__in=wanted).delete()
        for pk, level in wanted.items():
            AgentSkill.objects.update_or_create(user=user, skill_id=pk, defaults={"level": level})
        audit.record(by, "agent_skills", user.pk, str(user), {"skills": before}, {"skills": _levels(user)})
        hint()


def change_levels(by: User, user: User, changes: Mapping[int, int]) -> None:
    """These skills (id → level, 0 for none); the others stay as they are."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        known = dict(AgentSkill.objects.filter(user=user).values_list("skill", "level"))
        set_levels(by, user, known | dict(changes))


def _levels(user: User) -> dict[str, int]:
    rows = AgentSkill.objects.filter(user=user).order_by("skill__name")
    return dict(rows.values_list("skill__name", "level"))


def save_capacity(by: User, user: User | None, limit: int | None, channels: Mapping[str, int]) -> None:
    """How much fits this person, or (None) everybody who has nothing of their own. No `limit` and no `channels`: as
    everybody."""
    label = str(user or "*")
    with transaction.atomic():
        row = Capacity.objects.select_for_update().filter(user=user).first()
        before = _capacity_facts(row)
        if limit is None and not channels:
            Capacity.objects.filter(user=user).delete()
            row = None
        else:
            row = row or Capacity(user=user)
            row.limit, row.channels = limit, dict(channels)
            row.save()
        audit.record(by, "capacity", user.pk if user else 0, label, before, _capacity_facts(row))
        hint()


def _capacity_facts(row: Capacity | None) -> dict[str, Any]:
    return {"limit": row.limit if row else None, "channels": row.channels if row else {}}


def save_channels(by: User, rows: Mapping[str, tuple[int, int | None]]) -> None:
    """Channel → (what a ticket of it takes, how many at once or None)."""
    with transaction.atomic():
        known = {row.channel: row for row in ChannelCapacity.objects.select_for_update()}
        before = {name: [row.weight, row.at_once] for name, row in known.items()}
        for channel, (weight, at_once) in rows.items():
            ChannelCapacity.objects.update_or_create(channel=channel, defaults={"weight": weight, "at_once": at_once})
        after = before | {channel: list(values) for channel, values in rows.items()}
        audit.record(by, "capacity", "channels", "channels", before, after)
        hint()


def save_assignment(by: User, setting: TeamAssignment) -> TeamAssignment:
    """How a team gives out its tickets; those that wait already are given out too, from the moment it does."""
    with transaction.atomic():
        known = TeamAssignment.objects.select_for_update(of=("self",)).filter(team=setting.team_id).first()
        setting.pk = known.pk if known else None
        setting.changed_by, setting.changed_at = by, timezone.now()
        setting.save()
        audit.record(by, "assignment", setting.team_id, setting.team.name, _facts(known), _facts(setting))
        was_off = known is None or known.method == Method.OFF
        if setting.method == Method.OFF:
            AssignmentRequest.objects.filter(ticket__team=setting.team_id, method="").delete()
        elif was_off:
            queue_team(setting.team_id)
        hint()
    return setting


def _facts(setting: TeamAssignment | None) -> dict[str, Any]:
    if setting is None:
        return {}
    return {
        "method": setting.method,
        "known first": setting.prefers_known,
        "skills wait (min)": setting.skills_wait_minutes,
        "take back (min)": setting.take_back_minutes,
        "calendar": setting.calendar.name if setting.calendar else "",
    }
