"""multipart/form-data (RFC 7578) for providers that take files that way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from core.text import safe_filename


@dataclass(frozen=True, slots=True)
class FormFile:
    name: str
    content: bytes
    content_type: str = "application/octet-stream"


def encode(fields: Mapping[str, str], files: Mapping[str, FormFile]) -> tuple[bytes, str]:
    """The body and its Content-Type, with the boundary. File names are made safe for a header."""
    parts = {
        field: (safe_filename(file.name), file.content, file.content_type or "application/octet-stream")
        for field, file in files.items()
    }
    # Nothing is sent: the request is only there to be encoded.
    request = httpx.Request("POST", "http://nowhere.invalid/", data=dict(fields), files=parts)
    return request.read(), request.headers["content-type"]
