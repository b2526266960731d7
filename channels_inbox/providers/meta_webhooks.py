"""Meta's webhooks taken apart. An app has one address for all its pages and one for all its Instagram accounts, and each
brings messages and comments: every event goes home by the page's or account's id.

Sources: developers.facebook.com/docs/messenger-platform/webhooks, /docs/graph-api/webhooks/reference/page,
/docs/graph-api/webhooks/reference/instagram, /docs/instagram-platform/webhooks/examples (some Instagram events stand
under `changes`, or bare in the entry, with the same content as under `messaging`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.contract import Piece, UnreadablePayload
from channels_inbox.providers.strict_json import dump, read_object, table, text

STANDBY = "standby"
MESSAGING = "messaging"
# What stands under `changes` but is an event of a conversation; the console's test button sends them so.
MESSAGING_FIELDS = {
    "messages",
    "message_deliveries",
    "message_echoes",
    "message_edits",
    "message_edit",
    "message_reactions",
    "message_reads",
    "messaging_postbacks",
    "messaging_referral",
    "messaging_referrals",
    "messaging_seen",
    "messaging_handover",
    "messaging_handovers",
    "messaging_optins",
}
COMMENT_FIELDS = {"feed", "mention", "mentions", "comments", "live_comments"}
# The account in what the console's test button sends: nobody's.
NOBODY = "0"


@dataclass(frozen=True, slots=True)
class Family:
    """The two channels that one kind of account has."""

    messages: str
    comments: str


FAMILIES = {
    "page": Family("messenger", "facebook_comments"),
    "instagram": Family("instagram", "instagram_comments"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One event out of a webhook, as `pieces` kept it: whose it is, under which name it came, and Meta's own words."""

    account: str
    field: str
    time: int
    value: dict[str, Any]


def read_event(payload: bytes) -> Event:
    """The payload of one of our pieces. Raises UnreadablePayload."""
    found = read_object(payload)
    time = found.get("time")
    return Event(
        account=text(found, "account", needed=True),
        field=text(found, "field", needed=True),
        time=time if isinstance(time, int) else 0,
        value=table(found, "value", needed=True),
    )


def pieces(payload: bytes) -> list[Piece]:
    """The events of one webhook of a page or an Instagram account. What has no known shape stays an event of its own, so
    that it is quarantined without its neighbours. Raises UnreadablePayload for a webhook of something else."""
    found = read_object(payload)
    family = FAMILIES.get(str(found.get("object")))
    if family is None:
        raise UnreadablePayload(_("This is neither about a page nor about an Instagram account."))
    entries = found.get("entry")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UnreadablePayload(_("This webhook has no entries."))
    return [piece for entry in entries for piece in _of_entry(entry, family)]


def _of_entry(entry: Mapping[str, Any], family: Family) -> Iterator[Piece]:
    account = text(entry, "id", needed=True)
    for name in (MESSAGING, STANDBY):
        for value in _list(entry.get(name)):
            yield from _conversation(entry, account, family, name, value)
    changes = _list(entry.get("changes"))
    if "field" in entry:
        changes = [*changes, {"field": entry["field"], "value": entry.get("value")}]
    for change in changes:
        field, value = (str(change.get("field")), change.get("value")) if isinstance(change, dict) else ("", change)
        if field in MESSAGING_FIELDS:
            yield from _conversation(entry, account, family, MESSAGING, value)
        else:
            kind = family.comments if field in COMMENT_FIELDS else family.messages
            known = field in COMMENT_FIELDS
            yield _piece(entry, account, kind, field or "change", value, _comment_id(field, value), arrive=not known)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _piece(
    entry: Mapping[str, Any], account: str, kind: str, field: str, value: Any, external_id: str, *, arrive: bool
) -> Piece:
    kept = {"account": account, "time": entry.get("time"), "field": field, "value": value}
    return Piece(
        external_id=external_id[:1000],
        payload=dump(kept),
        kind=kind,
        account=account,
        must_arrive=arrive and account != NOBODY,
    )


def _digest(value: Any) -> str:
    return hashlib.sha256(dump(value)).hexdigest()[:24]


def _conversation(entry: Mapping[str, Any], account: str, family: Family, field: str, value: Any) -> Iterator[Piece]:
    """A report on several messages becomes one event for each, so that each is looked for on its own."""
    if isinstance(value, dict) and isinstance(value.get("delivery"), dict):
        mids = value["delivery"].get("mids")
        if isinstance(mids, list) and mids:
            for mid in mids[:500]:
                one = {**value, "delivery": {**value["delivery"], "mids": [mid]}}
                yield _piece(entry, account, family.messages, field, one, f"delivered:{mid}", arrive=False)
            return
    external_id, arrive = _conversation_id(value)
    if field == STANDBY:
        external_id, arrive = f"{STANDBY}:{external_id}", False
    yield _piece(entry, account, family.messages, field, value, external_id, arrive=arrive)


def _conversation_id(value: Any) -> tuple[str, bool]:
    """The event's own id, the same when Meta sends it again, and whether a customer speaks in it."""
    if not isinstance(value, dict):
        return f"event:{_digest(value)}", True
    message, sender = value.get("message"), _party(value, "sender")
    if isinstance(message, dict) and isinstance(message.get("mid"), str):
        if message.get("is_deleted"):
            return f"deleted:{message['mid']}", False
        return f"{'echo' if message.get('is_echo') else 'message'}:{message['mid']}", not message.get("is_echo")
    for name, arrive in (("postback", True), ("read", False), ("message_edit", False)):
        event = value.get(name)
        if isinstance(event, dict) and isinstance(event.get("mid"), str):
            return f"{name}:{event['mid']}:{event.get('num_edit', '')}", arrive
    for name in ("read", "delivery"):
        event = value.get(name)
        if isinstance(event, dict):
            return f"{name}:{sender}:{event.get('watermark')}", False
    known = [name for name in value if name not in {"sender", "recipient", "timestamp"}]
    return f"{'+'.join(sorted(known))[:100]}:{sender}:{_digest(value)}", known not in [["reaction"], ["referral"]]


def _party(value: Mapping[str, Any], side: str) -> str:
    found = value.get(side)
    return str(found.get("id", "")) if isinstance(found, dict) else ""


def _comment_id(field: str, value: Any) -> str:
    """A comment's first word has its own id; what follows (a change, hidden, shown again) is told apart by its content."""
    if isinstance(value, dict):
        comment = value.get("comment_id") or (value.get("id") if field in {"comments", "live_comments"} else "")
        verb = str(value.get("verb", "add"))
        if comment and verb in {"add", "remove"} and value.get("item", "comment") == "comment":
            return f"comment:{comment}:{verb}" if field != "mention" else f"mention:{comment}:{verb}"
    return f"{field}:{_digest(value)}"
