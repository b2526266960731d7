"""Programs that fill in forms. What they send is kept aside with its reason, never thrown away: they may be people."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import redis
from django.http import HttpRequest
from django.utils.translation import gettext_noop
from django_ratelimit.core import is_ratelimited

from channels_inbox.public_forms.opened import Opened
from tickets.models import Inbox

log = logging.getLogger(__name__)

# A field that people don't see and browsers don't fill in.
TRAP = "extra_reference"
MIN_FILL_S = 2.0
PER_PAGE = "5/h"

REASONS = {
    "trap": gettext_noop(
        "Looks automatic: a field that people don’t see was filled in. “Try again” takes it in all the same."
    ),
    "quick": gettext_noop(
        "Looks automatic: sent within two seconds of opening the page. “Try again” takes it in all the same."
    ),
    "many": gettext_noop(
        "Looks automatic: too many from one address within an hour. “Try again” takes it in all the same."
    ),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How many one address on the net may send to one inbox (django-ratelimit's words): more is kept aside, then refused.
    Whole offices share an address, and everybody in a shop its Wi-Fi."""

    aside: str
    refuse: str


def suspicion(request: HttpRequest, inbox: Inbox, opened: Opened, limits: Limits) -> str:
    """Why this looks automatic: a key of REASONS, empty when it doesn't."""
    # Both are counted every time, whatever else is suspicious.
    many = [
        _beyond(request, f"page:{inbox.pk}", PER_PAGE, opened.nonce),
        _beyond(request, f"aside:{inbox.pk}", limits.aside),
    ]
    if request.POST.get(TRAP):
        return "trap"
    if opened.age_s < MIN_FILL_S:
        return "quick"
    return "many" if any(many) else ""


def flooding(request: HttpRequest, inbox: Inbox, limits: Limits) -> bool:
    """Is it so much that it isn't even kept?"""
    return _beyond(request, f"refuse:{inbox.pk}", limits.refuse)


def _beyond(request: HttpRequest, group: str, rate: str, name: str = "") -> bool:
    key = (lambda _group, _request: name) if name else "ip"
    try:
        return bool(is_ratelimited(request, group=f"public-form:{group}", key=key, rate=rate, increment=True))
    except (redis.RedisError, OSError) as error:
        # People must be able to write while Redis is away.
        log.warning("Forms can't be counted: %s", error)
        return False
