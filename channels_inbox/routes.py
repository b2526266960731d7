"""Ways an answer can go: the customer's addresses and the inboxes that reach them, best first."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Q
from django.utils.translation import gettext as _

from channels_inbox import registry
from customers.models import Identity, JoinSuggestion
from tickets import channel_info
from tickets.hooks import Route
from tickets.models import Inbox, Message, MessageKind, Ticket


def reply_routes(ticket: Ticket) -> list[Route]:
    """Every identity of the customer by every channel that writes to its kind. First the one the customer wrote from
    last, if it can be used now; an unavailable route is listed with the reason. Eight queries at most, however long the
    ticket.
    """
    said = ticket.messages.filter(kind=MessageKind.INBOUND, automatic=False)
    said = said.select_related("inbox", "identity").order_by("-sent_at", "-pk")
    last = said.first()
    inboxes = list(Inbox.objects.filter(is_active=True).select_related("connection", "team"))
    identities = list(Identity.objects.filter(customer=ticket.customer_id))
    identities += _claimed(ticket)
    if last is not None and last.identity is not None and last.identity not in identities:
        # Somebody else wrote last: answers to this ticket may go to them as well.
        identities.append(last.identity)
        if not _was_invited(ticket, last):
            # They have our mail from somewhere. The customer's answers don't go to them unless an agent says so.
            last = said.filter(identity__customer=ticket.customer_id).first()
    routes = []
    for identity in identities:
        for kind in registry.ADAPTERS:
            if channel_info.get(kind).identity_kind == identity.kind:
                inbox = _inbox_for(kind, ticket, inboxes)
                if inbox is not None:
                    routes.append(_route(kind, inbox, identity))
    return sorted(routes, key=lambda route: _rank(route, ticket, last))


def _was_invited(ticket: Ticket, last: Message) -> bool:
    """Did the customer or an agent put this writer into To or Cc before: a colleague in copy?"""
    address = str(last.identity.address if last.identity else "").lower()
    others = ticket.messages.exclude(envelope={}).exclude(identity=last.identity, kind=MessageKind.INBOUND)
    envelopes = others.filter(pk__lt=last.pk).order_by("-pk").values_list("envelope", flat=True)[:100]
    return any(
        address == str(known).lower()
        for envelope in envelopes
        for known in [*envelope.get("cc", []), *envelope.get("to", [])]
    )


def _claimed(ticket: Ticket) -> list[Identity]:
    """Addresses the customer named as theirs although another profile has them: answers may go there, and a reply with
    our token is the proof that joins the profiles."""
    claims = JoinSuggestion.objects.filter(customer=ticket.customer_id, settled_at=None)
    wanted = Q(pk__in=[])
    for kind, address in claims.values_list("kind", "address"):
        wanted |= Q(kind=kind, address=address)
    return list(Identity.objects.filter(wanted))


def _inbox_for(kind: str, ticket: Ticket, inboxes: list[Inbox]) -> Inbox | None:
    of_kind = [inbox for inbox in inboxes if inbox.channel == kind]
    same = [inbox for inbox in of_kind if inbox.pk == ticket.inbox_id]
    # A chat's owner may have named the mail inbox that goes on for it.
    own = next((inbox for inbox in inboxes if inbox.pk == ticket.inbox_id), None)
    connection = getattr(own, "connection", None)
    heir = str(connection.settings.get("mail_inbox", "")) if connection else ""
    same += [inbox for inbox in of_kind if str(inbox.pk) == heir]
    team = [inbox for inbox in of_kind if inbox.team_id == ticket.team_id]
    return next(iter([*same, *team, *of_kind]), None)


def _route(kind: str, inbox: Inbox, identity: Identity) -> Route:
    available = getattr(registry.adapter(kind), "can_reach", None)
    ok, note = cast("tuple[bool, str]", available(identity)) if available else (True, "")
    if ok and identity.undeliverable_at:
        ok, note = False, _("Mail to this address came back.") if identity.kind == "email" else _("Not reachable.")
    return Route(kind, inbox, identity, ok, note)


def _rank(route: Route, ticket: Ticket, last: Any) -> tuple[Any, ...]:
    same = last is not None and last.identity_id == route.identity.pk
    return (
        not route.available,
        not (same and last.channel == route.channel),
        not same,
        not route.identity.is_preferred,
        route.identity.verified_at is None,
        route.identity.pk,
    )
