"""JSON from outside, read strictly: whatever a stranger sends ends in plain, storable values or in UnreadablePayload."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from channels_inbox.contract import UnreadablePayload

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
# What a column of the database holds.
MAX_WHOLE = 2**63
# Half of a pair that was cut in the middle of an emoji; PostgreSQL keeps neither it nor a NUL.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_object(payload: bytes, *, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """The object that these bytes are: UTF-8, at most 40 levels deep, finite numbers. Broken halves of characters become
    U+FFFD, NUL goes. Raises UnreadablePayload."""
    if len(payload) > max_bytes:
        raise UnreadablePayload(_("This is too large to be read."))
    try:
        value = json.loads(payload.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UnreadablePayload(_("This isn't JSON that can be read.")) from error
    if not isinstance(value, dict):
        raise UnreadablePayload(_("This is JSON, but not an object."))
    cleaned: dict[str, Any] = _clean(value, 0)
    return cleaned


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON.")


def _clean(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise UnreadablePayload(_("This is nested too deeply to be read."))
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value).replace("\0", "")
    if isinstance(value, dict):
        return {_clean(key, depth): _clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, depth + 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise UnreadablePayload(_("This isn't JSON that can be read."))
    return value


def dump(value: Any) -> bytes:
    """Compact and always the same for the same value: the payload of one event out of many."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode()


def _wrong(key: str) -> UnreadablePayload:
    return UnreadablePayload(_("“%(field)s” is missing or not what it should be.") % {"field": key[:80]})


def text(value: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
    """A string; a whole number counts as one (providers write ids both ways); "" when it isn't there.
    Raises UnreadablePayload for anything else, or for nothing when it is `needed`."""
    found = value.get(key)
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if found is None:
        found = ""
    if not isinstance(found, str) or (needed and not found.strip()):
        raise _wrong(key)
    return found


def table(value: Mapping[str, Any], key: str, *, needed: bool = False) -> dict[str, Any]:
    """An object; {} when it isn't there. Raises UnreadablePayload."""
    found = value.get(key)
    if found is None and not needed:
        return {}
    if not isinstance(found, dict):
        raise _wrong(key)
    return found


def tables(value: Mapping[str, Any], key: str, *, needed: bool = False) -> list[dict[str, Any]]:
    """A list of objects; [] when it isn't there. Raises UnreadablePayload."""
    found = value.get(key)
    if found is None and not needed:
        return []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise _wrong(key)
    return found


def whole(value: Mapping[str, Any], key: str) -> int | None:
    """A whole number of 64 bits, also as digits in a string; None when it isn't there. Raises UnreadablePayload."""
    found = value.get(key)
    if found is None or found == "":
        return None
    if isinstance(found, str) and found.isascii() and found.removeprefix("-").isdecimal() and len(found) < 20:
        return int(found)
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) < MAX_WHOLE:
        return found
    raise _wrong(key)


def moment(value: Mapping[str, Any], key: str) -> datetime | None:
    """A time given in seconds or milliseconds since 1970; None when it isn't there or is no time at all."""
    found = whole(value, key)
    if found is None:
        return None
    # Milliseconds are kept: two messages of one second have an order.
    seconds = found / 1000 if abs(found) > 100_000_000_000 else found
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
