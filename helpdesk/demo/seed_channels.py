"""An inbox for every channel that has a stand-in, connected as its demo.py says, and for those with pages of our own."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import translation

from accounts.models import Team
from channels_inbox import registry
from channels_inbox.inboxes import free_slug
from channels_inbox.models import Connection
from helpdesk.demo import people
from helpdesk.demo.channels import kinds
from tickets import channel_info
from tickets.models import Inbox

# Channels without a provider: pages of our own.
HOSTED: dict[str, dict[str, Any]] = {
    "form": {
        "title_pl": "Napisz do nas",
        "title_en": "Write to us",
        "topics_pl": "Zwrot: Numer zamówienia*, Powód (uszkodzone / zły rozmiar / rozmyśliłem się)*\n"
        "Gdzie jest moja paczka?: Numer zamówienia*\nInna sprawa",
        "topics_en": "Return: Order number*, Reason (damaged / wrong size / changed my mind)*\n"
        "Where is my parcel?: Order number*\nSomething else",
        "takes_files": True,
    },
    "counter": {"title_pl": "Kubek i Len, sklep przy Długiej", "title_en": "Kubek i Len, the shop in Długa"},
}


def connect() -> list[Inbox]:
    """Make what is missing, also in a house that was seeded when there were fewer channels. A channel that somebody has
    connected, or put out of use, stays as they left it."""
    there = set(Inbox.objects.values_list("channel", flat=True))
    wanted = [*kinds(), *(kind for kind in HOSTED if kind in registry.ADAPTERS)]
    with translation.override("pl"):
        return [_connected(kind) for kind in wanted if kind not in there]


def _connected(kind: str) -> Inbox:
    demo = registry.demo(kind)
    name = f"{people.SHOP} · {channel_info.get(kind).name}"[:80]
    with transaction.atomic():
        inbox = Inbox.objects.create(
            slug=free_slug(kind),
            name=name,
            channel=kind,
            address=demo.address if demo else "",
            team=Team.objects.get_or_create(name=people.TEAMS[0].name)[0],
            language="pl",
        )
        settings, secrets = (demo.settings, demo.secrets) if demo else (HOSTED[kind], {})
        Connection.objects.create(inbox=inbox, settings=dict(settings), secrets=dict(secrets))
    return inbox
