"""New tickets while an incident is open: those that sound like it are offered for linking, or linked by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from automation.incidents import incidents
from automation.incidents.detect import MAX_SAMPLES, first_words
from automation.incidents.topics import how_many
from automation.models import Incident, IncidentAnswer, IncidentTicket
from tickets.events import Kind
from tickets.models import Draft, Ticket, TicketEvent
from tickets.vocabulary.effects import fill_in

LISTENS: set[str] = {Kind.CREATED}
# "Add similar" looks so far back.
LOOK_BACK = timedelta(days=3)


def sounds_like(words: Sequence[str], text: str) -> bool:
    """Has it two of the words, or the only one?"""
    return bool(words) and how_many(words, text) >= min(2, len(words))


def on_created(event: TicketEvent) -> None:
    """A new ticket; in the transaction that settles its pending work."""
    found = [one for one in Incident.objects.filter(status=Incident.Status.OPEN).exclude(words=[]) if one.words]
    ticket = event.ticket
    if not found or ticket.is_spam or ticket.started_by_agent:
        return
    said = first_words([ticket.pk])
    for incident in found:
        if said and sounds_like(incident.words, said[0][2]):
            if incident.links_itself:
                incidents.link(None, incident, [ticket.pk])
            else:
                incidents.offer(incident, [ticket.pk])


def add_similar(incident: Incident) -> int:
    """Offer tickets of the last days that sound like it; how many are new."""
    if not incident.words:
        return 0
    since = min(incident.opened_at, timezone.now()) - LOOK_BACK
    decided = IncidentTicket.objects.filter(incident=incident).values("ticket")
    lately = Ticket.objects.filter(created_at__gt=since, is_spam=False, started_by_agent=False).exclude(pk__in=decided)
    numbers = list(lately.order_by("-created_at").values_list("pk", flat=True)[:MAX_SAMPLES])
    like = [number for number, _customer, text in first_words(numbers) if sounds_like(incident.words, text)]
    return incidents.offer(incident, like)


def known_answer(incident: Incident, language: str) -> str:
    """The last answer that went to all, in a ticket's language; empty when there is none."""
    last = IncidentAnswer.objects.filter(incident=incident).first()
    return last.text(language) if last else ""


def draft_answer(agent: User, incident: Incident, ticket: Ticket) -> None:
    """Put the known answer into the agent's draft of a reply, below what stands there; once."""
    text = fill_in(known_answer(incident, ticket.language or ticket.inbox.language), ticket)
    if not text:
        return
    draft, _made = Draft.objects.get_or_create(user=agent, ticket=ticket, kind="reply", defaults={"text": ""})
    if text not in draft.text:
        draft.text = f"{draft.text.rstrip()}\n\n{text}".strip()
        draft.save(update_fields=["text", "updated_at"])
