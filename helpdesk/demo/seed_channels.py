"""An inbox for every channel that has a stand-in, connected as its demo.py says."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Team
from channels_inbox import registry
from channels_inbox.inboxes import free_slug
from channels_inbox.models import Connection
from helpdesk.demo import people
from helpdesk.demo.channels import kinds
from tickets import channel_info
from tickets.models import Inbox

# Who reads what comes by it, where it isn't the first team.
TEAMS = {"voice": "delivery"}


def connect() -> list[Inbox]:
    """Make what is missing, also in a house that was seeded when there were fewer channels. A channel that somebody has
    connected, or put out of use, stays as they left it."""
    there = set(Inbox.objects.values_list("channel", flat=True))
    return [_connected(kind) for kind in kinds() if kind not in there]


def _connected(kind: str) -> Inbox:
    demo = registry.demo(kind)
    assert demo is not None
    names = {team.key: team.name for team in people.TEAMS}
    name = f"{people.SHOP} · {channel_info.get(kind).name}"[:80]
    with transaction.atomic():
        inbox = Inbox.objects.create(
            slug=free_slug(kind),
            name=name,
            channel=kind,
            address=demo.address,
            team=Team.objects.get_or_create(name=names[TEAMS.get(kind, "care")])[0],
            language="pl",
        )
        Connection.objects.create(inbox=inbox, settings=dict(demo.settings), secrets=dict(demo.secrets))
    return inbox
