"""Customers' files that a provider keeps: fetched by the worker, kept in our own storage, never linked to."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from channels_inbox import registry
from channels_inbox.contract import AdapterError, FetchedFile, RemoteFile, Trouble
from channels_inbox.models import Connection, MediaFetch
from core.wake import wake
from tickets.actions import attachment_failed, fill_attachment
from tickets.actions.amend import await_attachment
from tickets.models import Attachment, Inbox

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
MAX_ATTEMPTS = 7


def expect(inbox: Inbox, attachments: Sequence[Attachment], remote: Sequence[RemoteFile]) -> None:
    """Inside the message's transaction: what has to be fetched, in the order of the attachments."""
    for attachment, file in zip(attachments, remote, strict=True):
        row = MediaFetch.objects.create(attachment=attachment, inbox=inbox, ref=file.ref)
        transaction.on_commit(lambda pk=row.pk: wake("channels_inbox.tasks.fetch_media", pk), robust=True)  # type: ignore[misc]


def fetch(fetch_id: int) -> bool:
    """Bring one file; False when it isn't due or another worker has it. The network is touched outside transactions."""
    now = timezone.now()
    with transaction.atomic():
        row = (
            MediaFetch.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("attachment__message", "inbox__connection")
            .filter(pk=fetch_id, given_up=False, due_at__lte=now)
            .first()
        )
        if row is None:
            return False
        # A worker that dies in the middle leaves it to the sweep: fetching twice does no harm.
        row.attempts, row.due_at = row.attempts + 1, now + LEASE
        row.save(update_fields=["attempts", "due_at"])
    if row.attempts > MAX_ATTEMPTS:
        # It never got as far as an error: whoever fetched it died, perhaps of it.
        _failed(row, row.error or _("The file can't be fetched."), final=True)
        return True
    try:
        found = _bring(row)
    except AdapterError as error:
        _failed(row, error.message, final=error.permanent)
        if error.trouble == Trouble.AUTH:
            Connection.objects.get(inbox=row.inbox_id).ask_attention(error.message)
    except Exception as error:
        # Whatever a provider's file does to our code, the message stands and the file is tried again.
        log.exception("File of attachment %s could not be fetched", row.attachment_id)
        _failed(row, f"{type(error).__name__}: {error}", final=False)
    else:
        with transaction.atomic():
            fill_attachment(row.attachment, found.content, content_type=found.content_type, name=found.name)
            row.delete()
    return True


def _bring(row: MediaFetch) -> FetchedFile:
    connection = row.inbox.connection
    bring = cast(Any, registry.adapter(row.inbox.channel)).fetch
    found: FetchedFile = bring(row.ref, connection.settings, connection.secrets)
    if len(found.content) > settings.ATTACHMENT_MAX_BYTES:
        raise AdapterError(_("The file is too large."), permanent=True)
    return found


def _failed(row: MediaFetch, sentence: str, *, final: bool) -> None:
    with transaction.atomic():
        row.error = sentence[:2000]
        if final or row.attempts >= MAX_ATTEMPTS:
            row.given_up = True
            attachment_failed(row.attachment, sentence)
        else:
            pause = min(1800, 4 * 2**row.attempts) * random.uniform(0.7, 1.3)  # noqa: S311  (jitter)
            row.due_at = timezone.now() + timedelta(seconds=pause)
        row.save(update_fields=["error", "given_up", "due_at"])


def retry(attachment: Attachment) -> bool:
    """A person asks once more for a file that was given up; False when nobody waits for it (any more)."""
    with transaction.atomic():
        row = MediaFetch.objects.select_for_update().filter(attachment=attachment, given_up=True).first()
        if row is None:
            return False
        row.given_up, row.attempts, row.due_at = False, 0, timezone.now()
        row.save(update_fields=["given_up", "attempts", "due_at"])
        await_attachment(attachment)
        transaction.on_commit(lambda: wake("channels_inbox.tasks.fetch_media", row.pk), robust=True)
    return True


def sweep(limit: int = 50) -> int:
    """Fetch what a lost hint left behind."""
    due = MediaFetch.objects.filter(given_up=False, due_at__lte=timezone.now()).order_by("due_at", "pk")
    return sum(fetch(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))
