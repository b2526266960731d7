"""What a customer said about being written to, by channel and address."""

from __future__ import annotations

from customers.models import Consent, Customer

MESSAGES = "messages"


def source(channel: str, address: str) -> str:
    """How a consent names the channel and address that it is about: 40 characters at most."""
    return f"{channel}:{address}"[:40]


def opted_out(customer: Customer | int, channel: str, address: str) -> bool:
    """Did they say last that they don't want messages there?"""
    said = Consent.objects.filter(customer=customer, purpose=MESSAGES, source=source(channel, address))
    last = said.order_by("-at", "-pk").values_list("granted", flat=True).first()
    return last is False


def opted_out_of(customer: Customer | int) -> set[str]:
    """The sources (channel and address) that they don't want messages at; one query."""
    return {where for where, granted in _said_last(customer).items() if not granted}


def opted_into(customer: Customer | int) -> set[str]:
    """The sources (channel and address) that they said they want messages at; one query."""
    return {where for where, granted in _said_last(customer).items() if granted}


def _said_last(customer: Customer | int) -> dict[str, bool]:
    said = Consent.objects.filter(customer=customer, purpose=MESSAGES).order_by("at", "pk")
    return dict(said.values_list("source", "granted"))
