"""Names of attached files: made by strangers, so hygiene is core.text's; only a missing name is made up here."""

from __future__ import annotations

import mimetypes

from core.text import safe_filename

from . import limits

_ENDINGS = {
    "application/ms-tnef": ".dat",
    "text/calendar": ".ics",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "text/rfc822-headers": ".txt",
    "application/pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/pgp-signature": ".asc",
    "image/jpeg": ".jpg",
}


def file_name(name: str, content_type: str, index: int) -> str:
    """A harmless name for the attachment at `index`, never empty and never a path."""
    if any(char.isalnum() for char in name):
        return safe_filename(name, limits.MAX_FILE_NAME)
    ending = _ENDINGS.get(content_type) or mimetypes.guess_extension(content_type) or ".bin"
    return f"attachment-{index + 1}{ending}"
