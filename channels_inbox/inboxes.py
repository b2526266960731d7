"""Every write to an inbox and its connection, and a try of the connection. Each leaves a line in the log."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from channels_inbox import registry
from channels_inbox.contract import AdapterError
from channels_inbox.models import Connection
from core import sweeps
from core.text import fold
from core.wake import wake
from tickets.models import Inbox

log = logging.getLogger("helpdesk.audit")

SLUG = 60


def free_slug(name: str) -> str:
    """A short name for addresses and commands: from the name, numbered when taken."""
    base = slugify(fold(name))[: SLUG - 5] or "inbox"
    taken = set(Inbox.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


def save_inbox(by: User, inbox: Inbox, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> Inbox:
    """Create or change an inbox together with its connection. Secrets that come empty are kept as they are."""
    is_new = inbox.pk is None
    with transaction.atomic():
        if is_new:
            inbox.slug = free_slug(inbox.name)
        inbox.save()
        Connection.objects.get_or_create(inbox=inbox)
        connection = Connection.objects.select_for_update().get(inbox=inbox)
        connection.settings = {**connection.settings, **settings}
        connection.secrets = {**connection.secrets, **{name: value for name, value in secrets.items() if value}}
        connection.save(update_fields=["settings", "secrets"])
        # What the provider keeps for us (approved templates) is there before anybody asks for it.
        transaction.on_commit(lambda: wake("channels_inbox.tasks.sync_inbox", inbox.pk), robust=True)
    log.info("inbox %s (%s) %s by user %s", inbox.pk, inbox.channel, "created" if is_new else "changed", by.pk)
    return inbox


def same_account(kind: str, settings: Mapping[str, Any], besides: int | None) -> Inbox | None:
    """Another inbox in use that is connected to the same account (the number's or page's id) by this channel."""
    name = getattr(registry.adapter(kind), "account_setting", "") if kind in registry.ADAPTERS else ""
    account = settings.get(name)
    if not name or not account:
        return None
    found = Inbox.objects.filter(channel=kind, is_active=True, **{f"connection__settings__{name}": account})
    return found.exclude(pk=besides or 0).order_by("pk").first()


def set_active(by: User, inbox: Inbox, active: bool) -> None:
    """An inactive inbox takes and sends nothing; its tickets stay."""
    Inbox.objects.filter(pk=inbox.pk).update(is_active=active)
    log.info("inbox %s %s by user %s", inbox.pk, "activated" if active else "deactivated", by.pk)


def try_connection(inbox: Inbox) -> tuple[bool, str]:
    """Ask the adapter; (whether it works, a sentence for the owner). The sentence stays on the inbox until it works."""
    connection = Connection.objects.get(inbox=inbox)
    try:
        tried = {**connection.settings, "address": inbox.address}
        sentence = registry.adapter(inbox.channel).test_connection(tried, connection.secrets)
    except AdapterError as error:
        connection.note_error(error.message)
        return False, error.message
    connection.note_error("")
    sync(inbox.pk)
    connection.refresh_from_db(fields=["last_error"])
    if connection.last_error:
        return False, connection.last_error
    return True, sentence or _("The connection works.")


def sync(inbox_id: int) -> bool:
    """Keep in the connection's memory what the adapter fetches (approved templates); False where it can't or needn't.
    What went wrong is shown to the owner."""
    connection = Connection.objects.select_related("inbox").get(inbox=inbox_id)
    fetch = getattr(registry.adapter(connection.inbox.channel), "sync", None)
    if fetch is None:
        return False
    try:
        found = fetch(connection)
    except AdapterError as error:
        connection.note_error(error.message)
        return False
    with transaction.atomic():
        current = Connection.objects.select_for_update().get(pk=connection.pk)
        current.state = {**current.state, **found}
        current.save(update_fields=["state"])
    return True


def sync_all() -> int:
    """Every inbox in use, once; how many had something to fetch. A template may end without a word from the provider."""
    inboxes = Inbox.objects.filter(is_active=True, channel__in=list(registry.ADAPTERS), connection__isnull=False)
    return sweeps.each("channels: sync", list(inboxes.order_by("pk").values_list("pk", flat=True)), sync)
