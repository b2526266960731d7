"""Files in and out: fetched by their id, sent after being uploaded.

Source: developers.facebook.com/docs/whatsapp/cloud-api/reference/media (types, sizes, URLs that last five minutes).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from channels_inbox.contract import AdapterError, FetchedFile, OutboundFile
from channels_inbox.providers.calls import address_parts, api_base, download
from channels_inbox.providers.meta import graph
from channels_inbox.providers.multipart import encode_form
from channels_inbox.providers.strict_json import text, whole
from core.text import clean_line

MB = 1024 * 1024
# What Meta takes as what, and how large at most. Everything else that it takes goes as a document.
SHOWN: dict[str, tuple[str, int]] = {
    "image/jpeg": ("image", 5 * MB),
    "image/png": ("image", 5 * MB),
    "video/mp4": ("video", 16 * MB),
    "video/3gpp": ("video", 16 * MB),
    "audio/aac": ("audio", 16 * MB),
    "audio/amr": ("audio", 16 * MB),
    "audio/mpeg": ("audio", 16 * MB),
    "audio/mp4": ("audio", 16 * MB),
    "audio/ogg": ("audio", 16 * MB),
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENTS = {
    "text/plain",
    "application/pdf",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint",
    f"{_OFFICE}.wordprocessingml.document",
    f"{_OFFICE}.spreadsheetml.sheet",
    f"{_OFFICE}.presentationml.presentation",
}
# Lines of text by another name.
AS_TEXT = {"text/csv", "text/markdown", "application/json", "text/tab-separated-values"}
DOCUMENT_MAX = 100 * MB
# The only hosts that the access token is shown to.
MEDIA_HOSTS = ("fbsbx.com", "fbcdn.net", "facebook.com", "whatsapp.net")


def plan(file: OutboundFile) -> tuple[str, str]:
    """(kind of message, content type) by which a file goes. Raises AdapterError (permanent) for what WhatsApp refuses."""
    content_type = file.content_type.partition(";")[0].strip().lower()
    content_type = "text/plain" if content_type in AS_TEXT else content_type
    kind, most = SHOWN.get(content_type, ("document", DOCUMENT_MAX))
    if kind == "document" and content_type not in DOCUMENTS:
        raise AdapterError(
            _(
                "WhatsApp doesn't take %(name)s. Send a photo (JPEG, PNG), a video (MP4), a PDF or an Office file instead."
            )
            % {"name": clean_line(file.name, 100)},
            permanent=True,
        )
    if file.size > most:
        raise AdapterError(
            _("%(name)s is too large for WhatsApp: %(mb)s MB at most.")
            % {"name": clean_line(file.name, 100), "mb": most // MB},
            permanent=True,
        )
    return kind, content_type


def upload(file: OutboundFile, phone_id: str, token: str, app_secret: str) -> str:
    """Meta's id of the file. May be repeated: an upload that nobody sends is forgotten after 30 days."""
    content_type = plan(file)[1]
    try:
        with default_storage.open(file.path) as stored:
            data = stored.read()
    except FileNotFoundError as error:
        raise AdapterError(_("The file %(name)s is gone.") % {"name": file.name}, permanent=True) from error
    fields = {"messaging_product": "whatsapp", "type": content_type}
    body, form_type = encode_form(fields, {"file": (file.name, data, content_type)})
    answer = graph(
        "whatsapp",
        "POST",
        f"{phone_id}/media",
        token=token,
        app_secret=app_secret,
        content=body,
        content_type=form_type,
        repeatable=True,
        timeout=60,
    )
    return text(answer, "id", needed=True)


def fetch(ref: Mapping[str, Any], settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> FetchedFile:
    """Ask for the file's address, then for the file. Raises AdapterError."""
    token = str(secrets.get("access_token", ""))
    params = {"phone_number_id": str(settings.get("phone_number_id", ""))}
    name = str(ref.get("id", ""))
    if not name.isascii() or not name.replace("-", "").replace("_", "").isalnum():
        raise AdapterError(_("WhatsApp doesn't name this file in a way that can be asked for."), permanent=True)
    known = graph("whatsapp", "GET", name, token=token, app_secret=str(secrets.get("app_secret", "")), params=params)
    if (whole(known, "file_size") or 0) > django_settings.ATTACHMENT_MAX_BYTES:
        raise AdapterError(_("The file is too large."), permanent=True)
    url = address_parts(text(known, "url", needed=True))
    host = url.hostname or ""
    if url.scheme != "https" or not any(host == own or host.endswith(f".{own}") for own in MEDIA_HOSTS):
        raise AdapterError(_("WhatsApp names an address for this file that isn't Meta's."), permanent=True)
    base = api_base("whatsapp", f"https://{url.netloc}", "lookaside")
    address = base + url.path + (f"?{url.query}" if url.query else "")
    found = download(address, headers={"Authorization": f"Bearer {token}"})
    _check(found.content, text(known, "sha256") or str(ref.get("sha256", "")))
    content_type = text(known, "mime_type").partition(";")[0].strip().lower() or found.content_type
    return FetchedFile(found.content, content_type)


def _check(content: bytes, claimed: str) -> None:
    """What came must be what was sent; hex or base64, as Meta writes it in different places. Raises AdapterError."""
    wanted = _digest(claimed)
    if wanted and not hmac.compare_digest(hashlib.sha256(content).digest(), wanted):
        raise AdapterError(_("The file came incomplete."), permanent=False)


def _digest(claimed: str) -> bytes:
    try:
        found = bytes.fromhex(claimed) if len(claimed) == 64 else base64.b64decode(claimed, validate=True)
    except (ValueError, binascii.Error):
        return b""
    return found if len(found) == 32 else b""
