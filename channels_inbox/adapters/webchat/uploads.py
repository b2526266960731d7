"""Files that a visitor adds to a message: kept aside until the message comes, then part of its event."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from channels_inbox.adapters.webchat import limits
from channels_inbox.adapters.webchat.payloads import MAX_FILES, ChatFile
from channels_inbox.adapters.webchat.sessions import visitor_address
from core.text import safe_filename
from core.tokens import BadToken, make_token, read_token

FOLDER = "chat-uploads"
PURPOSE = "chat-upload"
KEEP = timedelta(hours=24)


class UploadRefused(ValueError):
    """`code` names the widget's sentence: tooLarge or badType."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Kept:
    token: str
    name: str
    size: int


def keep(token: str, file: UploadedFile) -> Kept:
    """Store one file for the holder of the visitor's token. Raises UploadRefused."""
    name = safe_filename(file.name or "") or "file"
    content_type = limits.UPLOAD_TYPES.get(name.rpartition(".")[2].lower())
    if content_type is None:
        raise UploadRefused("badType")
    size = file.size or 0
    if not 0 < size <= limits.UPLOAD_MAX_BYTES:
        raise UploadRefused("tooLarge")
    path = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}", ContentFile(file.read()))
    signed = make_token(PURPOSE, {"path": path, "name": name, "type": content_type, "for": visitor_address(token)})
    return Kept(signed, name, size)


def collect(token: str, signed: list[str]) -> tuple[list[ChatFile], list[str]]:
    """The files of a message and their paths, to be dropped once the event is committed. Raises UploadRefused for
    files that are gone, somebody else's or too large together."""
    files, paths, total = [], [], 0
    for item in signed[:MAX_FILES]:
        try:
            data = read_token(PURPOSE, item, KEEP.total_seconds())
            if data["for"] != visitor_address(token):
                raise UploadRefused("uploadFailed")
            with default_storage.open(data["path"]) as stored:
                content = stored.read()
        except (BadToken, FileNotFoundError) as error:
            raise UploadRefused("uploadFailed") from error
        total += len(content)
        if total > limits.MESSAGE_FILES_MAX_BYTES:
            raise UploadRefused("tooLarge")
        files.append(ChatFile(data["name"], data["type"], content))
        paths.append(data["path"])
    return files, paths


def drop(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def sweep() -> int:
    """Delete files whose message never came."""
    try:
        names = default_storage.listdir(FOLDER)[1]
    except FileNotFoundError:
        return 0
    limit, dropped = timezone.now() - KEEP, 0
    for name in names:
        path = f"{FOLDER}/{name}"
        try:
            if default_storage.get_modified_time(path) < limit:
                default_storage.delete(path)
                dropped += 1
        except FileNotFoundError:
            continue  # another worker was quicker
    return dropped
