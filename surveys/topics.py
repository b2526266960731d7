"""Surveys keep their ticket's tags by name, as they were when it was sent: a tag that is called otherwise now keeps its answers."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, Value

from surveys.models import SurveyInvitation
from tickets.models import Tag


def on_tag(instance: Tag, **_signal: Any) -> None:
    """Called before a tag is saved."""
    old = Tag.objects.filter(pk=instance.pk).values_list("name", flat=True).first() if instance.pk else None
    if old is not None and old != instance.name:
        renamed = Func(F("topic"), Value(old), Value(instance.name), function="array_replace")
        SurveyInvitation.objects.filter(topic__contains=[old]).update(topic=renamed)
