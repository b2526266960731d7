"""One answer to all linked tickets, each by its own channel: a row a ticket, worked off by the worker, once.

The row is locked, the answer written by `tickets.actions.reply` and the row settled in one transaction: a worker that is
killed has done all of a row or nothing, and two never take the same. What may not go is kept with the reason.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from automation.models import Incident, IncidentAnswer, IncidentReply, IncidentTicket
from core.wake import wake
from tickets import actions, hooks
from tickets.access import visible_tickets
from tickets.actor import Actor
from tickets.models import Status, Ticket
from tickets.models.ticket import DONE
from tickets.views.composer import signed
from tickets.vocabulary.effects import fill_in

log = logging.getLogger(__name__)

# Less than Celery gives a task; the next sweep goes on.
BUDGET_S = 30.0
MAX_ATTEMPTS = 6
State = IncidentReply.State


def to_answer(by: User, incident: Incident, *, also_done: bool = False) -> QuerySet[Ticket]:
    """The linked tickets that this person may see and answer: open ones, with those already resolved where wanted."""
    linked = IncidentTicket.objects.filter(incident=incident, state=IncidentTicket.State.LINKED)
    tickets = visible_tickets(by).filter(pk__in=linked.values("ticket"), is_spam=False)
    return tickets.exclude(status=Status.CLOSED) if also_done else tickets.exclude(status__in=DONE)


def answer_all(
    by: User,
    incident: Incident,
    *,
    text_en: str,
    text_pl: str,
    resolves: bool = False,
    by_assignee: bool = False,
    also_done: bool = False,
    key: str = "",
) -> IncidentAnswer:
    """Write down what goes to whom; the worker sends it. The same `key` twice (a form sent twice) is the first answer."""
    with transaction.atomic():
        # Locked, so that two presses of the button are one after the other.
        Incident.objects.select_for_update().get(pk=incident.pk)
        known = IncidentAnswer.objects.filter(incident=incident, key=key).first() if key else None
        if known is not None:
            return known
        answer = IncidentAnswer.objects.create(
            incident=incident,
            text_en=text_en,
            text_pl=text_pl,
            resolves=resolves,
            by_assignee=by_assignee,
            by=by,
            key=key,
        )
        numbers = to_answer(by, incident, also_done=also_done).order_by("pk").values_list("pk", flat=True)
        IncidentReply.objects.bulk_create(IncidentReply(answer=answer, ticket_id=number) for number in numbers)
        transaction.on_commit(lambda: wake("automation.tasks.sweep_incident_answers"), robust=True)
    return answer


def try_again(reply: IncidentReply) -> bool:
    """Once more what couldn't go; the worker does it."""
    again = IncidentReply.objects.filter(pk=reply.pk, state=State.REFUSED)
    found = again.update(state=State.DUE, reason="", attempts=0, due_at=timezone.now())
    if found:
        transaction.on_commit(lambda: wake("automation.tasks.sweep_incident_answers"), robust=True)
    return bool(found)


def sweep(budget_s: float = BUDGET_S) -> int:
    """Work off what is due, a transaction a ticket; returns how many rows were looked at."""
    done, until = 0, time.monotonic() + budget_s
    while time.monotonic() < until and _one():
        done += 1
    return done


def _one() -> bool:
    with transaction.atomic():
        row = (
            IncidentReply.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("answer__by")
            .filter(state=State.DUE, due_at__lte=timezone.now())
            .order_by("due_at", "pk")
            .first()
        )
        if row is None:
            return False
        # Reasons are read by who answered.
        with translation.override(row.answer.by.language):
            try:
                with transaction.atomic():
                    row.message_id = _send(row)
                    row.state, row.reason = State.SENT, ""
            except ValueError as refused:  # ReplyRefused and the actions' own: each says what to do
                row.state, row.reason = State.REFUSED, str(refused)[:500]
            except Exception:
                # Whatever the bug is, the row must stay, be tried again and not block the others.
                log.exception("Incident reply %s could not be written", row.pk)
                row.attempts += 1
                row.due_at = timezone.now() + timedelta(seconds=5 * 2**row.attempts)
                if row.attempts >= MAX_ATTEMPTS:
                    row.state, row.reason = State.REFUSED, _("Something went wrong. Try again, or answer by hand.")
        row.save(update_fields=["state", "reason", "message", "attempts", "due_at"])
    return True


def _send(row: IncidentReply) -> int:
    """Write the answer on the ticket; the message's id. ValueError with a sentence when it may not go."""
    answer = row.answer
    ticket = Ticket.objects.select_related("customer", "inbox", "team", "assignee").get(pk=row.ticket_id)
    if not answer.by.is_active or not visible_tickets(answer.by).filter(pk=ticket.pk).exists():
        raise ValueError(_("Who answered can no longer see this ticket."))
    if ticket.is_spam:
        raise ValueError(_("It is marked as spam."))
    if ticket.status == Status.CLOSED:
        raise ValueError(_("It was closed meanwhile."))
    assignee = ticket.assignee
    author = assignee if answer.by_assignee and assignee is not None and assignee.is_active else answer.by
    key = private_route(ticket)
    text = fill_in(answer.text(ticket.language or ticket.inbox.language), ticket)
    message = actions.reply(
        Actor.agent(author),
        ticket.number,
        signed(author, ticket, text, key),
        route_key=key,
        status=Status.RESOLVED if answer.resolves and ticket.is_unresolved else "",
        client_id=f"incident-{row.pk}",
    )
    return message.pk


def private_route(ticket: Ticket) -> str:
    """The key of the best way that only the customer reads and that free words may go; empty for the ticket's own best.
    ValueError says why there is none."""
    routes = [route for route in hooks.reply_routes(ticket) if route.available]
    # What may only go by hand is meant for one person.
    free = [route for route in routes if not (route.public or route.templates_only or route.by_hand)]
    if free:
        return "" if free[0] is routes[0] else free[0].key
    if not routes:
        every = hooks.reply_routes(ticket)
        note = next((route.note for route in every if route.note), "")
        raise ValueError(note or _("There is no address to answer to."))
    if any(route.templates_only for route in routes):
        raise ValueError(_("The window for free words is closed. Open the ticket and send an approved template."))
    if any(route.by_hand for route in routes):
        raise ValueError(_("Only an answer to this one customer may go now. Open the ticket and answer by hand."))
    raise ValueError(_("Everybody would read it there. Open the ticket and answer by hand."))
