"""The cast: the same people in every test. Ada owns the firm, Marek manages, Iga is on the ticket's team, Jan isn't."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import Membership, Role, Team, User
from channels_inbox.models import Connection
from customers import actions as customers
from customers.models import Identity
from tickets.actions import Incoming, Received, receive_message
from tickets.models import Inbox, SLAPolicy, SLATarget

PASSWORD = "kubek-i-len-2026"


@dataclass(frozen=True)
class Cast:
    ada: User
    marek: User
    iga: User
    jan: User
    returns: Team
    delivery: Team
    mail: Inbox
    chat: Inbox


def make_user(email: str, name: str, role: str = Role.AGENT, *teams: Team, **fields: Any) -> User:
    user = User.objects.create_user(email, PASSWORD, name=name, role=role, **fields)
    for team in teams:
        Membership.objects.create(user=user, team=team)
    return user


def make_inbox(slug: str, channel: str, team: Team, **fields: Any) -> Inbox:
    fields.setdefault("name", slug.title())
    inbox = Inbox.objects.create(slug=slug, channel=channel, team=team, **fields)
    Connection.objects.create(inbox=inbox)
    return inbox


def make_cast() -> Cast:
    returns, delivery = Team.objects.create(name="Zwroty"), Team.objects.create(name="Dostawy")
    return Cast(
        ada=make_user("ada@shop.example", "Ada Owner", Role.ADMIN),
        marek=make_user("marek@shop.example", "Marek Manager", Role.MANAGER),
        iga=make_user("iga@shop.example", "Iga Bober", Role.AGENT, returns),
        jan=make_user("jan@shop.example", "Jan Sowa", Role.AGENT, delivery),
        returns=returns,
        delivery=delivery,
        mail=make_inbox("support", "email", returns, name="Support", address="support@shop.example", language="en"),
        chat=make_inbox("chat", "webchat", returns, name="Chat", language="en"),
    )


def make_policy() -> SLAPolicy:
    """Urgent 1 h / 8 h, high 4 h / 24 h, normal 8 h / 72 h, low 24 h / 120 h; replaces what migrations made."""
    SLAPolicy.objects.all().delete()
    policy = SLAPolicy.objects.create(name="Standard")
    for priority, first, resolution in ((4, 60, 480), (3, 240, 1440), (2, 480, 4320), (1, 1440, 7200)):
        SLATarget.objects.create(
            policy=policy, priority=priority, first_response_minutes=first, resolution_minutes=resolution
        )
    return policy


def customer(address: str = "tomasz@example.com", name: str = "Tomasz Kuna", kind: str = "email") -> Identity:
    return customers.find_or_create(kind, address, name=name)


def write_in(inbox: Inbox, text: str = "Where is my parcel?", *, at: Any = None, **fields: Any) -> Received:
    """A customer's message, through the action that every channel uses."""
    identity = fields.pop("identity", None) or customer()
    fields.setdefault("subject", "Order 48213")
    received = receive_message(
        Incoming(inbox=inbox, customer=identity.customer, identity=identity, text=text, **fields), at=at
    )
    assert received is not None
    return received
