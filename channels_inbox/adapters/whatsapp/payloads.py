"""What the Cloud API posts, typed at the edge: a webhook taken apart into events, and one event read back.

Sources: developers.facebook.com/docs/whatsapp/cloud-api/webhooks (components, payload examples) and
/documentation/business-messaging/whatsapp/business-scoped-user-ids (people without a visible number).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django.utils.translation import gettext as _

from channels_inbox.contract import Piece, UnreadablePayload
from channels_inbox.providers.strict_json import dump, read_object, table, tables, text

OBJECT = "whatsapp_business_account"
USER_KIND = "whatsapp"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: `what` is message, status, preference, echo, moved, or the webhook's field for what concerns the whole
    account. `contact` is what came with it about the person."""

    what: str
    value: dict[str, Any]
    contact: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is about: by phone number where WhatsApp shows one, else by its id of them. `also` are the other addresses."""

    kind: str
    address: str
    name: str = ""
    also: tuple[tuple[str, str], ...] = ()


def split(payload: bytes) -> list[Piece]:
    """The events of one webhook. What has a shape nobody knows becomes an event of its own, so that it is quarantined
    alone. Raises UnreadablePayload when the whole can't be read."""
    root = read_object(payload)
    if root.get("object") != OBJECT:
        raise UnreadablePayload(_("This isn't about a WhatsApp account."))
    pieces: dict[str, Piece] = {}
    for entry in tables(root, "entry", needed=True):
        for change in tables(entry, "changes", needed=True):
            try:
                found = list(_events(change))
            except UnreadablePayload:
                found = [_unknown(change)]
            pieces |= {piece.external_id: piece for piece in found}
    return list(pieces.values())


def read(payload: bytes) -> Event:
    """Raises UnreadablePayload."""
    root = read_object(payload)
    return Event(text(root, "what", needed=True), table(root, "value"), table(root, "contact"))


def _events(change: dict[str, Any]) -> Iterator[Piece]:
    field, value = text(change, "field", needed=True), table(change, "value", needed=True)
    account = text(table(value, "metadata"), "phone_number_id")
    contacts = tables(value, "contacts")
    known = 0
    for what, key in (("message", "messages"), ("echo", "message_echoes"), ("status", "statuses")):
        for item in tables(value, key):
            known += 1
            yield _piece(what, item, _contact(item, contacts), account)
    for what, key in (("preference", "user_preferences"), ("moved", "user_id_update")):
        for item in tables(value, key):
            known += 1
            yield _piece(what, item, _contact(item, contacts), account)
    if known:
        return
    # Nothing about a single message: the account, a template, the number, or an error.
    yield _piece(field, value, {}, account)


def _piece(what: str, item: dict[str, Any], contact: dict[str, Any], account: str) -> Piece:
    payload = dump({"what": what, "value": item, "contact": contact})
    return Piece(_event_id(what, item, payload), payload, account=account, must_arrive=what in {"message", "echo"})


def _unknown(change: dict[str, Any]) -> Piece:
    payload = dump({"what": "unknown", "value": change, "contact": {}})
    return Piece(_digest("unknown", payload), payload)


def _event_id(what: str, item: Mapping[str, Any], payload: bytes) -> str:
    """The same for a redelivery. A message's kind is part of it: one that could not be shown may come again in full."""
    name = text(item, "id")
    if what == "status" and name:
        who = text(item, "recipient_participant_id") or text(item, "recipient_participant_user_id")
        return ":".join(filter(None, [what, name, text(item, "status"), who]))
    if what in {"message", "echo"} and name:
        return f"{what}:{text(item, 'type')}:{name}"
    return _digest(what, payload)


def _digest(what: str, payload: bytes) -> str:
    return f"{what}:{hashlib.sha256(payload).hexdigest()}"


def _contact(item: Mapping[str, Any], contacts: list[dict[str, Any]]) -> dict[str, Any]:
    """The one of several that an event is about."""
    ids = {text(item, key) for key in ("from", "from_user_id", "to", "to_user_id", "recipient_id", "wa_id")} - {""}
    for contact in contacts:
        if {text(contact, "wa_id"), text(contact, "user_id")} & ids:
            return contact
    return contacts[0] if len(contacts) == 1 else {}


def e164(number: str) -> str:
    """A wa_id (digits with the country's code) or a written number as +48…; "" when it can't be a phone number."""
    digits = "".join(c for c in number if c.isascii() and c.isdecimal())
    if not digits or len(digits) > 15:
        return ""
    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def person(item: Mapping[str, Any], contact: Mapping[str, Any], number_key: str = "from") -> Person:
    """Whom an event is about: `number_key` names the number in it ("to" in what our own side said). Raises
    UnreadablePayload when it names nobody."""
    profile = table(contact, "profile")
    name = text(profile, "name") or text(profile, "username")
    phone = e164(text(contact, "wa_id") or text(item, number_key)) or e164(text(item, number_key))
    ids = (
        text(item, f"{number_key}_user_id"),
        text(contact, "user_id"),
        text(item, "user_id"),
        text(item, f"{number_key}_parent_user_id"),
        text(contact, "parent_user_id"),
    )
    user = next((found for found in ids if found), "")[:320]
    if phone:
        return Person("phone", phone, name, ((USER_KIND, user),) if user else ())
    # A wa_id that no numbering plan knows is still somebody's address.
    user = user or (text(contact, "wa_id") or text(item, number_key))[:320]
    if not user.strip():
        raise UnreadablePayload(_("It doesn't say who wrote."))
    return Person(USER_KIND, user, name)
