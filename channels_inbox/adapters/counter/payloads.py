"""What comes with the page of a counter: where it lies, and by which ways the firm can answer.

What is filled in travels as `channels_inbox.public_forms.submission.Submission`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from core.text import clean_line
from tickets import channel_info, hooks
from tickets.models import Inbox

MAX_PLACE = 60
# Addresses that people know by heart.
ADDRESS_KINDS = ("email", "phone")


@dataclass(frozen=True, slots=True)
class Way:
    """One way to be answered: the channel, its name, and the kind of address it needs."""

    channel: str
    label: str
    address_kind: str


def ways(inbox: Inbox) -> list[Way]:
    """The ways that can begin a conversation now, as far as the owner offers them at this counter."""
    offered = inbox.connection.settings.get("channels") or []
    active = list(Inbox.objects.filter(is_active=True).exclude(channel=inbox.channel).select_related("connection"))
    return [
        Way(info.kind, str(info.name), kind)
        for info in channel_info.all_channels()
        if info.can_start and info.answers and (not offered or info.kind in offered)
        for kind in [next((kind for kind in info.kinds if kind in ADDRESS_KINDS), "")]
        if kind and any(one.channel == info.kind and _can_begin(one) for one in active)
    ]


def _can_begin(inbox: Inbox) -> bool:
    """Freely, or by an approved template: one that has none can't write first."""
    templates = hooks.start_templates(inbox)
    return templates is None or bool(templates)


def _mark(inbox: Inbox, place: str) -> str:
    text = f"counter-place:{inbox.public_id}:{place}"
    # 64 bits are enough for a label, and a short address makes a code that is quickly scanned.
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:16]


def page_url(inbox: Inbox, place: str = "") -> str:
    """The address behind the QR code. The place is signed: who scans can't say that they stood elsewhere."""
    place = clean_line(place, MAX_PLACE)
    query = f"?{urlencode({'place': place, 'mark': _mark(inbox, place)})}" if place else ""
    return settings.PUBLIC_URL + reverse("counter-page", args=[inbox.public_id]) + query


def read_place(inbox: Inbox, place: str, mark: str) -> str:
    """The place that our own code named; empty for any other."""
    place = clean_line(place, MAX_PLACE)
    good = hmac.compare_digest(_mark(inbox, place).encode(), mark.encode("utf-8", "replace"))
    return place if place and good else ""


def offer(kinds: Sequence[str] = ADDRESS_KINDS) -> list[tuple[str, str]]:
    """Channels that an owner may offer at a counter, as choices of a form."""
    infos = [info for info in channel_info.all_channels() if info.can_start and info.answers]
    return [(info.kind, str(info.name)) for info in infos if set(info.kinds) & set(kinds)]
