"""Reading parts of stored files, wherever they lie."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models.fields.files import FieldFile

CHUNK = 256 * 1024  # bytes


def read_slice(stored: FieldFile, start: int, length: int) -> Iterator[bytes]:
    """So many bytes of a stored file, piece by piece. Opened when first read.

    A storage across the network has `slice(name, start, length)`, so that the rest isn't fetched.
    """
    if not length:
        return
    across = getattr(stored.storage, "slice", None)
    if across is not None:
        yield from across(str(stored.name), start, length)
        return
    with stored.storage.open(str(stored.name), "rb") as opened:
        opened.seek(start)
        while length > 0 and (chunk := opened.read(min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
