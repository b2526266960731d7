"""multipart/form-data (RFC 7578) for providers that take files that way."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from core.text import safe_filename

# (name, content, content type)
FormFile = tuple[str, bytes, str]


def encode_form(fields: Mapping[str, str], files: Mapping[str, FormFile]) -> tuple[bytes, str]:
    """The body and its Content-Type, with the boundary. File names are made safe for a header."""
    parts = {
        field: (safe_filename(name), content, content_type or "application/octet-stream")
        for field, (name, content, content_type) in files.items()
    }
    # Nothing is sent: the request is only there to be encoded.
    request = httpx.Request("POST", "http://nowhere.invalid/", data=dict(fields), files=parts)
    return request.read(), request.headers["content-type"]
