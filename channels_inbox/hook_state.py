"""How an inbox's webhook is doing, as its owner reads it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.utils.translation import gettext as _

from channels_inbox import hooks
from channels_inbox.models import EventState, InboundEvent
from core.http import is_public_address
from tickets.models import Inbox

# Names that no provider can look up (RFC 6761, RFC 6762, and what routers and companies use).
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid", ".example")


@dataclass(frozen=True, slots=True)
class HookState:
    """`refused` are calls with a wrong signature within about a day, `last` the newest event (without its bytes)."""

    url: str
    warning: str
    refused: int
    last: InboundEvent | None
    quarantined: int


def hook_state(inbox: Inbox) -> HookState | None:
    """None for a channel without webhooks."""
    if not hooks.takes_hooks(inbox.channel):
        return None
    refused = 0
    with suppress(redis.RedisError):  # the count is a courtesy
        refused = hooks.refused(inbox)
    events = InboundEvent.objects.filter(inbox=inbox)
    last = events.select_related("inbox").defer("payload", "headers").order_by("-received_at", "-pk").first()
    quarantined = events.filter(state=EventState.QUARANTINED).count()
    return HookState(hooks.hook_url(inbox), unreachable(settings.PUBLIC_URL), refused, last, quarantined)


def unreachable(public_url: str) -> str:
    """Why a provider can't call us at this address; "" when it looks as if it could."""
    parts = urlsplit(public_url)
    if _is_local(parts.hostname or ""):
        if settings.CHANNEL_API_BASE:
            return _("The provider is played on this machine. A real one couldn’t reach this address.")
        return _("The provider can’t reach this address: it is only known here. Set PUBLIC_URL to your public one.")
    if parts.scheme != "https":
        return _("Providers call https addresses only. Set up TLS, then set PUBLIC_URL to the https address.")
    return ""


def _is_local(host: str) -> bool:
    try:
        return not is_public_address(ip_address(host))
    except ValueError:
        return "." not in host or f".{host}".endswith(_LOCAL_NAMES)
