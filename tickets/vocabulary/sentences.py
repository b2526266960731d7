"""Whole sets of conditions and effects in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tickets.vocabulary.conditions import describe
from tickets.vocabulary.effects import describe_effect


def say_conditions(conditions: dict[str, Any], seen: dict[str, dict[Any, str]] | None = None) -> str:
    """ "channel is E-mail and language is Polish"; "every ticket" where there are none."""
    items = conditions.get("items", [])
    if not items:
        return _("every ticket")
    either = conditions.get("match") == "any"
    word = pgettext("between conditions", "or") if either else pgettext("between conditions", "and")
    return f" {word} ".join(describe(item, seen) for item in items)


def say_effects(effects: list[dict[str, Any]], seen: dict[str, dict[Any, str]] | None = None) -> str:
    """ "set the team to Returns, add the tags vip" """
    return ", ".join(describe_effect(item, seen) for item in effects)
