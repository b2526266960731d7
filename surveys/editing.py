"""Surveys kept, put in order, switched and deleted; every change is recorded with who, before and after."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from surveys.models import Survey, SurveySettings
from tickets.vocabulary.sentences import say_conditions

KEPT = (
    "name", "kind", "look", "moment", "delay_minutes", "sample_percent", "every_days", "remind_after_days",
    "expiry_days", "texts", "bands", "review_url", "conditions",
)  # fmt: skip


def kept() -> Any:
    return Survey.objects.filter(archived_at__isnull=True)


def save_survey(by: User, survey: Survey) -> Survey:
    """Keep a new or changed survey; a new one comes last."""
    with transaction.atomic():
        rows = list(kept().select_for_update(of=("self",)))
        before = next((_facts(row) for row in rows if row.pk == survey.pk), {})
        if survey.pk is None:
            survey.position = max((row.position for row in rows), default=-1) + 1
        survey.changed_by, survey.changed_at = by, timezone.now()
        survey.save()
        audit.record(by, "survey", survey.pk, survey.name, before, _facts(survey))
    return survey


def switch_survey(by: User, pk: int, on: bool) -> None:
    """Raises Survey.DoesNotExist."""
    with transaction.atomic():
        survey = kept().select_for_update(of=("self",)).get(pk=pk)
        if survey.is_active != on:
            survey.is_active, survey.changed_by, survey.changed_at = on, by, timezone.now()
            survey.save(update_fields=["is_active", "changed_by", "changed_at"])
            audit.record(by, "survey", pk, survey.name, {"active": not on}, {"active": on})


def move_survey(by: User, pk: int, up: bool) -> None:
    """One place up or down. Raises Survey.DoesNotExist."""
    with transaction.atomic():
        rows = list(kept().select_for_update(of=("self",)).order_by("position", "pk"))
        survey = next((row for row in rows if row.pk == pk), None)
        if survey is None:
            raise Survey.DoesNotExist
        was = rows.index(survey)
        rows.remove(survey)
        rows.insert(max(0, was - 1) if up else was + 1, survey)
        for position, row in enumerate(rows):
            row.position = position
        Survey.objects.bulk_update(rows, ["position"])
        audit.record(by, "survey", pk, survey.name, {"place": was + 1}, {"place": rows.index(survey) + 1})


def delete_survey(by: User, pk: int) -> None:
    """It asks nobody any more; its answers stay with it. Raises Survey.DoesNotExist."""
    with transaction.atomic():
        survey = kept().select_for_update(of=("self",)).get(pk=pk)
        survey.archived_at = timezone.now()
        survey.save(update_fields=["archived_at"])
        audit.record(by, "survey", pk, survey.name, _facts(survey), {})


def save_settings(by: User, chosen: SurveySettings) -> None:
    with transaction.atomic():
        old = SurveySettings.current()
        chosen.changed_by = by
        chosen.save()
        names = ("enabled", "cooldown_days", "case_owner", "case_hours", "case_calendar_id", "ask_again_days")
        facts = [{name: getattr(one, name) for name in names} for one in (old, chosen)]
        audit.record(by, "survey_settings", chosen.pk, "", *facts)


def _facts(survey: Survey) -> dict[str, Any]:
    found = {name: getattr(survey, name) for name in KEPT}
    return found | {"active": survey.is_active, "if": say_conditions(survey.conditions)}
