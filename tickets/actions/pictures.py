"""Small pictures for the thread, made by the worker after the message is in: a broken picture never holds one up."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from core import pictures
from core.wake import wake
from tickets import events
from tickets.models import Attachment, FileState, Message

log = logging.getLogger(__name__)

# A worker that died over a picture (or was stopped) leaves it to the next one, not for ever.
MAX_ATTEMPTS = 3
PAUSE = timedelta(minutes=3)


def due(row: Attachment) -> datetime | None:
    """When to try: at once for a picture that is here."""
    return timezone.now() if row.is_image and row.state == FileState.READY else None


def hint(row: Attachment) -> None:
    """Inside the transaction that keeps the file: let a worker know."""
    if row.thumbnail_due_at is not None:
        transaction.on_commit(partial(wake, "tickets.tasks.make_thumbnail", row.pk), robust=True)


def make_thumbnail(attachment_id: int) -> bool:
    """Make one; False when it isn't due or another worker has it. Storage and decoding happen outside transactions."""
    row = _claim(attachment_id)
    if row is None:
        return False
    try:
        with row.file.open("rb") as stored:
            small = pictures.thumbnail(stored.read())
    except (pictures.NotAPicture, FileNotFoundError, MemoryError) as error:
        log.info("No small picture of attachment %s: %s", row.pk, error)
        _keep(row)
        return True
    row.thumbnail.save("thumbnail", ContentFile(small), save=False)
    if not _keep(row, thumbnail=row.thumbnail.name):
        row.thumbnail.delete(save=False)  # the customer took the message back meanwhile
    return True


def _keep(row: Attachment, **made: str | None) -> bool:
    """It is settled, one way or the other, and the thread shows it anew."""
    with transaction.atomic():
        kept = Attachment.objects.filter(pk=row.pk).update(thumbnail_due_at=None, **made)
        if kept:
            transaction.on_commit(partial(_show, row.message_id), robust=True)
    return bool(kept)


def _claim(attachment_id: int) -> Attachment | None:
    now = timezone.now()
    with transaction.atomic():
        rows = Attachment.objects.select_for_update(skip_locked=True, no_key=True)
        row = rows.filter(pk=attachment_id, thumbnail_due_at__lte=now).first()
        if row is not None:
            row.thumbnail_attempts += 1
            row.thumbnail_due_at = now + PAUSE if row.thumbnail_attempts < MAX_ATTEMPTS else None
            row.save(update_fields=["thumbnail_attempts", "thumbnail_due_at"])
    return row


def _show(message_id: int) -> None:
    message = Message.objects.filter(pk=message_id).first()
    if message is not None:
        events.message_state_changed.send_robust(sender=Message, message=message)


def sweep_thumbnails(limit: int = 50) -> int:
    """Make what a lost hint, a stopped worker or a storage out of reach left behind. One that breaks doesn't stop the rest."""
    rows = Attachment.objects.filter(thumbnail_due_at__lte=timezone.now()).order_by("thumbnail_due_at")
    made = 0
    for pk in list(rows.values_list("pk", flat=True)[:limit]):
        try:
            made += make_thumbnail(pk)
        except Exception:  # the storage is away: it is tried again, and the log says why
            log.exception("Small picture of attachment %s could not be kept", pk)
    return made
