"""Parts of a file on request (RFC 9110 §14): what a player needs to start at once and to jump."""

from __future__ import annotations

import re

_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*", re.IGNORECASE | re.ASCII)


class NotSatisfiable(ValueError):
    """The range begins past the end: answered with 416."""


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte that are asked for; None for the whole file.

    A header that nobody understands and several ranges at once are ignored, as §14.2 allows. Raises NotSatisfiable.
    """
    found = _ONE_RANGE.fullmatch(header)
    if found is None or len(header) > 60:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:  # the last so many bytes
        length = min(int(last), size)
        if not length:
            raise NotSatisfiable
        return size - length, size - 1
    start, end = int(first), min(int(last), size - 1) if last else size - 1
    if last and int(last) < int(first):
        return None
    if start >= size:
        raise NotSatisfiable
    return start, end
