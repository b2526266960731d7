"""A new ticket is looked at once: what would it become, how sure, and because of which words.

It comes as pending work (tickets/work.py): in one transaction with the deletion of its row, so that a killed worker does
nothing twice. Rules go first, and what a rule or a person has set is never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Team
from automation.learning import store
from automation.learning.corpus import read_openings
from automation.learning.train import Candidate, candidates
from automation.learning.words import OPENING_MESSAGES, features_of
from automation.models import LearningTarget, LeftOutTeam, Mode, RuleRun, Suggestion, Target, Training
from core.words import names_in
from tickets import actions, live
from tickets.actions.change import changing
from tickets.actor import SUGGESTION, Actor
from tickets.events import Kind
from tickets.models import MessageKind, PendingWork, Priority, Status, Tag, Ticket, TicketEvent
from tickets.models.ticket import DONE

CONSUMER = "suggestions"
LISTENS = {Kind.RECEIVED.value, Kind.STATUS_CHANGED.value}
# Below it a suggestion would be wrong more often than right.
SHOWN_FROM = 0.5
# Words that say less aren't given as a reason.
MIN_REASON = 0.3
MAX_REASONS = 4
# Rules that can't be worked off for so long aren't waited for; then nothing is applied by itself.
RULES_WITHIN = timedelta(minutes=10)
COME_BACK = timedelta(seconds=2)
KINDS = {Target.TEAM: Kind.TEAM_CHANGED, Target.PRIORITY: Kind.PRIORITY_CHANGED, Target.TAGS: Kind.TAGS_CHANGED}


def on_event(event: TicketEvent) -> None:
    """Look at what a customer wrote; tell what was right when a ticket is resolved."""
    if event.kind == Kind.STATUS_CHANGED:
        if event.data.get("new") in DONE:
            settle(event.ticket_id)
    elif not event.data.get("automatic"):
        _look(event)


def _look(event: TicketEvent) -> None:
    wanted = store.switched_on()
    model = store.current() if wanted else None
    if model is None or not model.lessons:
        return
    rules_done = not PendingWork.objects.filter(
        consumer="automation", event__ticket=event.ticket_id, event_id__lte=event.pk
    ).exists()
    if not rules_done and timezone.now() - event.at < RULES_WITHIN:
        PendingWork.objects.create(consumer=CONSUMER, event=event, due_at=timezone.now() + COME_BACK)
        return
    ticket = _fresh(event.ticket_id)
    if ticket is None:
        return
    made = [
        found
        for target, setting in wanted.items()
        if target in model.lessons
        for found in _suggest(ticket, target, setting, model, may_apply=rules_done)
    ]
    if made:
        transaction.on_commit(lambda: _show(event.ticket_id), robust=True)


def _fresh(number: int) -> Ticket | None:
    """The ticket, locked; None when it isn't ours to look at: answered, closed, spam, begun by an agent, a team left out."""
    tickets = Ticket.objects.select_for_update(of=("self",), no_key=True).select_related("customer", "inbox", "team")
    ticket = tickets.get(pk=number)
    if ticket.is_spam or ticket.started_by_agent or ticket.first_response_at or not ticket.is_unresolved:
        return None
    if LeftOutTeam.objects.filter(team=ticket.team_id).exists():
        return None
    said = ticket.messages.filter(kind=MessageKind.INBOUND, automatic=False)
    return ticket if said.count() <= OPENING_MESSAGES else None


def _suggest(
    ticket: Ticket, target: str, setting: LearningTarget, model: store.Model, *, may_apply: bool
) -> list[Suggestion]:
    """At most one team, one priority, a few tags; each only once for a ticket."""
    known = list(Suggestion.objects.filter(ticket=ticket, target=target))
    if known and target != Target.TAGS:
        return []
    set_by_others = TicketEvent.objects.filter(ticket=ticket, kind=KINDS[Target(target)]).exclude(
        actor_kind=SUGGESTION.kind
    )
    touched = {name for data in set_by_others.values_list("data", flat=True) for name in data.get("removed", [])}
    if target != Target.TAGS and (set_by_others.exists() or _settled_by_rules(ticket, target)):
        return []
    lesson, now = model.lessons[target], value_now(ticket, target)
    words = _words(ticket)
    made = []
    for found in candidates(lesson.scales, target, words, now):
        certainty = lesson.curve(found.odds, found.differs)
        reasons = _reasons(found, words)
        skip = not found.differs or found.value in touched or any(one.value == found.value for one in known)
        if skip or certainty < SHOWN_FROM or not reasons or not exists(target, found.value):
            continue
        row = Suggestion.objects.create(
            ticket=ticket, training=Training(pk=model.training_id), target=target, value=found.value,
            was="" if target == Target.TAGS else now[0], certainty=certainty, words=reasons,
        )  # fmt: skip
        if setting.mode == Mode.APPLY and may_apply and certainty * 100 >= setting.apply_from:
            _apply_alone(row)
        made.append(row)
    return made


def _settled_by_rules(ticket: Ticket, target: str) -> bool:
    """Did a rule say it, though it was so already? Then there is no event of it."""
    runs = RuleRun.objects.filter(ticket=ticket).values_list("did", flat=True)
    return any(step["effect"] == target and not step["error"] for did in runs for step in did)


def _words(ticket: Ticket) -> dict[str, str]:
    text, channel = read_openings({ticket.pk: None}).get(ticket.pk, ("", ticket.channel))
    return features_of(text, channel, ticket.language, names_in(ticket.customer.name))


def _reasons(found: Candidate, words: dict[str, str]) -> list[list[Any]]:
    """The words that counted most, as the customer wrote them. None when only the channel and the language speak for it."""
    heavy = sorted(((word, weight) for word, weight in found.words if weight >= MIN_REASON), key=lambda pair: -pair[1])
    if all(word.startswith(":") for word, _weight in heavy):
        return []
    return [[word if word.startswith(":") else words[word], round(weight, 2)] for word, weight in heavy[:MAX_REASONS]]


def value_now(ticket: Ticket, target: str) -> Sequence[str]:
    """What the ticket has of a target: a team's id, a priority, the names of its tags."""
    if target == Target.TAGS:
        return list(ticket.tags.values_list("name", flat=True))
    return [str(ticket.team_id if target == Target.TEAM else ticket.priority)]


def exists(target: str, value: str) -> bool:
    """Can it still be suggested? A team or tag may be gone, and a team may be left out since."""
    if target == Target.TEAM:
        left_out = LeftOutTeam.objects.filter(team=int(value)).exists()
        return not left_out and Team.objects.filter(pk=int(value)).exists()
    if target == Target.TAGS:
        return Tag.objects.filter(name=value).exists()
    return int(value) in Priority.values


def put(actor: Actor, number: int, target: str, value: str) -> None:
    """Give the ticket this value, through the actions. ValueError says why it couldn't."""
    if target == Target.TEAM:
        actions.set_team(actor, number, Team.objects.get(pk=int(value)))
    elif target == Target.PRIORITY:
        actions.set_priority(actor, number, int(value))
    else:
        actions.set_tags(actor, number, {*Ticket.objects.get(pk=number).tags.values_list("name", flat=True), value})


def _apply_alone(row: Suggestion) -> None:
    try:
        put(SUGGESTION, row.ticket_id, row.target, row.value)
    except ValueError:  # no more tags fit: it stays a suggestion
        return
    row.state = Suggestion.State.ALONE
    row.save(update_fields=["state"])
    words = [word for word, _weight in row.words if not word.startswith(":")]
    with changing(row.ticket_id, SUGGESTION) as change:
        change.event(Kind.SUGGESTED, suggestion=row.pk, target=row.target, sure=round(row.certainty * 100), words=words)


def settle(number: int) -> None:
    """What the ticket was resolved with is the truth about what was suggested for it."""
    rows = list(Suggestion.objects.filter(ticket=number))
    if not rows:
        return
    ticket = Ticket.objects.get(pk=number)
    if ticket.is_spam or ticket.status not in (Status.RESOLVED, Status.CLOSED):
        return
    for row in rows:
        row.right = row.value in value_now(ticket, row.target)
    Suggestion.objects.bulk_update(rows, ["right"])


def _show(number: int) -> None:
    """Open pages show it without waiting for the ticket's next change."""
    ticket = Ticket.objects.select_related("customer", "inbox", "team", "assignee").get(pk=number)
    live.push(ticket, [], [])
