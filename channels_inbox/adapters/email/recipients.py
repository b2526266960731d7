"""Which inbox an envelope recipient belongs to."""

from __future__ import annotations

from django.conf import settings

from tickets.models import Inbox

from .headers import normal_address
from .threads import base_address


def inbox_for(address: str) -> Inbox | None:
    """The active mail inbox of an address: exact, by alias, or without its plus-part. In the demo every address at
    localhost reaches the first one."""
    address = normal_address(address)
    if not address:
        return None
    inboxes = list(Inbox.objects.filter(channel="email", is_active=True).select_related("connection").order_by("pk"))
    for wanted in dict.fromkeys((address, base_address(address))):
        for inbox in inboxes:
            if wanted in _addresses(inbox):
                return inbox
    if settings.DEMO and inboxes and address.rpartition("@")[2] in {"localhost", settings.MAIL_DOMAIN}:
        return inboxes[0]
    return None


def _addresses(inbox: Inbox) -> set[str]:
    connection = getattr(inbox, "connection", None)
    aliases = connection.settings.get("aliases") or [] if connection else []
    return {normal_address(item) for item in (inbox.address, *aliases)} - {""}
