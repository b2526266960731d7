"""How customers reach the inboxes in use: what each adapter's `way_in` says."""

from __future__ import annotations

from channels_inbox import registry
from tickets.hooks import WayIn
from tickets.models import Inbox


def ways_in() -> list[WayIn]:
    """In the registry's order of channels; what two inboxes share is told once."""
    kinds = list(registry.ADAPTERS)
    inboxes = Inbox.objects.filter(is_active=True, channel__in=kinds, connection__isnull=False)
    found: dict[str, WayIn] = {}
    for inbox in sorted(inboxes.select_related("connection"), key=lambda one: (kinds.index(one.channel), one.pk)):
        ask = getattr(registry.adapter(inbox.channel), "way_in", None)
        way = ask(inbox) if ask is not None else None
        if way is not None:
            found.setdefault(way.url or f"widget:{way.widget}", way)
    return list(found.values())
