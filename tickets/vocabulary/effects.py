"""What rules and macros can do to a ticket. Apps above add their own (`register_effect`): assignment by rule for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from core.text import clean_line
from tickets import actions
from tickets.actions import change as changes
from tickets.actor import Actor
from tickets.models import Priority, SLAPolicy, Status, Ticket
from tickets.vocabulary.facts import Facts

ONE, MANY, TEXT, WORDS = "one", "many", "text", "words"
NEXT_HIGHER = "next"
MAX_ITEMS = 20
MAX_TEXT = 5000
Effects = list[dict[str, Any]]


class BadEffect(ValueError):
    """An effect that can't be; `index` is its row, the message says what to do."""

    def __init__(self, message: str, index: int = 0) -> None:
        super().__init__(message)
        self.index = index


@dataclass(frozen=True, slots=True)
class Effect:
    """`kind` is how its value is chosen: one or many of `options`, a text, or words. `apply` goes through an action; True says
    that something changed beside what is written on the ticket. ValueError says why it couldn't. `label` reads on to the
    value: "set the team to". `by_people`: only a person can do it, so it is offered to macros and not to rules.
    """

    name: str
    label: str | Promise
    kind: str
    apply: Callable[[Actor, Facts, Any], bool]
    options: Callable[[], Iterable[tuple[Any, str | Promise]]] | None = None
    by_people: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """One effect as it went; `error` is a sentence when it couldn't."""

    effect: str
    value: Any
    changed: bool
    error: str = ""


_effects: dict[str, Effect] = {}


def register_effect(effect: Effect) -> None:
    """Called by an app above at start."""
    _effects[effect.name] = effect


def all_effects() -> list[Effect]:
    return list(_effects.values())


def get_effect(name: str) -> Effect | None:
    return _effects.get(name)


def check_effects(given: Any) -> Effects:
    """The effects in their normal form. Raises BadEffect."""
    if not isinstance(given, list) or not given:
        raise BadEffect(_("Say what is to be done."))
    if len(given) > MAX_ITEMS:
        raise BadEffect(_("%(n)s steps at most.") % {"n": MAX_ITEMS})
    return [_check_one(item, index) for index, item in enumerate(given)]


def _check_one(item: Any, index: int) -> dict[str, Any]:
    effect = get_effect(str(item.get("effect", ""))) if isinstance(item, Mapping) else None
    if effect is None:
        raise BadEffect(_("Choose what is to be done."), index)
    value = item.get("value")
    known = [key for key, _label in effect.options()] if effect.options else []
    if effect.kind == ONE:
        if value not in known:
            raise BadEffect(_("Choose a value."), index)
    elif effect.kind == MANY:
        value = [key for key in (value if isinstance(value, list) else [value]) if key in known]
        if not value:
            raise BadEffect(_("Choose a value."), index)
    elif effect.kind == WORDS:
        words = [clean_line(str(word), 50).strip() for word in (value if isinstance(value, list) else [value])]
        value = list(dict.fromkeys(filter(None, words)))[:30]
        if not value:
            raise BadEffect(_("Write at least one word."), index)
    else:
        value = str(value or "").replace("\x00", "").strip()
        if not value or len(value) > MAX_TEXT:
            raise BadEffect(_("Write a text of at most %(n)s characters.") % {"n": MAX_TEXT}, index)
    return {"effect": effect.name, "value": value}


def apply_effects(effects: Effects, actor: Actor, facts: Facts) -> list[Done]:
    """Do them in order, each through its action, all in one change of the ticket. One that can't be done is told and
    doesn't stop the others."""
    with changes.changing(facts.ticket.pk, actor, savepoint=False) as change:
        facts.ticket = change.ticket
        return [_apply_one(item, actor, facts, change) for item in effects]


def _apply_one(item: Mapping[str, Any], actor: Actor, facts: Facts, change: changes.Change) -> Done:
    effect = get_effect(item["effect"])
    if effect is None:
        return Done(item["effect"], item["value"], False, _("This no longer exists."))
    before = change.happened
    try:
        beside = effect.apply(actor, facts, item["value"])
    except ValueError as error:  # the actions' own sentences
        return Done(effect.name, item["value"], False, str(error))
    return Done(effect.name, item["value"], beside or change.happened > before)


def describe_effect(item: Mapping[str, Any], seen: dict[str, dict[Any, str]] | None = None) -> str:
    """One effect in words: "set the team to Returns". `seen` keeps the names of values for the next: one query for many."""
    effect = get_effect(item["effect"])
    if effect is None:
        return _("a step that no longer exists")
    value = item["value"]
    if effect.options:
        seen = {} if seen is None else seen
        if effect.name not in seen:
            seen[effect.name] = {key: str(label) for key, label in effect.options()}
        labels = seen[effect.name]
        said = ", ".join(labels.get(key, str(key)) for key in (value if isinstance(value, list) else [value]))
    else:
        said = ", ".join(value) if isinstance(value, list) else _("“%(words)s”") % {"words": clean_line(value, 80)}
    return f"{effect.label} {said}"


def fill_in(text: str, ticket: Ticket, agent: User | None = None) -> str:
    """{name}, {first_name}, {number}, {subject} and {agent} (else the assignee) in a text; other braces stay as they are,
    also those in what was filled in."""
    name, agent = ticket.customer.name, agent or ticket.assignee
    known = {
        "{name}": name,
        "{first_name}": name.split(" ")[0] if name else "",
        "{number}": str(ticket.number),
        "{subject}": ticket.subject,
        "{agent}": str(agent or ""),
    }
    return re.sub("|".join(map(re.escape, known)), lambda mark: known[mark[0]], text)


def _written(_done: Any) -> bool:
    """What an action does is written on the ticket; nothing changes beside it."""
    return False


def _team(actor: Actor, facts: Facts, value: Any) -> bool:
    team = Team.objects.filter(pk=value).first()
    if team is None:
        raise ValueError(_("This team no longer exists."))
    return _written(actions.set_team(actor, facts.ticket.number, team))


def _assignee(actor: Actor, facts: Facts, value: Any) -> bool:
    user = User.objects.filter(pk=value).first() if value else None
    if value and user is None:
        raise ValueError(_("This person no longer works here."))
    return _written(actions.set_assignee(actor, facts.ticket.number, user))


def _take(actor: Actor, facts: Facts, value: Any) -> bool:
    if actor.user is None:
        raise ValueError(_("Only a person can take a ticket."))
    return _written(actions.set_assignee(actor, facts.ticket.number, actor.user))


def _raise(actor: Actor, facts: Facts, value: Any) -> bool:
    """Never down: an urgent ticket stays urgent whatever escalates."""
    now = facts.ticket.priority
    wanted = min(now + 1, Priority.URGENT) if value == NEXT_HIGHER else max(now, value)
    return _written(actions.set_priority(actor, facts.ticket.number, wanted))


def _answer(actor: Actor, facts: Facts, value: Any) -> bool:
    # By an agent (a macro) it is an answer like any other; by a rule no human wrote it.
    words = fill_in(value, facts.ticket, actor.user)
    return _written(actions.reply(actor, facts.ticket.number, words, automatic=not actor.is_human_agent))


def _note(actor: Actor, facts: Facts, value: Any) -> bool:
    # A customer may be called "@Anna Nowak": only the macro's own words name colleagues.
    words = fill_in(value, facts.ticket, actor.user)
    return _written(actions.add_note(actor, facts.ticket.number, words, naming=value))


for _effect in [
    Effect("team", gettext_lazy("set the team to"), ONE, _team, lambda: [(t.pk, t.name) for t in Team.objects.all()]),
    Effect(
        "assignee",
        gettext_lazy("give it to"),
        ONE,
        _assignee,
        lambda: [(0, gettext_lazy("nobody")), *((u.pk, str(u)) for u in User.objects.filter(is_active=True))],
    ),
    Effect("take", gettext_lazy("assign it to"), ONE, _take, lambda: [("me", gettext_lazy("whoever does this"))], True),
    Effect(
        "priority",
        gettext_lazy("set the priority to"),
        ONE,
        lambda actor, facts, value: _written(actions.set_priority(actor, facts.ticket.number, value)),
        lambda: Priority.choices,
    ),
    Effect(
        "raise",
        gettext_lazy("raise the priority to at least"),
        ONE,
        _raise,
        lambda: [*Priority.choices[1:], (NEXT_HIGHER, gettext_lazy("the next higher"))],
    ),
    Effect(
        "status",
        gettext_lazy("set the status to"),
        ONE,
        lambda actor, facts, value: _written(actions.set_status(actor, facts.ticket.number, value)),
        lambda: [choice for choice in Status.choices if choice[0] != Status.NEW],
    ),
    Effect(
        "add_tags",
        gettext_lazy("add the tags"),
        WORDS,
        lambda actor, facts, value: _written(actions.add_tags(actor, facts.ticket.number, value)),
    ),
    Effect(
        "remove_tags",
        gettext_lazy("take off the tags"),
        WORDS,
        lambda actor, facts, value: _written(actions.remove_tags(actor, facts.ticket.number, value)),
    ),
    Effect(
        "policy",
        gettext_lazy("promise by the SLA policy"),
        ONE,
        lambda actor, facts, value: _written(actions.set_policy(actor, facts.ticket.number, value)),
        lambda: [(policy.pk, policy.name) for policy in SLAPolicy.objects.filter(is_active=True)],
    ),
    Effect("answer", gettext_lazy("answer"), TEXT, _answer),
    Effect("note", gettext_lazy("write the note"), TEXT, _note),
]:
    register_effect(_effect)
