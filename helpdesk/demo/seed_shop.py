"""The shop as the workspace knows it: teams, people, inboxes, customers."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import Membership, Team, User
from channels_inbox.models import ChatSession, Connection
from core.tokens import hash_token, random_token
from customers import actions as customer_actions
from customers.models import CustomerNote, Identity, IdentityKind
from helpdesk.demo import people
from tickets.models import Inbox

CHANNELS = {"email": "email", "chat": "webchat"}
CHAT_SETTINGS = {
    "greeting_pl": "Dzień dobry! W czym możemy pomóc?",
    "greeting_en": "Hello! How can we help?",
    "position": "right",
    "ask_email": True,
    "allowed_origins": [],
}


@dataclass(slots=True)
class Shop:
    """What the rest of the seeding needs to find again."""

    teams: dict[str, Team]
    users: dict[str, User]
    inboxes: dict[str, Inbox]
    mail: dict[str, Identity] = field(default_factory=dict)
    chat: dict[str, Identity] = field(default_factory=dict)
    vips: set[str] = field(default_factory=set)


def build(now: datetime) -> Shop:
    """Teams, users and both inboxes."""
    began = now - timedelta(days=400)
    teams = {team.key: Team.objects.get_or_create(name=team.name)[0] for team in people.TEAMS}
    password = make_password(people.PASSWORD)
    users = {}
    for agent in people.AGENTS:
        user = User.objects.create(
            email=agent.email,
            name=agent.name,
            role=agent.role,
            language=agent.language,
            time_zone=settings.WORKSPACE_TIME_ZONE,
            signature=agent.bye["pl"],
            password=password,
            date_joined=began,
        )
        Membership.objects.bulk_create(Membership(user=user, team=teams[key]) for key in agent.teams)
        users[agent.key] = user
    inboxes = {
        "email": _inbox("support", "Kubek i Len", "email", f"support@{settings.MAIL_DOMAIN}", teams["care"]),
        "chat": _inbox("czat", "Czat w sklepie", "webchat", "", teams["care"], people.CHAT_PUBLIC_ID),
    }
    Connection.objects.filter(inbox=inboxes["chat"]).update(
        settings={**CHAT_SETTINGS, "mail_inbox": str(inboxes["email"].pk)}
    )
    return Shop(teams, users, inboxes)


def _inbox(slug: str, name: str, channel: str, address: str, team: Team, public_id: str = "") -> Inbox:
    inbox, _created = Inbox.objects.get_or_create(
        slug=slug, defaults={"name": name, "channel": channel, "address": address, "team": team, "language": "pl"}
    )
    if public_id and inbox.public_id != public_id:
        inbox.public_id = public_id
        inbox.save(update_fields=["public_id"])
    Connection.objects.get_or_create(inbox=inbox)
    return inbox


def identity(shop: Shop, customer: people.Customer, channel: str, at: datetime) -> Identity:
    """The customer's address on a channel; one person, however many channels."""
    known = shop.mail if channel == "email" else shop.chat
    if customer.email not in shop.mail:
        shop.mail[customer.email] = customer_actions.find_or_create(
            IdentityKind.EMAIL, customer.email, name=customer.name, language=customer.language, proven=True, at=at
        )
        if customer.email in shop.vips:
            kept = customer_actions.change_customer(shop.mail[customer.email].customer, facts={"Segment": "VIP"})
            shop.mail[customer.email].customer = kept
    if channel == "chat" and customer.email not in shop.chat:
        mail = shop.mail[customer.email]
        token = random_token()
        visitor = Identity.objects.create(
            customer=mail.customer,
            kind=IdentityKind.CHAT,
            address=hash_token(token)[:32],
            display_name=customer.name,
            verified_at=at,
            created_at=at,
        )
        ChatSession.objects.create(
            inbox=shop.inboxes["chat"],
            identity=visitor,
            token_hash=hash_token(token),
            language=customer.language,
            claimed_email=customer.email,
            page_url=f"{settings.PUBLIC_URL}/demo/shop/",
            created_at=at,
        )
        shop.chat[customer.email] = visitor
    return known[customer.email]


def leave(visitor: Identity, last: datetime) -> None:
    """The visitor closed the shop a moment after the last word, and counted as gone a minute later."""
    gone = last + timedelta(seconds=20)
    left = gone + timedelta(minutes=1)
    ChatSession.objects.filter(identity=visitor).update(last_seen_at=gone, gone_at=gone, left_at=left)


NOTES = (
    "Woli e-mail niż telefon, nie dzwonić.",
    "Zamawia co roku w listopadzie na prezenty dla zespołu. Warto odezwać się w październiku.",
    "Uczulenie na wełnę, proponować tylko czysty len.",
    "Prowadzi kawiarnię, zna się na ceramice.",
    "Prefers e-mail, please answer in English.",
)


def remember(shop: Shop, orders: dict[str, str], now: datetime, rng: random.Random) -> None:
    """What the shop already knows of its customers: orders, since when, and a few lasting notes."""
    for email, mail in shop.mail.items():
        known = mail.customer.facts
        if rng.random() < 0.7 or known:
            facts = {**known, "Ostatnie zamówienie": orders.get(email, ""), "Zamówień": str(rng.randint(1, 14))}
            facts["Klient od"] = str(now.year - rng.randint(0, 4))
            # What they bought for so far, by their number of orders and how dear their taste is.
            facts["Wartość"] = f"{int(facts['Zamówień']) * (70 + 35 * (len(email) % 6))} zł"
            customer_actions.change_customer(mail.customer, facts={key: value for key, value in facts.items() if value})
    authors = [shop.users["iga"], shop.users["ola"], shop.users["bartek"]]
    polish = [mail for mail in shop.mail.values() if mail.customer.language == "pl"]
    english = [mail for mail in shop.mail.values() if mail.customer.language == "en"]
    for number, text in enumerate(NOTES):
        pool = english if text.isascii() and english else polish
        CustomerNote.objects.create(
            customer=rng.choice(pool).customer,
            author=authors[number % len(authors)],
            text=text,
            created_at=now - timedelta(days=rng.randint(3, 80)),
        )
