"""Channels that are pages of our own: a form inside the shop's page, a counter with a QR code."""

from __future__ import annotations

import time
from dataclasses import dataclass

import jwt
from django.urls import reverse

from channels_inbox import registry
from channels_inbox.adapters.form.payloads import ALGORITHM, signing_key
from channels_inbox.models import Connection
from tickets import channel_info
from tickets.channel_info import ChannelInfo
from tickets.models import Inbox

KINDS = ("form", "counter")
SIGNED_FOR_S = 3600
# What the shop knows of a customer who is signed in there.
KNOWN = {"email": "anna.wisniewska@example.com", "name": "Anna Wiśniewska", "order": "48213", "customer_ref": "K-1042"}


@dataclass(frozen=True, slots=True)
class HostedColumn:
    """`frame` is a page of the shop that shows it; `links` are (label, URL) of its own pages."""

    info: ChannelInfo
    inbox: Inbox | None
    frame: str
    links: list[tuple[str, str]]

    @property
    def kind(self) -> str:
        return self.info.kind


def columns() -> list[HostedColumn]:
    rows = Connection.objects.select_related("inbox").filter(inbox__channel__in=KINDS, inbox__is_active=True)
    found = {row.inbox.channel: row.inbox for row in rows.order_by("-inbox_id")}
    return [_column(kind, found.get(kind)) for kind in KINDS if kind in registry.ADAPTERS]


def _column(kind: str, inbox: Inbox | None) -> HostedColumn:
    pages = getattr(registry.adapter(kind), "links", None)
    links = [(str(label), url) for label, url in pages(inbox)] if inbox is not None and pages else []
    frame = reverse("demo:contact") if kind == "form" and inbox is not None else ""
    return HostedColumn(channel_info.get(kind), inbox, frame, links)


def form_inbox() -> Inbox | None:
    """The shop's contact form, if it has one."""
    return Inbox.objects.filter(channel="form", is_active=True).select_related("connection").order_by("pk").first()


def known_token(inbox: Inbox) -> str:
    """What the shop's server would sign for a customer who is signed in."""
    now = int(time.time())
    claims = {**KNOWN, "iat": now, "exp": now + SIGNED_FOR_S}
    return jwt.encode(claims, signing_key(inbox, inbox.connection.settings), ALGORITHM)
