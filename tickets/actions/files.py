"""Files of a message: capped, named safely, typed by what browsers may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile

from core.filetypes import HEAD, true_type
from core.text import clean_line, safe_filename
from tickets.actions import pictures
from tickets.models import Attachment, FileState, Message


@dataclass(frozen=True, slots=True)
class NewFile:
    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


def attach(message: Message, new: Sequence[NewFile]) -> list[Attachment]:
    """Store the files with the message, in the action's transaction. ValueError when one is too large (bytes)."""
    rows = []
    for item in new:
        if len(item.content) > settings.ATTACHMENT_MAX_BYTES and message.kind != "inbound":
            limit = settings.ATTACHMENT_MAX_BYTES // (1024 * 1024)
            raise ValueError(f"{safe_filename(item.name)} is larger than {limit} MB.")
        row = Attachment(
            message=message,
            name=safe_filename(item.name) or "file",
            content_type=true_type(clean_line(item.content_type, 150), item.content[:HEAD]),
            size=len(item.content),
            content_id=clean_line(item.content_id, 255),
            inline=item.inline,
        )
        row.thumbnail_due_at = pictures.due(row)
        row.file.save("file", ContentFile(item.content), save=False)
        row.save()
        pictures.hint(row)
        rows.append(row)
    return rows


@dataclass(frozen=True, slots=True)
class ComingFile:
    """A file that the provider still keeps; shown as on its way."""

    name: str = ""
    content_type: str = ""
    size: int = 0


def expect(message: Message, coming: Sequence[ComingFile]) -> list[Attachment]:
    """Rows for files that will be fetched, in this order."""
    return [
        Attachment.objects.create(
            message=message,
            name=safe_filename(item.name) or "file",
            content_type=clean_line(item.content_type, 150).lower(),
            size=max(item.size, 0),
            state=FileState.WAITING,
        )
        for item in coming
    ]
