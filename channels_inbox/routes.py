"""Ways an answer can go: the customer's addresses and the inboxes that reach them, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox import registry
from channels_inbox.contract import LastInbound, RouteContext, RouteOption
from channels_inbox.models import InboundEvent
from channels_inbox.outgoing import as_last_inbound
from customers import consents
from customers.models import Identity, JoinSuggestion
from tickets import channel_info
from tickets.hooks import Route, Template
from tickets.models import DeliveryState, Inbox, Message, MessageKind, Ticket


def reply_routes(ticket: Ticket) -> list[Route]:
    """Every identity of the customer by every channel that writes to its kind. First the one that was used last, by them
    or by an agent who chose another way, if it can be used now; an unavailable route is listed with the reason. A
    constant number of queries, however long the ticket.
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
    pairs = [
        (kind, inbox, identity)
        for identity in identities
        for kind in registry.ADAPTERS
        if channel_info.get(kind).answers and identity.kind in channel_info.get(kind).kinds
        for inbox in _inboxes_for(kind, ticket, inboxes, identity, last)
    ]
    known = _Known(ticket, pairs)
    routes = [route for kind, inbox, identity in pairs for route in _routes(kind, inbox, identity, known)]
    return sorted(routes, key=lambda route: _rank(route, ticket, last, known))


def start_templates(inbox: Inbox) -> Sequence[Template] | None:
    """The approved templates that a conversation by this inbox has to begin with; None where free words may."""
    adapter = cast(Any, registry.adapter(inbox.channel))
    if not hasattr(adapter, "routes"):
        return None
    info, connection = channel_info.get(inbox.channel), getattr(inbox, "connection", None)
    stranger = RouteContext(
        identity_kind=info.identity_kind,
        address="",
        settings=connection.settings if connection else {},
        state=connection.state if connection else {},
        now=timezone.now(),
        language=inbox.language,
    )
    options: list[RouteOption] = adapter.routes(stranger)
    if not options or (options[0].available and not options[0].templates_only):
        return None
    return options[0].templates


Pair = tuple[str, Inbox, Identity]


class _Known:
    """What was said before by these ways, read in a few queries for all of them."""

    def __init__(self, ticket: Ticket, pairs: list[Pair]) -> None:
        self.ticket = ticket
        self.now = timezone.now()
        chosen = ticket.messages.filter(kind=MessageKind.OUTBOUND, automatic=False).order_by("-sent_at", "-pk")
        self.chosen = chosen.values("inbox_id", "identity_id", "envelope", "sent_at").first()
        # Only channels that ask need to know: mail and chat are spared the queries.
        asking = [pair for pair in pairs if hasattr(registry.adapter(pair[0]), "routes")]
        self.here: dict[tuple[int, int], LastInbound] = {}
        self.anywhere: dict[tuple[int, int], LastInbound] = {}
        self.refused: set[str] = set()
        self.here_pk: dict[tuple[int, int], int] = {}
        self.used: list[tuple[int, tuple[int, int], str]] = []
        if not asking:
            return
        self.refused = consents.opted_out_of(ticket.customer_id)
        said = Message.objects.filter(
            kind=MessageKind.INBOUND,
            inbox__in={inbox.pk for _kind, inbox, _identity in asking},
            identity__in={identity.pk for _kind, _inbox, identity in asking},
        ).order_by("inbox_id", "identity_id", "-sent_at", "-pk")
        said = said.distinct("inbox_id", "identity_id")
        here = list(said.filter(ticket=ticket))
        self.here = {self._key(m): found for m in here if (found := as_last_inbound(m))}
        self.here_pk = {self._key(m): m.pk for m in here}
        self.anywhere = {self._key(m): found for m in said if (found := as_last_inbound(m))}
        self._hear(
            {inbox.pk for _kind, inbox, _identity in asking}, {identity.pk for _kind, _inbox, identity in asking}
        )
        gone = ticket.messages.filter(kind=MessageKind.OUTBOUND, envelope__has_key="variant")
        gone = gone.exclude(state__in=[DeliveryState.FAILED, DeliveryState.CANCELLED])
        ways = gone.values_list("pk", "inbox_id", "identity_id", "envelope__variant")
        self.used = [(pk, (inbox or 0, identity or 0), str(variant)) for pk, inbox, identity, variant in ways]

    def _hear(self, inboxes: set[int], identities: set[int]) -> None:
        """Words that became no message (an answer to a survey) open a messaging window, too."""
        for key, at in InboundEvent.objects.heard(inboxes, identities).items():
            where = (key[0] or 0, key[1] or 0)
            known = self.anywhere.get(where) or LastInbound("", at)
            self.anywhere[where] = replace(known, sent_at=max(known.sent_at, at))

    @staticmethod
    def _key(message: Message) -> tuple[int, int]:
        return (message.inbox_id or 0, message.identity_id or 0)

    def context(self, kind: str, inbox: Inbox, identity: Identity) -> RouteContext:
        connection = getattr(inbox, "connection", None)
        key = (inbox.pk, identity.pk)
        # By the order in which they came here: providers' times may be whole seconds.
        used = tuple(way for pk, where, way in self.used if where == key and pk > self.here_pk.get(key, pk))
        return RouteContext(
            identity_kind=identity.kind,
            address=identity.address,
            settings=connection.settings if connection else {},
            state=connection.state if connection else {},
            now=self.now,
            here=self.here.get(key),
            anywhere=self.anywhere.get((inbox.pk, identity.pk)),
            opted_out=consents.source(kind, identity.address) in self.refused,
            language=self.ticket.language,
            used=used,
        )


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


def _inboxes_for(
    kind: str, ticket: Ticket, inboxes: list[Inbox], identity: Identity, last: Message | None
) -> list[Inbox]:
    """The one inbox of a channel that answers this address: the ticket's own, the one they wrote to last, its heir, its
    team's, any."""
    of_kind = [inbox for inbox in inboxes if inbox.channel == kind]
    same = [inbox for inbox in of_kind if inbox.pk == ticket.inbox_id]
    if last is not None and last.identity_id == identity.pk:
        same += [inbox for inbox in of_kind if inbox.pk == last.inbox_id]
    # A chat's owner may have named the mail inbox that goes on for it.
    own = next((inbox for inbox in inboxes if inbox.pk == ticket.inbox_id), None)
    connection = getattr(own, "connection", None)
    heir = str(connection.settings.get("mail_inbox", "")) if connection else ""
    same += [inbox for inbox in of_kind if str(inbox.pk) == heir]
    team = [inbox for inbox in of_kind if inbox.team_id == ticket.team_id]
    return [*same, *team, *of_kind][:1]


def _routes(kind: str, inbox: Inbox, identity: Identity, known: _Known) -> list[Route]:
    # What an adapter offers beside the contract's core is looked up by name.
    adapter = cast(Any, registry.adapter(kind))
    if hasattr(adapter, "routes"):
        options: list[RouteOption] = adapter.routes(known.context(kind, inbox, identity))
        return [
            Route(
                kind,
                inbox,
                identity,
                option.available,
                option.note,
                variant=option.variant,
                label=str(option.label),
                open_until=option.open_until,
                templates=tuple(option.templates),
                templates_only=option.templates_only,
                public=option.public,
                by_hand=option.by_hand,
                closed=option.closed,
                one_way=option.one_way,
                limit=option.limit,
                counter=option.counter,
            )
            for option in options
        ]
    ok, note = adapter.can_reach(identity) if hasattr(adapter, "can_reach") else (True, "")
    if ok and identity.undeliverable_at:
        ok, note = False, _("Mail to this address came back.") if identity.kind == "email" else _("Not reachable.")
    return [Route(kind, inbox, identity, ok, note)]


def _rank(route: Route, ticket: Ticket, last: Message | None, known: _Known) -> tuple[Any, ...]:
    same = last is not None and last.identity_id == route.identity.pk
    chosen = known.chosen
    # An agent who picked another way meant it, until the customer writes again.
    repeated = (
        chosen is not None
        and bool(chosen["envelope"].get("chosen"))
        and (last is None or chosen["sent_at"] >= last.sent_at)
        and (chosen["inbox_id"], chosen["identity_id"]) == (route.inbox.pk, route.identity.pk)
        and chosen["envelope"].get("variant", "") == route.variant
    )
    preferred = ticket.customer.preferred_channel
    answerable = last is not None and channel_info.get(last.channel).answers
    return (
        not route.available,
        not repeated,
        not (not answerable and preferred and route.channel == preferred),
        not (same and last is not None and last.channel == route.channel),
        not same,
        not (preferred and route.channel == preferred),
        route.templates_only,
        not route.identity.is_preferred,
        route.identity.verified_at is None,
        route.public,
        route.identity.pk,
    )
