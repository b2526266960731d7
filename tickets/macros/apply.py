"""A macro at a ticket: found by its name, shown before it is applied, applied through the actions as the agent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from core.text import fold
from tickets import actions
from tickets.actor import Actor
from tickets.events import Kind
from tickets.macros.kept import usable_macros
from tickets.models import Macro, MacroUse, Message, MessageKind, Ticket
from tickets.vocabulary import Facts, apply_effects, describe_effect
from tickets.vocabulary.effects import fill_in

ANSWER = "answer"
SHOWN = 20
REMEMBERED = timedelta(days=90)
MAX_KEPT_TEXT = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """A macro as an agent is shown it before they apply it: what it would do, and its text filled in for the ticket."""

    macro: Macro
    steps: list[str]
    text: str


@dataclass(frozen=True, slots=True)
class Applied:
    """`text` is for the composer; `use` says how every step went; `notes` are what it wrote."""

    text: str
    use: MacroUse
    notes: list[Message]


def text_of(macro: Macro, ticket: Ticket, agent: User) -> str:
    """The macro's answer for this ticket; "" where it has none."""
    answers = [str(item["value"]) for item in macro.effects if item["effect"] == ANSWER]
    return "\n\n".join(fill_in(answer, ticket, agent) for answer in answers)


def offers(agent: User, ticket: Ticket, words: str = "", *, with_text: bool = False) -> list[Offer]:
    """The macros whose names have all these words, newest used first; `with_text`: only those with an answer.

    Names that begin as was typed come before the others.
    """
    used = dict(
        MacroUse.objects.filter(user=agent, macro__isnull=False, at__gt=timezone.now() - REMEMBERED)
        .values_list("macro")
        .annotate(last=Max("at"))
        .order_by()
    )
    wanted = fold(words).split()
    found = []
    for macro in usable_macros(agent).select_related("team"):
        name = fold(macro.name)
        if all(word in name for word in wanted) and (not with_text or _has_text(macro)):
            last = used.get(macro.pk)
            at_start = bool(wanted) and name.startswith(" ".join(wanted))
            recent = -last.timestamp() if last else 0.0
            found.append(((not at_start, recent, macro.owner_id is None, macro.position), macro))
    found.sort(key=lambda pair: pair[0])
    seen: dict[str, dict[Any, str]] = {}
    return [Offer(macro, list(_steps(macro, seen)), text_of(macro, ticket, agent)) for _key, macro in found[:SHOWN]]


def _has_text(macro: Macro) -> bool:
    return any(item["effect"] == ANSWER for item in macro.effects)


def _steps(macro: Macro, seen: dict[str, dict[Any, str]]) -> Iterator[str]:
    return (describe_effect(item, seen) for item in macro.effects if item["effect"] != ANSWER)


def apply(agent: User, macro: Macro, ticket: Ticket, *, only_text: bool = False, only_effects: bool = False) -> Applied:
    """Do what the macro says, in one transaction, and leave the trace on the ticket. Its answer isn't sent: the agent reads
    and sends it. `only_text`: nothing but the text is wanted; `only_effects`: everything but it. A step that can't be done
    is told and doesn't stop the others.
    """
    actor = Actor.agent(agent)
    with transaction.atomic():
        newest = Message.objects.filter(ticket=ticket).order_by("-pk").values_list("pk", flat=True).first() or 0
        text = "" if only_effects else text_of(macro, ticket, agent)
        steps = [] if only_text else [item for item in macro.effects if item["effect"] != ANSWER]
        done = apply_effects(steps, actor, Facts(ticket))
        did = [{"effect": d.effect, "value": d.value, "changed": d.changed, "error": d.error} for d in done]
        did += [{"effect": ANSWER, "value": text, "changed": True, "error": ""}] if text else []
        use = _record(agent, macro, ticket, did)
        if any(one.changed or one.error for one in done):
            actions.record_event(actor, ticket.number, Kind.MACRO_APPLIED, name=macro.name, macro=macro.pk, use=use.pk)
        written = Message.objects.select_related("author").filter(ticket=ticket, pk__gt=newest, author=agent)
        notes = list(written.filter(kind=MessageKind.NOTE)) if any(d.effect == "note" for d in done) else []
    return Applied(text, use, notes)


def _record(agent: User, macro: Macro, ticket: Ticket, did: list[dict[str, Any]]) -> MacroUse:
    """Long texts are kept by their beginnings: where they went, they are whole."""
    for step in did:
        if isinstance(step["value"], str):
            step["value"] = step["value"][:MAX_KEPT_TEXT]
    return MacroUse.objects.create(macro=macro, macro_name=macro.name, ticket=ticket, user=agent, did=did)
