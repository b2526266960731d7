"""A channel played without its provider: what the provider would post, signed as it signs, and a stand-in for its API
that checks the calls' shape. `DEMO` in an adapter's demo.py; used by /demo/ and by the tests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

from django.utils.functional import Promise


class WrongShape(Exception):
    """The provider would refuse this call; says why."""


@dataclass(frozen=True, slots=True)
class HookTarget:
    """The inbox whose webhook is called: its public address and what its owner filled in."""

    url: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HookPost:
    """One call of a webhook, ready to be made. `query` goes behind the address with a question mark."""

    body: bytes
    headers: Mapping[str, str]
    query: str = ""
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class ApiCall:
    """What our side asked the provider's API. `path` is what follows `<base>/<kind>/`; header names in lower case."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        """Raises WrongShape."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise WrongShape("The body is not JSON.") from error

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any, status: int = 200, **headers: str) -> ApiAnswer:
        return cls(status, json.dumps(value).encode(), headers=headers)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may write in the demo; `address` as the provider names them."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class DemoField:
    """A control beside the text: with `choices` a select, else a line of text. `initial` is its value at first."""

    name: str
    label: str | Promise
    choices: Sequence[tuple[str, str | Promise]] = ()
    initial: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """What it says; a tap says it, too, and brings the `payload` back where there is one."""

    label: str
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What reached the customer: `to` whom (their address), the words, what else they see (a file's name), and `buttons`
    that they may tap: behind one that says `opens`, where they are a list, and `fleeting` where they go once something
    follows."""

    to: str
    text: str
    details: Sequence[str] = ()
    public: bool = False
    buttons: Sequence[Button] = ()
    opens: str = ""
    fleeting: bool = False


class ChannelDemo(Protocol):
    """`settings` and `secrets` connect the demo's inbox, `address` is its own. `write` gives the calls that the provider
    makes when `person` says something (none: it waits in the stand-in for a poll). `sign` signs any bytes. `api` answers
    our calls and raises WrongShape for what the provider would refuse; `heard` says what of them the customer sees;
    `receipts` are the states that the provider reports afterwards. `permanent_error` and `transient_error` are answers of
    the API to a message that can never, or not now, be sent; None where the channel sends nothing. Class attributes do.

    Beside these a channel whose buttons bring a payload back has (looked up by name) `tap(target, person, button, under)`,
    the calls for a tap on a button of the message that the provider named `under`; `named(call, answer)` is that name, and
    `closed(call)` the name of the message that a call takes the buttons from, "" for other calls.
    """

    @property
    def address(self) -> str: ...

    @property
    def settings(self) -> Mapping[str, Any]: ...

    @property
    def secrets(self) -> Mapping[str, Any]: ...

    @property
    def people(self) -> Sequence[Person]: ...

    @property
    def fields(self) -> Sequence[DemoField]: ...

    @property
    def permanent_error(self) -> ApiAnswer | None: ...

    @property
    def transient_error(self) -> ApiAnswer | None: ...

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]: ...

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost: ...

    def api(self, call: ApiCall) -> ApiAnswer: ...

    def heard(self, call: ApiCall) -> Heard | None: ...

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]: ...
