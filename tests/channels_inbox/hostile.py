"""What an attacker, or a provider on a bad day, makes of good payloads: one value after the other replaced by another type,
an absurd number, a word that no database takes. The seeds are what the demos write and the adapters' fixtures."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from channels_inbox.contract.demo import HookPost
from tests.channels_inbox.hooked import Hooked

ADAPTERS = Path(__file__).parent / "adapters"
FORM = "application/x-www-form-urlencoded"
HUGE = 10**400
Step = str | int

VALUES: list[Any] = [
    None, True, {}, [], [[]], [{}], [None, 1, "x"], {"id": {"id": []}}, "", " ", "\0", "\ud83d", "a\0\u202e<b>\r\n",
    0, -1, 1.5, 2**31, 2**63, HUGE, -HUGE, "9" * 400, "-62135596800", "253402300799", 253402300800000, -62135596800000,
    "٣٣", "²", "1e999", "NaN", "https://[", "https://api.twilio.com:99999/x", "../../me", "{{7*7}}<script>", "%s%(x)s",
    "".join(chr(0x4E00 + n * 7 % 20000) for n in range(1500)), "x" * 300_000,
]  # fmt: skip

FIELDS = [
    "", " ", "\0", "a\0b\u202e<b>\r\n", "\ufffd", "9" * 400, "-1", "٣٣", "²", "1e999", "https://[", "../../me",
    "https://api.twilio.com:99999/x", "{{7*7}}<script>", "%s%(x)s", "x" * 300_000,
    "".join(chr(0x4E00 + n * 7 % 20000) for n in range(1500)),
]  # fmt: skip


def _meta(field: str, **value: Any) -> dict[str, Any]:
    return {
        "messaging": [{"sender": {"id": "77"}, "recipient": {"id": "ACCOUNT"}, "timestamp": 1790000000000, **value}]
    }


CONVERSATION = [
    _meta("m", message={"mid": "m1", "text": "Hej", "reply_to": {"mid": "m0", "story": {"id": "1", "url": "https://a.example/s"}},
          "attachments": [{"type": "image", "payload": {"url": "https://a.example/x.jpg", "sticker_id": 1}},
                          {"type": "fallback", "title": "T", "url": "https://a.example"},
                          {"type": "location", "payload": {"coordinates": {"lat": 1.0, "long": 2.0}}},
                          {"type": "template", "payload": {"elements": [{"title": "A"}]}}],
          "referral": {"ref": "r", "ads_context_data": {"ad_title": "A"}, "product": {"id": "p"}}}),
    _meta("m", message={"mid": "m2", "text": "Cześć", "is_echo": True, "app_id": 5, "metadata": "helpdesk:x:0"}),
    _meta("m", message={"mid": "m1", "is_deleted": True}),
    _meta("p", postback={"mid": "m3", "title": "Tak", "payload": "YES", "referral": {"ref": "r"}}),
    _meta("d", delivery={"mids": ["m4", "m5"], "watermark": 1790000000000}),
    _meta("r", read={"watermark": 1790000000000}),
    _meta("r", read={"mid": "m4"}),
    _meta("r", reaction={"mid": "m1", "action": "react", "reaction": "love", "emoji": "x"}),
    _meta("e", message_edit={"mid": "m1", "text": "Nowe", "num_edit": 1}),
    _meta("e", policy_enforcement={"action": "block", "reason": "x"}),
]  # fmt: skip
FEED = [
    {"time": 1790000000, "changes": [{"field": "feed", "value": {
        "item": "comment", "verb": verb, "comment_id": "1_2", "post_id": "ACCOUNT_1", "parent_id": "1_1",
        "from": {"id": "3", "name": "Ola"}, "message": "Ile?", "created_time": 1790000000, "photo": "https://a.example/x.jpg",
        "post": {"permalink_url": "https://www.facebook.com/1"}}}]}
    for verb in ("add", "edited", "remove", "hide")
] + [
    {"time": 1790000000, "changes": [{"field": "mention", "value": {
        "item": "post", "verb": "add", "post_id": "9_9", "from": {"id": "3", "name": "Ola"}, "message": "Hej"}}]},
]  # fmt: skip
COMMENTS = [
    {"time": 1790000000, "changes": [{"field": "comments", "value": {
        "id": "1789", "text": "Jaki?", "from": {"id": "33", "username": "ola"}, "parent_id": "1788",
        "media": {"id": "55", "media_product_type": "FEED", "ad_title": "A"}}}]},
    {"time": 1790000000, "changes": [{"field": "mentions", "value": {"media_id": "55", "comment_id": "66"}}]},
]  # fmt: skip
META = {
    "messenger": ("page", "page_id", CONVERSATION),
    "instagram": ("instagram", "ig_id", CONVERSATION),
    "facebook_comments": ("page", "page_id", FEED),
    "instagram_comments": ("instagram", "ig_id", COMMENTS),
}


def seeds(inbox: Hooked) -> Iterator[HookPost]:
    """Good calls: what the demo writes, by each choice of its fields, then the fixtures."""
    demo, kind = inbox.demo, inbox.inbox.channel
    extras = [{}, *({f.name: str(value)} for f in demo.fields for value, _label in f.choices)]
    for extra in extras:
        yield from demo.write(inbox.target, demo.people[0], "Gdzie paczka?", extra)
    for body in bodies(inbox):
        yield demo.sign(inbox.target, json.dumps(body).encode())
    for path in sorted((ADAPTERS / kind / "fixtures").glob("*.txt")):
        lines = (line.partition("=") for line in path.read_text("utf-8").splitlines() if "=" in line)
        pairs = [(name, value) for name, _sign, value in lines]
        yield demo.sign(inbox.target, urlencode(pairs).encode(), FORM)


def bodies(inbox: Hooked) -> Iterator[dict[str, Any]]:
    kind, settings = inbox.inbox.channel, inbox.target.settings
    if kind in META:
        name, setting, entries = META[kind]
        account = str(settings[setting])
        for entry in entries:
            whole = {"object": name, "entry": [{"id": "ACCOUNT", "time": 1790000000, **entry}]}
            yield json.loads(json.dumps(whole).replace("ACCOUNT", account))
    for path in sorted((ADAPTERS / kind / "fixtures").glob("*.json")):
        found = json.loads(path.read_text("utf-8"))
        for number, body in enumerate(found.values() if isinstance(found, dict) and "events" not in found else [found]):
            if kind == "telegram" and isinstance(body, dict):
                body = {"update_id": 900 + number, **body}
            if isinstance(body, dict):
                yield body


def spots(value: Any, at: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """The place of every value in it."""
    if at:
        yield at
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from spots(item, (*at, key))


def put(whole: Any, at: tuple[Step, ...], value: Any) -> Any:
    found = copy.deepcopy(whole)
    inner = found
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return found


def mutants(post: HookPost, every: int = 1, start: int = 0) -> Iterator[tuple[str, bytes]]:
    """(what was done, body); of all of them each `every`-th."""
    number = start
    if FORM in " ".join(post.headers.values()):
        pairs = dict(parse_qsl(post.body.decode(), keep_blank_values=True))
        cases = ((name, value) for name in pairs for value in FIELDS)
        for name, value in cases:
            number += 1
            if number % every == 0:
                yield f"{name}={value[:20]!r}", urlencode({**pairs, name: value}).encode()
        return
    try:
        whole = json.loads(post.body)
    except ValueError:
        return
    for at in spots(whole):
        for value in VALUES:
            number += 1
            if number % every == 0:
                yield f"{at}={str(value)[:20]!r}", json.dumps(put(whole, at, value)).encode()
