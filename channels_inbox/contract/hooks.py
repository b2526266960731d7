"""A webhook on its way in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class HookRequest:
    """A webhook as it came. `url` is the public one, as the provider signed it (PUBLIC_URL, whatever proxies did).
    Header names are in lower case. `verify_token` is ours for this inbox, to be pasted into the provider's console.
    """

    method: str
    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    settings: Mapping[str, Any]
    secrets: Mapping[str, Any]
    verify_token: str = ""
    inbox_name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What the provider hears at once."""

    body: str = ""
    content_type: str = "text/plain; charset=utf-8"
    status: int = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """One event out of a webhook, on its way home.

    `kind` is its channel when it isn't the one whose URL was called, `account` the page, number or account it is for:
    it goes to the active inbox of that channel whose setting `Adapter.account_setting` says so, and which would accept the
    same signature (`Adapter.signing_secrets`). `external_id` is the
    provider's id of this event (not of the message alone: a status of it is another event). `must_arrive`: a customer
    said something, so without an inbox it waits in quarantine; else it may be dropped.
    """

    external_id: str
    payload: bytes
    kind: str = ""
    account: str = ""
    must_arrive: bool = True
