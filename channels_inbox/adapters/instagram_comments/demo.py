"""Comments on an Instagram account's posts, played without Meta."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.instagram_comments.payloads import FIELDS
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
from channels_inbox.providers import meta_demo as played

POSTS = {"18000000000000111": _("Our new mugs"), "18000000000000222": _("Linen bedding, -20%")}


class InstagramCommentsDemo:
    address = "instagram.com/kubki.i.len"
    settings: Mapping[str, Any] = {
        "login": "facebook",
        "ig_id": played.ACCOUNT,
        "page_id": played.PAGE,
        "app_id": played.APP,
    }
    secrets: Mapping[str, Any] = {"token": played.TOKEN, "app_secret": played.SECRET}
    people = (Person("Ida Wrona", "8000000000000011"), Person("Olek Żak", "8000000000000012"))
    fields = (
        DemoField("post", _("Under the post"), tuple(POSTS.items())),
        DemoField("sends", _("Writes"), (("comment", _("a comment")), ("mention", _("a mention elsewhere")))),
    )
    permanent_error = played.says(
        {"code": 100, "error_subcode": 33, "message": "Unsupported post request. Object with ID '1' does not exist."}
    )
    transient_error = played.says(played.TRANSIENT, 503)

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]:
        account = str(target.settings.get("ig_id", played.ACCOUNT))
        user = person.name.lower().replace(" ", ".")
        value: dict[str, Any]
        if extra.get("sends") == "mention":
            field, value = "mentions", {"media_id": played.new_id("18"), "comment_id": played.new_id("17")}
        else:
            field = "comments"
            value = {
                "id": played.new_id("17"),
                "text": text,
                "from": {"id": person.address, "username": user},
                "media": {"id": extra.get("post", next(iter(POSTS))), "media_product_type": "FEED"},
            }
        return [played.webhook(target, "instagram", account, changes=[{"field": field, "value": value}])]

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
        return played.sign(target, body, content_type)

    def api(self, call: ApiCall) -> ApiAnswer:
        known = played.graph(call, sender=played.PAGE, fields=FIELDS)
        if known is not None:
            return known
        where, _slash, edge = call.path.partition("/")
        if call.method == "GET" and where == played.ACCOUNT and "mentioned_comment" in call.query.get("fields", ""):
            found = {"text": "@kubki.i.len polecam!", "username": "ida.wrona", "id": "1"}
            return ApiAnswer.of({"username": "kubki.i.len", "mentioned_comment": found, "id": where})
        if call.method == "POST" and edge in {"replies", "mentions"}:
            if not 0 < len(str(call.json().get("message", "")).strip()) <= 300:
                raise WrongShape("A comment has 1 to 300 characters.")
            return ApiAnswer.of({"id": played.new_id("17")})
        if call.method == "POST" and edge == "messages":
            body = played.sent_message(call, played.PAGE, max_text=1000, in_bytes=True)
            return played.taken(body, self.people[0].address)
        if call.method == "POST" and not edge:
            if call.query.get("hide") not in {"true", "false"}:
                raise WrongShape("hide is true or false.")
            return ApiAnswer.of({"success": True})
        raise WrongShape(f"There is no {call.method} {call.path}.")

    def heard(self, call: ApiCall) -> Heard | None:
        where, _slash, edge = call.path.partition("/")
        if call.method != "POST" or edge not in {"replies", "mentions", "messages"}:
            return None
        body = call.json()
        if edge == "messages":
            return Heard(str(next(iter(body["recipient"].values()))), body["message"]["text"])
        return Heard(where, body["message"], public=True)

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]:
        """The account's own comment comes back as one of the post's."""
        heard, said = self.heard(call), json.loads(answer.body)
        if heard is None or not call.path.endswith("/replies") or "id" not in said:
            return []
        account = str(target.settings.get("ig_id", played.ACCOUNT))
        value = {
            "id": said["id"],
            "parent_id": heard.to,
            "text": heard.text,
            "from": {"id": account, "username": "kubki.i.len", "self_ig_scoped_id": "8000000000000099"},
            "media": {"id": next(iter(POSTS)), "media_product_type": "FEED"},
        }
        return [played.webhook(target, "instagram", account, changes=[{"field": "comments", "value": value}])]


DEMO: ChannelDemo = InstagramCommentsDemo()
