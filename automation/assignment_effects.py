"""What assignment adds to the one vocabulary: skills needed (asked about and set), and giving a ticket out by a rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Skill
from automation.assignment import BY_TEAM, ask
from automation.models import Method
from tickets import actions
from tickets.actor import Actor
from tickets.models import Ticket
from tickets.vocabulary import Effect, Facts, Field, register_effect, register_field
from tickets.vocabulary.effects import MANY, ONE
from tickets.vocabulary.fields import CHOICE

METHODS = [
    (BY_TEAM, pgettext_lazy("give it out by", "the team’s rule")),
    (Method.ROUND_ROBIN.value, pgettext_lazy("give it out by", "round robin")),
    (Method.LEAST_BUSY.value, pgettext_lazy("give it out by", "least busy")),
    (Method.BEST_SKILLED.value, pgettext_lazy("give it out by", "best skilled")),
]


def register() -> None:
    """Called at start."""
    register_field(Field("needs", _("skills needed"), CHOICE, _needs, _skills, _needing))
    register_effect(Effect("needs", _("ask for the skills"), MANY, _ask_for, _skills))
    register_effect(Effect("assign_by_rule", _("give it out by"), ONE, ask, lambda: METHODS))


def _skills() -> Iterable[tuple[Any, str | Promise]]:
    return [(skill.pk, skill.name) for skill in Skill.objects.all()]


def _needs(facts: Facts) -> frozenset[int]:
    return frozenset(facts.ticket.needs.values_list("pk", flat=True)) if facts.ticket.pk else frozenset()


def _needing(op: str, value: Any) -> Q:
    found = Q(pk__in=Ticket.needs.through.objects.filter(skill__in=value).values("ticket_id"))
    return found if op == "any" else ~found


def _ask_for(actor: Actor, facts: Facts, value: Any) -> bool:
    """Beside those that are asked for already."""
    actions.set_needs(actor, facts.ticket.number, {*_needs(facts), *value})
    return False
