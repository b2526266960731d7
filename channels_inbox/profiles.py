"""Names of people whom their provider's messages don't name: asked for once the message is in.

A name is a courtesy: nobody waits for it, a lost hint or a failed call is made good by their next message.
"""

from __future__ import annotations

import logging
from typing import Any, cast

import redis
from django.db import transaction

from channels_inbox import registry
from channels_inbox.contract import AdapterError
from channels_inbox.models import Connection
from core.redis import redis_client, redis_key
from core.text import clean_line
from core.wake import wake
from customers import actions as customers
from customers.models import Identity
from tickets.actions import show_anew
from tickets.models import Inbox

log = logging.getLogger(__name__)

# Somebody whom the provider doesn't name is asked about a few times a day, not with every message.
TRIES, PER_S = 3, 86_400


def expect(inbox: Inbox, identity: Identity) -> None:
    """Inside the message's transaction: ask for their name afterwards, where the channel can."""
    if hasattr(registry.adapter(inbox.channel), "profile"):
        names = (inbox.pk, identity.pk)
        transaction.on_commit(lambda: wake("channels_inbox.tasks.look_up_name", *names), robust=True)


def look_up(inbox_id: int, identity_id: int) -> bool:
    """Ask the provider and keep the name; whether there is one now."""
    identity = Identity.objects.select_related("customer").filter(pk=identity_id).first()
    connection = Connection.objects.select_related("inbox").filter(inbox=inbox_id).first()
    if identity is None or connection is None or identity.display_name:
        return identity is not None and bool(identity.display_name)
    if not _may_ask(identity):
        return False
    # What an adapter offers beside the contract's core is looked up by name.
    adapter = cast(Any, registry.adapter(connection.inbox.channel))
    try:
        name = clean_line(adapter.profile(identity.address, connection.settings, connection.secrets), 200)
    except AdapterError as error:
        log.warning("No name for identity %s of inbox %s: %s", identity.pk, inbox_id, clean_line(error.message, 300))
        return False
    if not name:
        return False
    with transaction.atomic():
        named = customers.find_or_create(identity.kind, identity.address, name=name, at=identity.customer.last_seen_at)
    show_anew(named.customer)
    return True


def _may_ask(identity: Identity) -> bool:
    key = redis_key("profile", str(identity.pk))
    try:
        asked = redis_client().incr(key)
        if asked == 1:
            redis_client().expire(key, PER_S)
    except redis.RedisError:  # no count, no harm: hints come through Redis, too
        return True
    return int(asked) <= TRIES
