"""What Meta posts, put together by hand from its documentation: conversations and comments of the demo's accounts."""

from __future__ import annotations

import json
import time
from typing import Any

from channels_inbox.contract.demo import HookPost
from channels_inbox.providers.meta_demo import ACCOUNT, PAGE, sign
from tests.channels_inbox.hooked import Hooked

OBJECTS = {"messenger": "page", "facebook_comments": "page"}


def now_ms() -> int:
    return int(time.time() * 1000)


def webhook(inbox: Hooked, *entries: dict[str, Any], thing: str = "") -> HookPost:
    """Signed with the secret of the inbox that is called."""
    body = {"object": thing or OBJECTS.get(inbox.inbox.channel, "instagram"), "entry": list(entries)}
    return sign(inbox.target, json.dumps(body).encode())


def own_id(inbox: Hooked) -> str:
    return PAGE if inbox.inbox.channel in OBJECTS else ACCOUNT


def take(inbox: Hooked, *posts: HookPost) -> None:
    """The provider posts, the worker takes it in."""
    assert set(inbox.post(*posts)) == {200}
    inbox.work()


def event(inbox: Hooked, sender: str = "7000000000000001", *, echo: bool = False, **content: Any) -> HookPost:
    """One event of a conversation; `echo`: our own side speaks to `sender`."""
    sides = (own_id(inbox), sender) if echo else (sender, own_id(inbox))
    at = content.pop("at", now_ms())
    value = {"sender": {"id": sides[0]}, "recipient": {"id": sides[1]}, "timestamp": at, **content}
    return webhook(inbox, {"id": own_id(inbox), "time": at, "messaging": [value]})


def change(inbox: Hooked, field: str, **value: Any) -> HookPost:
    """One change of a feed, or of an account's comments."""
    entry = {"id": own_id(inbox), "time": int(time.time()), "changes": [{"field": field, "value": value}]}
    return webhook(inbox, entry)


def comment(inbox: Hooked, number: str, text: str, *, who: str = "5000000000000001", **more: Any) -> HookPost:
    """A comment under the page's post 111."""
    value = {
        "item": "comment",
        "verb": "add",
        "comment_id": f"111_{number}",
        "post_id": f"{PAGE}_111",
        "parent_id": f"{PAGE}_111",
        "from": {"id": who, "name": "Ola Maj"},
        "message": text,
        "created_time": int(time.time()),
        "post": {"permalink_url": "https://www.facebook.com/kubki/posts/111"},
        **more,
    }
    return change(inbox, "feed", **value)
