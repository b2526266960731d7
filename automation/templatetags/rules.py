"""Rules and their traces in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from automation.models import Anchor, Rule, RuleKind, RuleRun, Trigger
from tickets.durations import write_duration
from tickets.vocabulary import describe, describe_effect
from tickets.vocabulary.sentences import say_conditions, say_effects

register = template.Library()


@register.filter
def rule_when(rule: Rule) -> str:
    """ "a ticket comes in or the customer writes", "the customer has waited for 3 d (Office)"; empty for routing."""
    if rule.kind == RuleKind.EVENT:
        labels = [str(Trigger(one).label) for one in rule.triggers if one in Trigger.values]
        return f" {pgettext('between values', 'or')} ".join(labels)
    if rule.kind == RuleKind.TIME and rule.anchor in Anchor.values:
        said = _("%(what)s for %(time)s") % {
            "what": Anchor(rule.anchor).label, "time": write_duration(rule.after_minutes or 0),
        }  # fmt: skip
        return f"{said} ({rule.calendar})" if rule.calendar else said
    return ""


@register.filter
def rule_if(rule: Rule) -> str:
    return say_conditions(rule.conditions) if rule.conditions.get("items") else ""


@register.filter
def rule_then(rule: Rule) -> str:
    return say_effects(rule.effects)


@register.filter
def run_why(run: RuleRun) -> list[str]:
    """The conditions that were met, in words."""
    return [describe(item) for item in run.why]


@register.filter
def run_did(run: RuleRun) -> list[dict[str, str]]:
    """Each step as it went: what, and why not where it couldn't or nothing changed."""
    found = []
    for step in run.did:
        note = step["error"] or ("" if step["changed"] else _("it was so already"))
        found.append({"what": describe_effect(step), "note": note, "bad": step["error"]})
    return found
