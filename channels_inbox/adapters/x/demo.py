"""X without X: webhooks signed as it signs them, and an API that checks every call's OAuth signature."""

from __future__ import annotations

import base64
import io
import json
import re
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from secrets import randbelow
from typing import Any
from urllib.parse import unquote, urlencode

from django.conf import settings as django_settings
from django.utils.translation import gettext_lazy as _
from oauthlib.oauth1 import Client
from PIL import Image

from channels_inbox.adapters.x.signature import sign
from channels_inbox.adapters.x.weight import MAX_LONG_POST, weight
from channels_inbox.contract.demo import (
    ApiAnswer,
    ApiCall,
    ChannelDemo,
    DemoField,
    Heard,
    HookPost,
    HookTarget,
    Person,
    WrongShape,
)
from channels_inbox.contract.demo_store import DemoStore

ACCOUNT, HANDLE = "1455500012", "kubekilen"
SECRETS = {
    "consumer_key": "demo-consumer-key",
    "consumer_secret": "demo-consumer-secret",
    "access_token": f"{ACCOUNT}-demo-access-token",
    "access_token_secret": "demo-access-token-secret",
}
CLOCK_S = 300
MESSAGE = re.compile(r"2/dm_conversations/with/(\d+)/messages\Z")
_posts = DemoStore("x")
CATEGORIES = {"tweet_image", "dm_image"}


def _number() -> str:
    """An id that grows with time, as X's do."""
    return str((int(time.time() * 1000) - 1288834974657 << 22) + randbelow(2**22))


def _problem(status: int, title: str, detail: str, **more: Any) -> ApiAnswer:
    return ApiAnswer.of({"title": title, "detail": detail, "status": status, "type": "about:blank"}, status, **more)


def check_signature(call: ApiCall) -> bool:
    """OAuth 1.0a (RFC 5849): the header is whole and fresh, and signing the same call again gives the same. False for keys
    of somebody else. Raises WrongShape."""
    scheme, _space, rest = call.headers.get("authorization", "").partition(" ")
    given = {name: unquote(value) for name, value in re.findall(r'(oauth_\w+)="([^"]*)"', rest)}
    if scheme != "OAuth" or not {"oauth_nonce", "oauth_timestamp", "oauth_signature"} <= given.keys():
        raise WrongShape("There is no OAuth 1.0a header.")
    if (given.get("oauth_consumer_key"), given.get("oauth_token")) != (
        SECRETS["consumer_key"],
        SECRETS["access_token"],
    ):
        return False
    if abs(time.time() - int(given["oauth_timestamp"])) > CLOCK_S:
        raise WrongShape("Timestamp out of bounds.")
    client = Client(
        SECRETS["consumer_key"],
        client_secret=SECRETS["consumer_secret"],
        resource_owner_key=SECRETS["access_token"],
        resource_owner_secret=SECRETS["access_token_secret"],
        nonce=given["oauth_nonce"],
        timestamp=given["oauth_timestamp"],
    )
    base = django_settings.CHANNEL_API_BASE.rstrip("/")
    url = f"{base}/x/{call.path}" + (f"?{urlencode(call.query)}" if call.query else "")
    again = client.sign(url, http_method=call.method)[1]["Authorization"]
    wanted = {name: unquote(value) for name, value in re.findall(r'(oauth_\w+)="([^"]*)"', again)}
    if wanted != given:
        raise WrongShape("The OAuth signature is wrong.")
    return True


def _picture() -> bytes:
    stored = io.BytesIO()
    Image.linear_gradient("L").resize((320, 240)).convert("RGB").save(stored, "JPEG")
    return stored.getvalue()


class XDemo:
    address = ""
    settings: Mapping[str, Any] = {"user_id": ACCOUNT, "takes": "both"}
    secrets: Mapping[str, Any] = SECRETS
    people = (Person("Kasia Lis", "2900700001"), Person("Michał Dąb", "2900700002"))
    fields = (
        DemoField(
            "what",
            _("What"),
            (
                ("dm", _("Direct message")),
                ("picture", _("Direct message with a picture")),
                ("mention", _("A public post that mentions you")),
                ("sealed", _("An encrypted message")),
            ),
            "dm",
        ),
    )
    permanent_error = _problem(403, "Forbidden", "You cannot send messages to this user.")
    transient_error = _problem(503, "Service Unavailable", "Over capacity.")

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]:
        what = extra.get("what", "dm")
        if what == "mention":
            body = {"tweet_create_events": [self._post_object(person, text)], "user_has_blocked": False}
            return [self._activity(target, body)]
        if what == "sealed":
            sealed = {"id": _number(), "sender_id": person.address, "created_at_msec": str(int(time.time() * 1000))}
            event = {"event_uuid": _number(), "filter": {"user_id": ACCOUNT}, "event_type": "chat.received"}
            data = {"data": {**event, "payload": sealed | {"encoded_event": "Q3dBQg=="}}}
            return [self.sign(target, json.dumps(data).encode())]
        said: dict[str, Any] = {"text": text, "entities": {"urls": []}}
        if what == "picture":
            short, number = "https://t.co/demo", _number()
            media = {
                "id_str": number,
                "type": "photo",
                "url": short,
                "media_url_https": f"https://ton.twitter.com/1.1/ton/data/dm/{number}/kubek.jpg",
            }
            said |= {"text": f"{text} {short}", "attachment": {"type": "media", "media": media}}
        event = {
            "type": "message_create",
            "id": _number(),
            "created_timestamp": str(int(time.time() * 1000)),
            "message_create": {
                "target": {"recipient_id": ACCOUNT},
                "sender_id": person.address,
                "message_data": said,
            },
        }
        return [self._activity(target, {"direct_message_events": [event], "users": self._users(person)})]

    def _users(self, person: Person) -> dict[str, Any]:
        handle = person.name.split()[0].lower()
        return {person.address: {"id": person.address, "name": person.name, "screen_name": f"{handle}_demo"}}

    def _post_object(self, person: Person, text: str) -> dict[str, Any]:
        number = _number()
        # Whom a reply is for is known by the post that it answers.
        _posts.put(number, person.address)
        user = self._users(person)[person.address]
        return {
            "id": int(number),
            "id_str": number,
            "created_at": datetime.now(UTC).strftime("%a %b %d %H:%M:%S +0000 %Y"),
            "text": f"@{HANDLE} {text}",
            "truncated": False,
            "lang": "pl",
            "user": {**user, "id": int(person.address), "id_str": person.address},
            "entities": {"urls": [], "user_mentions": [{"screen_name": HANDLE, "id_str": ACCOUNT}]},
        }

    def _activity(self, target: HookTarget, body: Mapping[str, Any]) -> HookPost:
        return self.sign(target, json.dumps({"for_user_id": ACCOUNT, **body}, ensure_ascii=False).encode())

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
        signature = sign(str(target.secrets.get("consumer_secret", "")), body)
        return HookPost(body, {"Content-Type": content_type, "x-twitter-webhooks-signature": signature})

    def api(self, call: ApiCall) -> ApiAnswer:
        if not call.path.startswith(("pbs/", "video/")) and not check_signature(call):
            return _problem(401, "Unauthorized", "Unauthorized")
        if call.path.startswith(("ton/", "pbs/", "video/")):
            return ApiAnswer(200, _picture(), "image/jpeg")
        if call.method == "GET":
            return self._reading(call)
        if call.method != "POST" or not call.headers.get("content-type", "").startswith("application/json"):
            raise WrongShape("Calls are made with POST and JSON.")
        body = call.json()
        if call.path == "2/media/upload":
            return _uploaded(body)
        if call.path == "2/tweets":
            _check_post(body)
            return ApiAnswer.of({"data": {"id": _number(), "text": body["text"]}}, 201)
        if found := MESSAGE.match(call.path):
            _check_message(body)
            conversation = "-".join(sorted((found[1], ACCOUNT), key=int))
            return ApiAnswer.of({"data": {"dm_conversation_id": conversation, "dm_event_id": _number()}}, 201)
        raise WrongShape(f"There is no POST {call.path}.")

    def _reading(self, call: ApiCall) -> ApiAnswer:
        if call.path == "2/users/me":
            me = {"id": ACCOUNT, "name": "Kubek i Len", "username": HANDLE}
            level = {"x-access-level": "read-write-directmessages"}
            return ApiAnswer(200, json.dumps({"data": me}).encode(), headers=level)
        if call.path == "2/dm_events" and 1 <= int(call.query.get("max_results", 100)) <= 100:
            return ApiAnswer.of({"meta": {"result_count": 0}})
        if call.path == f"2/users/{ACCOUNT}/mentions" and 5 <= int(call.query.get("max_results", 10)) <= 100:
            return ApiAnswer.of({"meta": {"result_count": 0}})
        raise WrongShape(f"There is no GET {call.path}.")

    def heard(self, call: ApiCall) -> Heard | None:
        found = MESSAGE.match(call.path)
        if call.method != "POST" or not (found or call.path == "2/tweets"):
            return None
        body = call.json()
        pictures = body.get("attachments") or body.get("media", {}).get("media_ids") or []
        details = [str(_("A picture"))] * len(pictures)
        if found:
            return Heard(found[1], str(body.get("text", "")), details)
        author = _posts.get(str(body["reply"]["in_reply_to_tweet_id"]))
        return Heard(str(author or ""), str(body["text"]), details, public=True)

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]:
        found = MESSAGE.match(call.path)
        if not found or answer.status >= 400:
            return []
        read = {
            "created_timestamp": str(int(time.time() * 1000)),
            "sender_id": found[1],
            "target": {"recipient_id": ACCOUNT},
            "last_read_event_id": json.loads(answer.body)["data"]["dm_event_id"],
        }
        return [self._activity(target, {"direct_message_mark_read_events": [read]})]


def _uploaded(body: Any) -> ApiAnswer:
    if not isinstance(body, dict) or body.get("media_category") not in CATEGORIES:
        raise WrongShape("media_category must be tweet_image or dm_image.")
    content = base64.b64decode(str(body.get("media", "")), validate=True)
    if not content or not str(body.get("media_type", "")).startswith("image/"):
        raise WrongShape("There is no picture in the request.")
    return ApiAnswer.of({"data": {"id": _number(), "media_key": f"3_{_number()}", "expires_after_secs": 86400}})


def _check_message(body: Any) -> None:
    attachments = body.get("attachments", [])
    if not set(body) <= {"text", "attachments"} or not (body.get("text") or attachments):
        raise WrongShape("A message has a text, attachments or both.")
    if not isinstance(attachments, list) or len(attachments) > 1:
        raise WrongShape("A message takes one attachment.")
    if any(not str(item.get("media_id", "")).isdecimal() for item in attachments):
        raise WrongShape("media_id must be the number of an uploaded picture.")


def _check_post(body: Any) -> None:
    if not set(body) <= {"text", "reply", "media"} or not isinstance(body.get("text"), str):
        raise WrongShape("A post has a text.")
    if weight(body["text"]) > MAX_LONG_POST or not body["text"].strip():
        raise WrongShape("The text is empty or too long.")
    if not str(body.get("reply", {}).get("in_reply_to_tweet_id", "")).isdecimal():
        raise WrongShape("in_reply_to_tweet_id must be a post's number.")
    media = body.get("media", {}).get("media_ids", [])
    if not isinstance(media, list) or len(media) > 4 or any(not str(number).isdecimal() for number in media):
        raise WrongShape("media_ids are at most four numbers.")


DEMO: ChannelDemo = XDemo()
