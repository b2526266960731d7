"""Who is told of what without any rule: by pending work, in the transaction that deletes its row, hence once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_noop as _

from accounts.access import who_sees_everything
from tickets.events import Kind
from tickets.models import Follower, ReadMark, Ticket, TicketEvent
from tickets.notices import kinds
from tickets.notices.writing import notify

LISTENS = {
    kind.value
    for kind in (
        Kind.ASSIGNED,
        Kind.RECEIVED,
        Kind.REPLIED,
        Kind.NOTED,
        Kind.STATUS_CHANGED,
        Kind.ATTENTION_CALLED,
    )
}


def on_event(event: TicketEvent) -> None:
    ticket = Ticket.objects.select_related("customer", "assignee").get(pk=event.ticket_id)
    if ticket.is_spam:
        return
    match event.kind:
        case Kind.ASSIGNED:
            _assigned(event, ticket)
        case Kind.ATTENTION_CALLED:
            _attention(event, ticket)
        case _:
            _went_on(event, ticket)


def _assigned(event: TicketEvent, ticket: Ticket) -> None:
    if ticket.assignee_id is None or ticket.assignee_id != event.data.get("new"):
        return  # somebody else has it by now
    who = str(event.actor or "")
    text = _("%(who)s gave you %(number)s %(title)s") if who else _("%(number)s %(title)s was given to you")
    dedupe = f"assigned:{event.pk}"
    notify([ticket.assignee_id], kinds.ASSIGNED, text, {"who": who}, ticket=ticket, dedupe=dedupe, by=event.actor)


def _attention(event: TicketEvent, ticket: Ticket) -> None:
    who = str(event.actor or event.data.get("rule") or "")
    text = _("A manager is needed on %(number)s %(title)s: %(why)s")
    if who:
        text = _("%(who)s calls a manager to %(number)s %(title)s: %(why)s")
    params = {"who": who, "why": event.data.get("why", "")}
    dedupe = f"attention:{event.pk}"
    notify(who_sees_everything(), kinds.ATTENTION, text, params, ticket=ticket, dedupe=dedupe, by=event.actor)


def _went_on(event: TicketEvent, ticket: Ticket) -> None:
    """Words and changes of status: those mentioned, then whoever has the ticket, then who follows it; each once."""
    if event.kind in {Kind.RECEIVED, Kind.REPLIED} and event.data.get("automatic"):
        return  # nobody's word
    who = str(event.actor or "") or ticket.customer.label
    params: dict[str, Any] = {"who": who}
    told: set[int] = {event.actor_id or 0}
    if event.kind == Kind.NOTED:
        meant = set(event.data.get("mentions", ())) - told
        text = _("%(who)s mentioned you on %(number)s %(title)s")
        notify(meant, kinds.MENTION, text, params, ticket=ticket, dedupe=f"mention:{event.pk}", by=event.actor)
        told |= meant
    if event.kind == Kind.STATUS_CHANGED:
        if event.actor is None:
            return  # what follows from a message is told with it
        text = _("%(who)s changed the status of %(number)s %(title)s")
    else:
        text = {
            Kind.RECEIVED.value: _("%(who)s wrote on %(number)s %(title)s"),
            Kind.REPLIED.value: _("%(who)s answered on %(number)s %(title)s"),
            Kind.NOTED.value: _("%(who)s left a note on %(number)s %(title)s"),
        }[event.kind]
        if event.kind != Kind.RECEIVED and event.actor is None:
            return
        # Whoever got it after these words was told of that.
        moved = TicketEvent.objects.filter(ticket=ticket, kind=Kind.ASSIGNED, pk__gt=event.pk).exists()
        holder = set() if moved or ticket.assignee_id is None else {ticket.assignee_id} - told
        notify(_unseen(holder, event), kinds.CUSTOMER_WROTE, text, params, ticket=ticket, by=event.actor, fold=True)
        told |= holder
    followers = set(Follower.objects.filter(ticket=ticket).values_list("user_id", flat=True)) - told
    notify(_unseen(followers, event), kinds.FOLLOWED, text, params, ticket=ticket, by=event.actor, fold=True)


def _unseen(people: Iterable[int], event: TicketEvent) -> set[int]:
    """Those who haven't had the ticket before their eyes since."""
    wanted = set(people)
    if not wanted:
        return wanted
    seen = ReadMark.objects.filter(user__in=wanted, ticket=event.ticket_id, read_at__gte=event.at)
    return wanted - set(seen.values_list("user_id", flat=True))
