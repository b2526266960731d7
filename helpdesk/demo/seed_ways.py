"""How the demo's customers are known on each channel, what a message brings along there, and how far an answer got."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from channels_inbox.adapters.facebook_comments.payloads import IDENTITY_KIND as FACEBOOK
from channels_inbox.adapters.instagram.payloads import IDENTITY_KIND as INSTAGRAM
from channels_inbox.adapters.messenger.payloads import IDENTITY_KIND as MESSENGER
from channels_inbox.models import ChatSession
from core.tokens import hash_token, random_token
from customers import actions as customer_actions
from customers.models import Customer, Identity, IdentityKind
from customers.normalise import normalise
from helpdesk.demo import people
from helpdesk.demo.elsewhere import by_mail
from helpdesk.demo.seed_shop import Shop
from tickets import hooks
from tickets.models import DeliveryState

KINDS = {
    "email": IdentityKind.EMAIL,
    "form": IdentityKind.EMAIL,
    "counter": IdentityKind.EMAIL,
    "chat": IdentityKind.CHAT,
    "whatsapp": IdentityKind.PHONE,
    "sms": IdentityKind.PHONE,
    "voice": IdentityKind.PHONE,
    "messenger": MESSENGER,
    "instagram": INSTAGRAM,
    "instagram_comments": INSTAGRAM,
    "facebook_comments": FACEBOOK,
    "reviews": "review",
    "telegram": "telegram",
    "x": "x",
}
# Whoever read us, or at least got it, as far as their channel says.
REACHED = {
    "webchat": DeliveryState.READ,
    "whatsapp": DeliveryState.READ,
    "messenger": DeliveryState.READ,
    "instagram": DeliveryState.READ,
    "sms": DeliveryState.DELIVERED,
    "voice": DeliveryState.DELIVERED,
}


def inbox_kind(channel: str) -> str:
    """The product's name of the plan's channel."""
    return "webchat" if channel == "chat" else channel


def identity(shop: Shop, customer: people.Customer, channel: str, at: datetime) -> Identity:
    """The customer's address on a channel; one person, however many channels."""
    kind = str(KINDS[channel])
    if kind == IdentityKind.CHAT:
        identity(shop, customer, "email", at)  # the visitor says where answers may go
    found = shop.identities.get((kind, customer.email))
    if found is None:
        found = _new(shop, customer, kind, at)
        shop.identities[kind, customer.email] = found
    return found


def _new(shop: Shop, customer: people.Customer, kind: str, at: datetime) -> Identity:
    if kind == IdentityKind.CHAT:
        return _visitor(shop, customer, at)
    address, known = _address(customer, kind), shop.customers.get(customer.email)
    if known is not None:
        return _also(known, kind, address, customer.name, at)
    found = customer_actions.find_or_create(
        kind, address, name=customer.name, language=customer.language, proven=True, at=at
    )
    if customer.email in shop.vips:
        found.customer = customer_actions.change_customer(found.customer, facts={"Segment": "VIP"})
    shop.customers[customer.email] = found.customer
    return found


def _also(known: Customer, kind: str, address: str, name: str, at: datetime) -> Identity:
    """Another way to somebody whom the shop knows already."""
    found = Identity.objects.create(
        customer=known, kind=kind, address=address, display_name=name, verified_at=at, created_at=at
    )
    customer_actions.refresh_search(known)
    known.save(update_fields=["search_text"])
    return found


def _address(customer: people.Customer, kind: str) -> str:
    if kind == IdentityKind.EMAIL:
        return customer.email
    if kind == IdentityKind.PHONE:
        return normalise(kind, customer.phone)
    number = random.Random(f"{kind}:{customer.email}").randrange(10**9, 10**10)
    return f"google:{number}" if kind == KINDS["reviews"] else str(number)


def _visitor(shop: Shop, customer: people.Customer, at: datetime) -> Identity:
    token = random_token()
    visitor = Identity.objects.create(
        customer=shop.customers[customer.email],
        kind=IdentityKind.CHAT,
        address=hash_token(token)[:32],
        display_name=customer.name,
        verified_at=at,
        created_at=at,
    )
    ChatSession.objects.create(
        inbox=shop.inboxes["webchat"],
        identity=visitor,
        token_hash=hash_token(token),
        language=customer.language,
        claimed_email=customer.email,
        page_url=f"{settings.PUBLIC_URL}/demo/shop/",
        created_at=at,
    )
    return visitor


def leave(visitor: Identity, last: datetime) -> None:
    """The visitor closed the shop a moment after the last word, and counted as gone a minute later."""
    gone = last + timedelta(seconds=20)
    left = gone + timedelta(minutes=1)
    ChatSession.objects.filter(identity=visitor).update(last_seen_at=gone, gone_at=gone, left_at=left)


def route(shop: Shop, customer: people.Customer, channel: str, at: datetime) -> hooks.Route:
    """Where an answer goes that was asked for there."""
    kind = "email" if by_mail(channel) else inbox_kind(channel)
    found = identity(shop, customer, "email" if by_mail(channel) else channel, at)
    return hooks.Route(kind, shop.inboxes[kind], found)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a public message brings along: the provider's conversation, and what an answer there will need."""

    thread: str = ""
    envelope: dict[str, Any] | None = None
    rating: int | None = None


def carried(channel: str, external_id: str, stars: int | None, name: str) -> Carried:
    """As the channel's adapter reads it from the provider's event."""
    own: dict[str, Any] = {"from": name, "name": name, "public": True}
    match channel:
        case "reviews":
            facts = [["Stars", f"{stars}/5"], ["Where", "Google"]]
            memory = {"name": f"accounts/1/locations/1/reviews/{external_id}", "answered": False}
            return Carried(external_id, {**own, "facts": facts, "memory": memory}, stars)
        case "facebook_comments":
            memory = {"id": external_id, "under": external_id, "post": False, "private": True, "hide": True}
            return Carried(external_id, {**own, "memory": memory})
        case "instagram_comments":
            memory = {"id": external_id, "under": external_id, "live": False, "private": True, "hide": True}
            return Carried(external_id, {**own, "memory": memory})
        case "x":
            return Carried(external_id, {**own, "memory": {"post": external_id, "handle": name}})
    return Carried()
