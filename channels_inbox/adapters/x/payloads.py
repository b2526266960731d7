"""One webhook of X as its events, in one shape for both products that post them:

- Account Activity: `for_user_id` and lists of events (https://docs.x.com/x-api/account-activity/introduction);
- X Activity: `data` with `event_type` and `payload` (https://docs.x.com/x-api/activity/event-payloads).

The same message may come by both, and does so once: pieces are named by what they are about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.contract import Piece, UnreadablePayload
from channels_inbox.providers import strict_json as read

Data = Mapping[str, Any]

# Beside the events themselves.
ENVELOPE = {"for_user_id", "users", "apps", "user_has_blocked", "is_blocked_by", "source", "target"}
# Documented events that are no word to us.
ONLY_NOTED = {
    "favorite_events", "follow_events", "unfollow_events", "block_events", "unblock_events", "mute_events",
    "unmute_events", "replay_event", "replay_job_status", "spaces_events",
}  # fmt: skip
NOTED_FAMILIES = ("profile.", "follow.", "like.", "mute.", "block.", "spaces.", "news.", "chat.")
TYPING = {"direct_message_indicate_typing_events", "dm.indicate_typing"}
KNOWN = ONLY_NOTED | TYPING | {
    "user_event", "direct_message_events", "direct_message_mark_read_events", "tweet_create_events",
    "tweet_delete_events",
}  # fmt: skip


def split(payload: bytes) -> Sequence[Piece]:
    """Raises UnreadablePayload for what is neither product's."""
    body = read.read_object(payload)
    if "data" in body and "for_user_id" not in body:
        return list(_activity(read.table(body, "data", needed=True)))
    if not set(body) & KNOWN:
        others = ", ".join(sorted(set(body) - ENVELOPE))[:200]
        raise UnreadablePayload(_("X sent something without an event that is known: %(names)s") % {"names": others})
    return list(_account_activity(body))


def _piece(what: str, key: str, account: str, event: Data, /, *, must_arrive: bool = False, **more: Any) -> Piece:
    content = {"what": what, "account": account, "event": event, **more}
    return Piece(f"{what}:{key}"[:250], read.dump(content), account=account, must_arrive=must_arrive)


def _unknown(account: str, name: str, event: Data) -> Piece:
    """Something new beside events that we know: whole, for people and for a later version."""
    return _piece("unknown", _digest(event), account, event, must_arrive=True, name=name[:100])


def _digest(event: Any) -> str:
    return hashlib.sha256(read.dump(event)).hexdigest()[:32]


def _account_activity(body: Data) -> Iterator[Piece]:
    account = read.text(body, "for_user_id")
    for key in sorted(set(body) - ENVELOPE - TYPING):
        if key == "user_event":
            yield from _user_event(account, read.table(body, key, needed=True))
        elif key in {"replay_event", "replay_job_status"}:
            yield _piece("notice", _digest(body[key]), account, {}, name=key)
        elif key == "direct_message_events":
            yield from _messages(account, body)
        elif key == "direct_message_mark_read_events":
            yield from _reads(account, body)
        elif key == "tweet_create_events":
            blocked = str(body.get("user_has_blocked", "")).lower() == "true"
            for post in read.tables(body, key, needed=True):
                number = read.text(post, "id_str") or read.text(post, "id", needed=True)
                yield _piece("post", number, account, post, must_arrive=True, blocked=blocked)
        elif key == "tweet_delete_events":
            for gone in read.tables(body, key, needed=True):
                number = read.text(read.table(gone, "status", needed=True), "id", needed=True)
                yield _piece("gone", number, account, {"id": number, "at": gone.get("timestamp_ms")})
        elif key in ONLY_NOTED:
            for event in read.tables(body, key, needed=True):
                yield _piece("notice", _digest(event), account, {}, name=key)
        else:
            yield _unknown(account, key, {key: body[key]})


def _user_event(account: str, event: Data) -> Iterator[Piece]:
    revoke = read.table(event, "revoke")
    if not revoke:
        yield _unknown(account, "user_event", event)
        return
    who = read.text(read.table(revoke, "source"), "user_id", needed=True)
    yield _piece("revoked", f"{who}:{read.text(revoke, 'date_time')}", who, {})


def _messages(account: str, body: Data) -> Iterator[Piece]:
    users = read.table(body, "users")
    for event in read.tables(body, "direct_message_events", needed=True):
        if read.text(event, "type") != "message_create":
            yield _unknown(account, read.text(event, "type"), event)
            continue
        sender = read.text(read.table(event, "message_create", needed=True), "sender_id", needed=True)
        # The users' profiles are long, only the writer's name is needed.
        name = _name(users, sender)
        yield _piece("dm", read.text(event, "id", needed=True), account, event, must_arrive=True, writer=name)


def _name(users: Data, user: str) -> dict[str, str]:
    """{"name", "username"} from Account Activity's users or, one level deeper, X Activity's."""
    found = read.table(users, user)
    found = read.table(found, "data") or found
    return {
        "name": read.text(found, "name"),
        "username": read.text(found, "screen_name") or read.text(found, "username"),
    }


def _reads(account: str, body: Data) -> Iterator[Piece]:
    for event in read.tables(body, "direct_message_mark_read_events", needed=True):
        sender = read.text(event, "sender_id", needed=True)
        last = read.text(event, "last_read_event_id")
        slim = {"sender_id": sender, "last": last, "created_timestamp": event.get("created_timestamp")}
        if sender == account:
            continue  # our own side read something
        # The last one by its id, which may come before we noted having sent it; what was before it by its time.
        if last:
            yield _piece("read", f"{sender}:{last}", account, slim)
        yield _piece("read-until", f"{sender}:{last}:{read.text(event, 'created_timestamp')}", account, slim)


def _activity(data: Data) -> Iterator[Piece]:
    kind = read.text(data, "event_type", needed=True)
    payload = read.table(data, "payload")
    account = read.text(read.table(data, "filter"), "user_id")
    name = read.text(data, "event_uuid") or _digest(data)
    if kind in TYPING:
        return
    if kind in {"dm.received", "dm.sent"}:
        yield from _messages(account, payload)
    elif kind == "dm.read":
        if "direct_message_mark_read_events" in payload:
            yield from _reads(account, payload)
        else:
            yield _piece("notice", name, account, {}, name=kind)
    elif kind == "post.delete":
        number = read.text(payload, "id", needed=True)
        yield _piece("gone", number, account, {"id": number})
    elif kind.startswith("post."):
        number = read.text(payload, "id", needed=True)
        includes = _slim(read.table(data, "includes"))
        yield _piece("post", number, account, payload, must_arrive=True, includes=includes, v2=True)
    elif kind == "chat.received":
        slim = {key: payload.get(key) for key in ("id", "sender_id", "created_at_msec")}
        yield _piece("sealed", read.text(payload, "id", needed=True), account, slim, must_arrive=True)
    elif kind == "oauth.revoke":
        yield _piece("revoked", name, account or read.text(payload, "user_id"), {})
    elif kind.startswith(NOTED_FAMILIES):
        yield _piece("notice", name, account, {}, name=kind)
    else:
        raise UnreadablePayload(_("X sent an event of an unknown kind: %(kind)s") % {"kind": kind[:100]})


def _slim(includes: Data) -> dict[str, Any]:
    """What is needed of the expanded objects: who wrote, and where the pictures are."""
    users = []
    for user in read.tables(includes, "users"):
        found = read.table(user, "data") or user
        users.append({key: found.get(key) for key in ("id", "name", "username")})
    return {"users": users, "media": read.tables(includes, "media")}
