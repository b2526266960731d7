"""A visitor's session: found by its token, opened by the first message, seen while any of its sockets lives."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from channels_inbox.adapters.webchat import live
from channels_inbox.models import ChatSession
from core.text import clean_line
from core.tokens import hash_token
from customers import actions as customers
from customers.models import Identity, IdentityKind
from tickets.live import push
from tickets.models import Inbox, Message, Ticket
from tickets.models.ticket import UNRESOLVED

TOKEN = re.compile(r"[A-Za-z0-9_-]{43,64}\Z")
KIND = IdentityKind.CHAT.value


class BadAddress(ValueError):
    """What the visitor left is no e-mail address."""


def visitor_address(token: str) -> str:
    """The address of the chat identity: it names the visitor without giving the token away."""
    return hash_token(token)[:32]


def find(inbox: Inbox, token: str) -> ChatSession | None:
    if not TOKEN.match(token):
        return None
    return (
        ChatSession.objects.select_related("identity__customer", "inbox")
        .filter(token_hash=hash_token(token), inbox=inbox)
        .first()
    )


def is_foreign(inbox: Inbox, token: str) -> bool:
    """A token that belongs to another inbox (a shop that changed its snippet) must not be used here."""
    return ChatSession.objects.filter(token_hash=hash_token(token)).exclude(inbox=inbox).exists()


def get_or_open(inbox: Inbox, token: str, *, name: str = "", language: str = "", page: str = "") -> ChatSession:
    """The session of this token; its customer, identity and row are made by the first message. Two at once get one."""
    with transaction.atomic():
        # The lock on the address inside serialises two tabs that write their first message at once.
        identity = customers.find_or_create(KIND, visitor_address(token), name=name, proven=True)
        session, _created = ChatSession.objects.get_or_create(
            token_hash=hash_token(token),
            defaults={"inbox": inbox, "identity": identity, "language": language, "page_url": page},
        )
    return ChatSession.objects.select_related("identity__customer", "inbox").get(pk=session.pk)


def seen(session_id: int, *, language: str = "", page: str = "") -> None:
    """A socket of the session lives: nobody has gone. Tells agents when they had counted as gone."""
    now = timezone.now()
    values: dict[str, object] = {"last_seen_at": now, "gone_at": None, "left_at": None}
    if language:
        values["language"] = language
    if page:
        values["page_url"] = page
    came_back = ChatSession.objects.filter(pk=session_id, left_at__isnull=False).update(**values)
    if not came_back:
        ChatSession.objects.filter(pk=session_id).update(**values)
        return
    session = ChatSession.objects.get(pk=session_id)
    for number in open_tickets(session):
        live.tell_presence(number, True)


def socket_closed(session_id: int) -> None:
    """Perhaps the last one: sockets in other tabs and processes answer the roll call and take it back."""
    now = timezone.now()
    ChatSession.objects.filter(pk=session_id).update(gone_at=now, last_seen_at=now)
    live.publish(live.session_topic(session_id), {"type": "roll_call"})


def open_tickets(session: ChatSession) -> list[int]:
    """Numbers of the unresolved tickets that this visitor wrote to by chat, newest first."""
    return list(
        Ticket.objects.filter(pk__in=Message.objects.filter(identity=session.identity_id).values("ticket"))
        .filter(status__in=UNRESOLVED)
        .order_by("-last_activity_at")
        .values_list("pk", flat=True)[:20]
    )


def leave_contact(session: ChatSession, email: str, name: str) -> str:
    """Keep the e-mail address that the visitor says is theirs (a claim, not a proof) and their name; the address.

    Raises BadAddress.
    """
    email = clean_line(email, 254).strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadAddress(email) from error
    identity = session.identity
    with transaction.atomic():
        if name:
            customers.find_or_create(KIND, identity.address, name=name)
        customers.claim_address(identity.customer, IdentityKind.EMAIL, email)
        ChatSession.objects.filter(pk=session.pk).update(claimed_email=email)
    for ticket in Ticket.objects.select_related("customer", "inbox", "team", "assignee").filter(
        pk__in=open_tickets(session)
    ):
        push(ticket, [], [])
    return email


def mail_identity(session: ChatSession) -> Identity | None:
    """Where answers go when the visitor is gone: the address they left, else one of the customer's own.

    The address they left may belong to another profile: mail goes there, and an answer with our token proves it.
    """
    found = list(
        Identity.objects.filter(kind=IdentityKind.EMAIL, undeliverable_at__isnull=True).filter(
            Q(customer=session.identity.customer_id) | Q(address=session.claimed_email or "-")
        )
    )
    found.sort(key=lambda i: (i.address != session.claimed_email, not i.is_preferred, i.verified_at is None, i.pk))
    return found[0] if found else None
