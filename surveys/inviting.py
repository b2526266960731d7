"""A resolved ticket asks for one survey: consumer of pending work, so that a killed process forgets nobody."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.wake import wake
from surveys.models import NotSent, State, SurveyInvitation, SurveySettings
from tickets.models import Status, TicketEvent

# Who is asked about something from before a long outage, or from imported history, wonders why.
TOO_LATE = timedelta(days=3)


def on_status_changed(event: TicketEvent) -> None:
    """Write the invitation of this resolution cycle, due after the delay; the same event twice writes one."""
    if event.data.get("new") != Status.RESOLVED:
        return
    ticket = event.ticket
    chosen = SurveySettings.current()
    values = {"customer_id": ticket.customer_id, "due_at": event.at + timedelta(minutes=chosen.delay_minutes)}
    if event.at < timezone.now() - TOO_LATE:
        values |= {"state": State.NOT_SENT, "reason": NotSent.TOO_LATE}
    elif not chosen.enabled:
        values |= {"state": State.NOT_SENT, "reason": NotSent.DISABLED}
    invitation, created = SurveyInvitation.objects.get_or_create(
        ticket=ticket, resolution_cycle=event.data.get("cycle", ticket.resolution_cycle), defaults=values
    )
    if created and invitation.state == State.DUE and invitation.due_at <= timezone.now():
        transaction.on_commit(lambda: wake("surveys.tasks.send_due"), robust=True)
