"""Who is to be asked about what: invitations written as what happened is worked off, so that a killed process forgets nobody.

An interaction (a resolution, the end of a chat, a call) gives at most one invitation per resolution cycle of its ticket. The
first active survey of its moment whose conditions the ticket meets asks. What is not asked has its reason.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.wake import wake
from surveys.models import INTERACTIONS, Moment, NotSent, State, Survey, SurveyInvitation, SurveySettings
from tickets.events import Kind
from tickets.models import Status, Ticket, TicketEvent
from tickets.vocabulary import Facts, matches

# Who is asked about something from before a long outage, or from imported history, wonders why.
TOO_LATE = timedelta(days=3)
CHAT, CALL = "webchat", "voice"
FOLLOWS = {Kind.STATUS_CHANGED, Kind.CHANNEL_LEFT, Kind.CALL_ENDED}


def on_event(event: TicketEvent) -> None:
    """Consumer of pending work; the same event twice writes one invitation."""
    ticket = event.ticket
    moments = _moments(event, ticket)
    if not moments:
        return
    facts = Facts(ticket, event=event)
    survey = next((found for moment in moments if (found := first_fitting(moment, facts))), None)
    if survey is None and moments[-1] != Moment.RESOLVED:
        # Its resolution may still be asked about.
        return
    _invite(event, ticket, survey)


def _moments(event: TicketEvent, ticket: Ticket) -> list[str]:
    """What just ended, the nearest first. A chat or a call that is resolved before its own question went is asked about by
    that one."""
    match event.kind:
        case Kind.CHANNEL_LEFT:
            return [Moment.CHAT_ENDED]
        case Kind.CALL_ENDED:
            return [Moment.CALL_ENDED]
        case Kind.STATUS_CHANGED if event.data.get("new") == Status.RESOLVED:
            own = {CHAT: [Moment.CHAT_ENDED], CALL: [Moment.CALL_ENDED]}.get(ticket.channel, [])
            return [*own, Moment.RESOLVED]
    return []


def first_fitting(moment: str, facts: Facts) -> Survey | None:
    """The first active survey of this moment whose conditions the ticket meets."""
    for survey in Survey.objects.filter(moment=moment, is_active=True, archived_at=None):
        if matches(survey.conditions, facts):
            return survey
    return None


def _invite(event: TicketEvent, ticket: Ticket, survey: Survey | None) -> None:
    cycle = event.data.get("cycle", ticket.resolution_cycle)
    values = as_due(survey, ticket, event.at, key=f"{ticket.pk}:{cycle}")
    if event.at < timezone.now() - TOO_LATE:
        values |= {"state": State.NOT_SENT, "reason": NotSent.TOO_LATE}
    elif not SurveySettings.current().enabled:
        values |= {"state": State.NOT_SENT, "reason": NotSent.DISABLED}
    of_cycle = SurveyInvitation.objects.filter(
        ticket=ticket, resolution_cycle=cycle, moment__in=INTERACTIONS, second_of=None
    )
    with transaction.atomic():
        # One at a time for a ticket; whoever comes second finds the first.
        Ticket.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=ticket.pk)
        known = of_cycle.first()
        if known is None:
            known = SurveyInvitation.objects.create(ticket=ticket, resolution_cycle=cycle, **values)
        elif known.state == State.NOT_SENT and known.reason in {NotSent.CAME_BACK, NotSent.NOT_ANSWERED}:
            # The chat that seemed over went on; now it is.
            for name, value in values.items():
                setattr(known, name, value)
            known.reason, known.created_at = values.get("reason", ""), timezone.now()
            known.save()
        else:
            return
    wake_when_due(known)


def as_due(survey: Survey | None, ticket: Ticket, at: datetime, *, key: str) -> dict[str, Any]:
    """The invitation's own values: due after the survey's delay, or settled at once. `key` is what the lot is drawn by."""
    values: dict[str, Any] = {"customer_id": ticket.customer_id, "due_at": at, "state": State.DUE}
    if survey is None:
        return values | {"moment": Moment.RESOLVED, "state": State.NOT_SENT, "reason": NotSent.NOT_ASKED_HERE}
    values |= {"survey": survey, "kind": survey.kind, "moment": survey.moment}
    if not drawn(survey, key):
        return values | {"state": State.NOT_SENT, "reason": NotSent.SAMPLED}
    return values | {"due_at": at + timedelta(minutes=survey.delay_minutes)}


def drawn(survey: Survey, key: str) -> bool:
    """Is this one among the share that is asked? The same question always has the same answer."""
    lot = int.from_bytes(sha256(f"{survey.public_id}:{key}".encode()).digest()[:4], "big") % 10_000
    return lot < survey.sample_percent * 100


def wake_when_due(invitation: SurveyInvitation) -> None:
    if invitation.state == State.DUE and invitation.due_at <= timezone.now():
        transaction.on_commit(lambda: wake("surveys.tasks.send_due"), robust=True)


def ask_again(first: SurveyInvitation, *, at: datetime) -> SurveyInvitation:
    """A second ask about what was answered badly: the same survey, once, after the follow-up case was closed. It keeps to
    opt-out, spam, bounce and merge, not to cool-down and sample. `at` is when it is due."""
    again, created = SurveyInvitation.objects.get_or_create(
        second_of=first,
        defaults={
            "survey": first.survey,
            "kind": first.kind,
            "moment": first.moment,
            "ticket": first.ticket,
            "customer": first.customer,
            "resolution_cycle": first.resolution_cycle,
            "due_at": at,
        },
    )
    if created:
        wake_when_due(again)
    return again
