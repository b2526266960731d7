"""Pages and Instagram accounts, played without Meta: signed webhooks, and a Graph API that checks our calls. What the
demo.py of Messenger, Instagram and both sorts of comments share."""

from __future__ import annotations

import json
import secrets
import struct
import time
import zlib
from collections.abc import Mapping
from email import message_from_bytes
from typing import Any

from channels_inbox.contract.demo import ApiAnswer, ApiCall, Button, Heard, HookPost, HookTarget, WrongShape
from channels_inbox.providers.calls import api_base
from channels_inbox.providers.meta import proof, signature

PAGE, ACCOUNT, APP = "104000000000001", "17841400000000001", "990000000000001"
TOKEN = "EAAB-demo-page-token"  # noqa: S105  (opens nothing)
SECRET = "demo-app-secret-of-meta"  # noqa: S105  (opens nothing)
PERMANENT = {"code": 551, "error_subcode": 1545041, "message": "(#551) This person isn't available right now."}
TRANSIENT = {"code": 2, "message": "(#2) Service temporarily unavailable", "is_transient": True}
SCOPES = (
    "pages_messaging",
    "pages_manage_metadata",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
    "instagram_basic",
    "instagram_manage_messages",
    "instagram_manage_comments",
)


def says(error: Mapping[str, Any], status: int = 400) -> ApiAnswer:
    """Graph's way to refuse."""
    return ApiAnswer.of({"error": {"type": "OAuthException", "fbtrace_id": "demo", **error}}, status)


def picture(shade: int = 120) -> bytes:
    """A small PNG, as a customer's photo."""
    width, height = 240, 160
    rows = b"".join(b"\0" + bytes((shade, row, 200 - row)) * width for row in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def media_url(kind: str, name: str = "photo.png") -> str:
    """Where a customer's file lies, on the stand-in."""
    return f"{api_base(kind, 'https://cdn.example')}/cdn/{secrets.token_hex(4)}/{name}"


def new_id(prefix: str = "") -> str:
    return prefix + str(secrets.randbelow(10**15) + 10**15)


def now_ms() -> int:
    return int(time.time() * 1000)


def sign(target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
    stamp = signature(str(target.secrets["app_secret"]), body)
    return HookPost(body, {"Content-Type": content_type, "X-Hub-Signature-256": stamp})


def webhook(target: HookTarget, thing: str, account: str, **content: Any) -> HookPost:
    """A webhook of one entry: `messaging` or `changes` of a page or an Instagram account."""
    entry = {"id": account, "time": now_ms() if "messaging" in content else int(time.time()), **content}
    return sign(target, json.dumps({"object": thing, "entry": [entry]}).encode())


def graph(call: ApiCall, *, sender: str, fields: tuple[str, ...]) -> ApiAnswer | None:
    """What every inbox of the family may ask: checks who calls, answers what the test of a connection reads and what
    people are called. None where the channel itself has to answer. Raises WrongShape."""
    if call.method == "GET" and call.path.startswith("cdn/"):
        return ApiAnswer(200, picture(), "image/png")
    bearer = call.headers.get("authorization", "")
    if call.path == "debug_token":
        if bearer != f"Bearer {APP}|{SECRET}":
            return says({"code": 190, "message": "Invalid OAuth access token signature."}, 400)
        known = call.query.get("input_token") == TOKEN
        data = {"app_id": APP, "type": "PAGE", "is_valid": known, "scopes": list(SCOPES), "expires_at": 0}
        return ApiAnswer.of({"data": data})
    if bearer != f"Bearer {TOKEN}":
        return says({"code": 190, "message": "Invalid OAuth access token."}, 401)
    if call.query.get("appsecret_proof") != proof(TOKEN, SECRET):
        return says({"code": 100, "message": "Invalid appsecret_proof provided in the API argument"})
    if call.method != "GET":
        return None
    if call.path == f"{sender}/subscribed_apps":
        return ApiAnswer.of({"data": [{"id": APP, "name": "Helpdesk", "subscribed_fields": list(fields)}]})
    if call.path == PAGE:
        behind = {"id": ACCOUNT, "username": "kubki.i.len"}
        return ApiAnswer.of({"id": PAGE, "name": "Kubki i Len", "instagram_business_account": behind})
    return None


def sent_message(call: ApiCall, sender: str, *, max_text: int, in_bytes: bool = False) -> dict[str, Any]:
    """The body of a call of the Send API, checked. Raises WrongShape."""
    if (call.method, call.path) != ("POST", f"{sender}/messages"):
        raise WrongShape(f"There is no {call.method} {call.path}.")
    body = call.json()
    recipient, message = body.get("recipient"), body.get("message")
    if not isinstance(recipient, dict) or len(recipient) != 1 or not isinstance(message, dict):
        raise WrongShape("recipient (one id) and message are needed.")
    answers = next(iter(recipient)) in {"comment_id", "post_id"}
    if body.get("messaging_type") not in ({None} if answers else {"RESPONSE", "MESSAGE_TAG"}):
        raise WrongShape("messaging_type is missing or unknown.")
    if (body.get("messaging_type") == "MESSAGE_TAG") != (body.get("tag") == "HUMAN_AGENT"):
        raise WrongShape("A tag goes with MESSAGE_TAG, and only HUMAN_AGENT is left.")
    words, attachment = message.get("text"), message.get("attachment")
    if (words is None) == (attachment is None):
        raise WrongShape("Either text or an attachment.")
    if words is not None:
        length = len(words.encode()) if in_bytes else len(words)
        if not words.strip() or length > max_text:
            raise WrongShape(f"text has 1 to {max_text} {'bytes' if in_bytes else 'characters'}.")
    elif not isinstance(attachment, dict) or attachment.get("type") not in _SORTS or not attachment.get("payload"):
        raise WrongShape("An attachment has a type and an attachment_id.")
    _check_replies(message.get("quick_replies", []))
    return {**body, "to": str(next(iter(recipient.values())))}


_SORTS = {"image", "video", "audio", "file"}


def _check_replies(replies: Any) -> None:
    if not isinstance(replies, list) or len(replies) > 13:
        raise WrongShape("quick_replies are at most 13.")
    for reply in replies:
        if reply.get("content_type") != "text" or not 0 < len(reply.get("title", "")) <= 20 or not reply.get("payload"):
            raise WrongShape("A quick reply has content_type text, a title of at most 20 characters and a payload.")


def uploaded(call: ApiCall, *, platform: str = "") -> ApiAnswer:
    """The attachment upload API. Raises WrongShape."""
    head = f"Content-Type: {call.headers.get('content-type', '')}\r\n\r\n".encode()
    form = message_from_bytes(head + call.body)
    parts = {str(p.get_param("name", header="content-disposition")): p for p in form.walk() if not p.is_multipart()}
    if "filedata" not in parts or "message" not in parts:
        raise WrongShape("message and filedata are needed, as multipart/form-data.")
    said: Any = json.loads(parts["message"].get_payload(decode=True))  # type: ignore[arg-type]
    if said["attachment"]["type"] not in _SORTS:
        raise WrongShape("The attachment's type is unknown.")
    named = parts["platform"].get_payload() if "platform" in parts else ""
    if str(named).strip() != platform:
        raise WrongShape(f"platform has to be {platform or 'left out'}.")
    return ApiAnswer.of({"attachment_id": new_id()})


def taken(body: Mapping[str, Any], recipient: str) -> ApiAnswer:
    return ApiAnswer.of({"recipient_id": recipient, "message_id": "m_" + secrets.token_urlsafe(24)})


def heard(call: ApiCall, sender: str) -> Heard | None:
    """What an answer says to whom, None for any other call."""
    if call.method != "POST" or call.path != f"{sender}/messages":
        return None
    body = call.json()
    message = body["message"]
    attachment = message.get("attachment")
    return Heard(
        to=str(next(iter(body["recipient"].values()))),
        text=message.get("text", ""),
        details=[str(attachment["type"])] if attachment else [],
        buttons=[Button(reply["title"], reply["payload"]) for reply in message.get("quick_replies", [])],
        fleeting=True,
    )
