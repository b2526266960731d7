"""What providers send, made to fit our tables: a signature proves who sent it, not that it is sane."""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.contract import Parsed, RemoteFile, UnreadablePayload
from core.text import clean_line

# An index row of PostgreSQL holds about 2,700 bytes, the column 1,100 characters.
MAX_ID_BYTES, MAX_ID = 2000, 1100
MAX_ADDRESS = 320
MAX_THREAD = 255
_IDS = ("external_id", "references", "unless")
_ADDRESSES = ("address", "new_address")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """PostgreSQL's text takes no NUL and no half of a surrogate pair."""
    return _LONE_SURROGATE.sub("\ufffd", text.replace("\0", ""))


def fitted_id(name: str) -> str:
    """A provider's id as we keep and look for it: one that no index holds is kept by its hash."""
    name = storable(name)
    whole = name.encode()
    if len(name) <= MAX_ID and len(whole) <= MAX_ID_BYTES:
        return name
    return f"sha256:{hashlib.sha256(whole).hexdigest()}"


def fitted(parsed: Parsed) -> Parsed:
    """The same with words, ids and threads that can be kept. Raises UnreadablePayload for an address that is none."""
    for name in (field.name for field in fields(parsed)):
        value = _storable(getattr(parsed, name))
        if name in _IDS:
            value = fitted_id(value) if isinstance(value, str) else [fitted_id(one) for one in value]
        elif name == "thread":
            value = clean_line(value, MAX_THREAD)
        elif name in _ADDRESSES and len(value) > MAX_ADDRESS:
            raise _no_address()
        setattr(parsed, name, value)
    if any(len(address) > MAX_ADDRESS or not address for _kind, address in getattr(parsed, "also", ())):
        raise _no_address()
    return parsed


def _no_address() -> UnreadablePayload:
    return UnreadablePayload(_("“%(field)s” is missing or not what it should be.") % {"field": "address"})


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        # Our own words for a state or an outcome stay what they are.
        return value if isinstance(value, Enum) else storable(value)
    if isinstance(value, list | tuple):
        return type(value)(_storable(item) for item in value)
    if isinstance(value, dict):
        return {_storable(name): _storable(item) for name, item in value.items()}
    if isinstance(value, RemoteFile):
        return RemoteFile(_storable(value.ref), storable(value.name), storable(value.content_type), value.size)
    return value
