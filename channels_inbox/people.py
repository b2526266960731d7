"""What a channel tells about the person behind an address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from channels_inbox.contract import InboundMessage
from core.text import clean_line
from customers import actions as customers
from customers import consents
from customers.models import Identity
from tickets.models import Inbox, Ticket
from tickets.models.ticket import UNRESOLVED


def known_as(identity: Identity, also: Sequence[tuple[str, str]]) -> Identity:
    """The provider vouches that these addresses are the same person's: one profile."""
    for kind, address in also:
        other = Identity.objects.select_related("customer").filter(kind=kind, address=address).first()
        if other is None:
            found = customers.claim_address(identity.customer, kind, address)
            if found is not None:
                customers.prove(found)
                # A provider's id says nothing to people: the name goes along.
                Identity.objects.filter(pk=found.pk, display_name="").update(display_name=identity.display_name)
        elif other.customer_id != identity.customer_id:
            customers.prove(other, also=identity.customer)
            identity = Identity.objects.select_related("customer").get(pk=identity.pk)
    return identity


def note_wish(inbox: Inbox, identity: Identity, parsed: InboundMessage) -> bool:
    """Keep STOP or START in their own words; whether the message also belongs on a ticket (one is open)."""
    source = consents.source(inbox.channel, parsed.address)
    customers.record_consent(
        identity.customer, consents.MESSAGES, parsed.opts_in, words=parsed.text[:1000], source=source
    )
    mine = Ticket.objects.filter(customer=identity.customer_id, inbox=inbox, status__in=UNRESOLVED)
    return mine.exists()


def remember(identity: Identity, parsed: InboundMessage) -> None:
    """What they agreed to, by which channel they want answers, and who they are in the shop."""
    for said in parsed.agreed:
        customers.record_consent(
            identity.customer, said.purpose, said.granted, words=said.words[:4000], source=said.source[:40]
        )
    values: dict[str, Any] = {"preferred_channel": parsed.prefers} if parsed.prefers else {}
    if parsed.customer_ref and parsed.proven and not identity.customer.external_ref:
        values["external_ref"] = clean_line(parsed.customer_ref, 120)
    if values:
        identity.customer = customers.change_customer(identity.customer, **values)
