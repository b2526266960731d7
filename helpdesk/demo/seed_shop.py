"""The shop as the workspace knows it: teams, people, inboxes, customers."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.models import Membership, Team, User
from channels_inbox.models import Connection
from customers import actions as customer_actions
from customers.models import Customer, CustomerNote, Identity
from helpdesk.demo import people, seed_channels
from tickets.models import Inbox

CHAT_SETTINGS = {
    "greeting_pl": "Dzień dobry! W czym możemy pomóc?",
    "greeting_en": "Hello! How can we help?",
    "position": "right",
    "ask_email": True,
    "allowed_origins": [],
}


@dataclass(slots=True)
class Shop:
    """What the rest of the seeding needs to find again; inboxes by channel, customers by the plan's address of them."""

    teams: dict[str, Team]
    users: dict[str, User]
    inboxes: dict[str, Inbox]
    customers: dict[str, Customer] = field(default_factory=dict)
    # By (kind, the plan's address of the customer).
    identities: dict[tuple[str, str], Identity] = field(default_factory=dict)
    vips: set[str] = field(default_factory=set)


def build(now: datetime) -> Shop:
    """Teams, users and an inbox for every channel."""
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
        "webchat": _inbox("czat", "Czat w sklepie", "webchat", "", teams["care"], people.CHAT_PUBLIC_ID),
    }
    Connection.objects.filter(inbox=inboxes["webchat"]).update(
        settings={**CHAT_SETTINGS, "mail_inbox": str(inboxes["email"].pk)}
    )
    inboxes |= {inbox.channel: inbox for inbox in seed_channels.connect()}
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


NOTES = (
    "Woli e-mail niż telefon, nie dzwonić.",
    "Zamawia co roku w listopadzie na prezenty dla zespołu. Warto odezwać się w październiku.",
    "Uczulenie na wełnę, proponować tylko czysty len.",
    "Prowadzi kawiarnię, zna się na ceramice.",
    "Prefers e-mail, please answer in English.",
)


def remember(shop: Shop, orders: dict[str, str], now: datetime, rng: random.Random) -> None:
    """What the shop already knows of its customers: orders, since when, and a few lasting notes."""
    for email, customer in shop.customers.items():
        known = customer.facts
        if rng.random() < 0.7 or known:
            facts = {**known, "Ostatnie zamówienie": orders.get(email, ""), "Zamówień": str(rng.randint(1, 14))}
            facts["Klient od"] = str(now.year - rng.randint(0, 4))
            # What they bought for so far, by their number of orders and how dear their taste is.
            facts["Wartość"] = f"{int(facts['Zamówień']) * (70 + 35 * (len(email) % 6))} zł"
            customer_actions.change_customer(customer, facts={key: value for key, value in facts.items() if value})
    authors = [shop.users["iga"], shop.users["ola"], shop.users["bartek"]]
    polish = [one for one in shop.customers.values() if one.language == "pl"]
    english = [one for one in shop.customers.values() if one.language == "en"]
    for number, text in enumerate(NOTES):
        pool = english if text.isascii() and english else polish
        CustomerNote.objects.create(
            customer=rng.choice(pool),
            author=authors[number % len(authors)],
            text=text,
            created_at=now - timedelta(days=rng.randint(3, 80)),
        )
