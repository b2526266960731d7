"""Which ticket a message belongs to, by our token or by the ids it refers to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from channels_inbox.contract import InboundMessage
from channels_inbox.models import Delivery
from customers.models import Identity
from tickets.models import Inbox, Message, Ticket


@dataclass(frozen=True, slots=True)
class Place:
    """`proves_sender`: our own token came back from the very address that it was sent to, and nothing refutes that."""

    ticket: Ticket | None = None
    proves_sender: bool = False


def find_place(inbox: Inbox, parsed: InboundMessage) -> Place:
    """A signed token is trusted; a mere reference only from somebody who takes part in that ticket, so that knowing an
    id doesn't let a stranger into a conversation."""
    if parsed.ticket_token is not None:
        ticket = Ticket.objects.select_related("customer").filter(pk=parsed.ticket_token).first()
        if ticket is not None:
            # This very message, not just any of the ticket: who got one answer by an address of theirs could else write
            # a stranger's into the From line, and become them.
            sent_there = Delivery.objects.filter(
                message=parsed.token_message or None,
                message__ticket=ticket,
                identity__kind=parsed.identity_kind,
                address__iexact=parsed.address,
            ).exists()
            return Place(ticket, proves_sender=sent_there and not parsed.refuted)
    if not parsed.references or parsed.refuted:
        return Place()
    ids = list(parsed.references)
    known = (
        Message.objects.select_related("ticket__customer")
        .filter(Q(external_id__in=ids) | Q(deliveries__external_id__in=ids))
        .order_by("-pk")
    )
    for message in known[:20]:
        if _takes_part(message.ticket, parsed):
            return Place(message.ticket)
    return Place()


def whole_thread(inbox: Inbox, thread: str, answers: Sequence[str] = ()) -> str:
    """The provider's conversation that a message of `thread` belongs to: an answer to an answer (`answers`: their ids, or
    `thread` itself) belongs where that one does."""
    if not thread:
        return ""
    known = Message.objects.filter(inbox=inbox, external_id__in=[thread, *answers]).exclude(thread="")
    return known.order_by("pk").values_list("thread", flat=True).first() or thread


def privately_answered(inbox: Inbox, identity: Identity, channel: str) -> Ticket | None:
    """The ticket of a public word of theirs (by `channel`) that was answered in private, when they haven't written here
    since: what they say now is about that."""
    sent = Delivery.objects.filter(
        inbox__channel=channel, identity__customer=identity.customer_id, extra__variant="private", sent_at__isnull=False
    )
    answer = sent.select_related("message__ticket").order_by("-sent_at").first()
    if answer is None:
        return None
    since = Message.objects.filter(inbox=inbox, identity=identity, sent_at__gte=answer.sent_at)
    return None if since.exists() else answer.message.ticket


def _takes_part(ticket: Ticket, parsed: InboundMessage) -> bool:
    if ticket.customer.identities.filter(kind=parsed.identity_kind, address=parsed.address).exists():
        return True
    address = parsed.address.lower()
    envelopes = ticket.messages.exclude(envelope={}).values_list("envelope", flat=True)[:200]
    return any(
        address == str(known).lower()
        for envelope in envelopes
        for known in [*envelope.get("cc", []), *envelope.get("to", []), envelope.get("from", "")]
    )
