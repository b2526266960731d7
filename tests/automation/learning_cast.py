"""A firm's closed tickets, written straight into the tables: two teams, two languages, many customers."""

from __future__ import annotations

import random
from datetime import timedelta

from django.utils import timezone

from automation.learning import store
from automation.models import LearningTarget, Mode, Training
from customers.models import Customer
from tests.automation.test_learning_weights import letter
from tests.cast import Cast
from tickets.models import Message, MessageKind, Tag, Ticket

NAMES = ["Anna Nowak", "Jan Kowalski", "Anna Zając", "Anna Lis", "Piotr Kot", "Ewa Nowak", "Anna Wilk", "Tom Hill"]


def closed_tickets(cast: Cast, n: int = 240, seed: int = 3) -> list[Ticket]:
    """Every third is about a return, an invoice (urgent, tagged), a parcel (moved to the other team)."""
    chance, now = random.Random(seed), timezone.now() - timedelta(days=60)
    people = Customer.objects.bulk_create(
        [Customer(name=f"{NAMES[i % len(NAMES)]} {chr(97 + i // 26)}{chr(97 + i % 26)}q") for i in range(60)]
    )
    tag = Tag.objects.create(name="faktura")
    tickets, topics = [], []
    for i in range(n):
        topic = ["returns", "delivery", "billing"][i % 3]
        topics.append(topic)
        tickets.append(
            Ticket(
                subject="x", customer=people[chance.randrange(60)], inbox=cast.mail, channel="email",
                team=cast.delivery if topic == "delivery" else cast.returns, status="closed",
                priority=4 if topic == "billing" else 2, language="pl" if i % 2 else "en",
                created_at=now + timedelta(hours=i),
            )
        )  # fmt: skip
    tickets = Ticket.objects.bulk_create(tickets)
    said = []
    for ticket, topic in zip(tickets, topics, strict=True):
        name = ticket.customer.name
        words = f"{letter(chance, topic, ticket.language)} ORD-{ticket.pk} {name} {name.replace(' ', '.')}@example.com"
        said.append(
            Message(
                ticket=ticket, kind=MessageKind.INBOUND, channel="email", inbox=cast.mail, text=words,
                subject="Pytanie", sent_at=ticket.created_at,
            )
        )  # fmt: skip
    Message.objects.bulk_create(said)
    tagged = [ticket for ticket, topic in zip(tickets, topics, strict=True) if topic == "billing"]
    Ticket.tags.through.objects.bulk_create([Ticket.tags.through(ticket=ticket, tag=tag) for ticket in tagged])
    return tickets


def switch_on(mode: str = Mode.SUGGEST, apply_from: int = 60, *targets: str) -> None:
    for target in targets or ("team", "tags", "priority"):
        LearningTarget.objects.update_or_create(target=target, defaults={"mode": mode, "apply_from": apply_from})


def learn() -> Training:
    """A whole round, as the worker does it."""
    assert store.ask() is not None and store.work_off()
    return Training.objects.get(state=Training.State.DONE, pk=Training.objects.latest("pk").pk)
