"""Comments under a Facebook page's posts, played without Meta."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.facebook_comments.payloads import FIELDS
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

POSTS = {"111": _("Our new mugs"), "222": _("Linen bedding, -20%")}


class FacebookCommentsDemo:
    address = "facebook.com/kubkiilen"
    settings: Mapping[str, Any] = {"page_id": played.PAGE, "app_id": played.APP}
    secrets: Mapping[str, Any] = {"token": played.TOKEN, "app_secret": played.SECRET}
    people = (Person("Grażyna Lis", "5000000000000001"), Person("Robert Zięba", "5000000000000002"))
    fields = (
        DemoField("post", _("Under the post"), tuple(POSTS.items())),
        DemoField(
            "sends",
            _("Writes"),
            (("comment", _("a comment")), ("photo", _("a comment with a photo")), ("post", _("a post on the page"))),
        ),
    )
    permanent_error = played.says(
        {"code": 100, "error_subcode": 33, "message": "Unsupported post request. Object with ID '1_2' does not exist."}
    )
    transient_error = played.says(played.TRANSIENT, 503)

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]:
        page = str(target.settings.get("page_id", played.PAGE))
        number = extra.get("post", "111")
        post = f"{page}_{number}"
        value: dict[str, Any] = {
            "from": {"id": person.address, "name": person.name},
            "verb": "add",
            "created_time": int(time.time()),
            "message": text,
        }
        if extra.get("sends") == "post":
            value |= {"item": "status", "post_id": f"{page}_{played.new_id()}", "published": 1}
        else:
            link = {
                "permalink_url": f"https://www.facebook.com/{page}/posts/{number}",
                "id": post,
                "is_published": True,
            }
            value |= {
                "item": "comment",
                "comment_id": f"{number}_{played.new_id()}",
                "post_id": post,
                "parent_id": post,
                "post": link,
            }
        if extra.get("sends") == "photo":
            value["photo"] = played.media_url("facebook_comments")
        return [played.webhook(target, "page", page, changes=[{"field": "feed", "value": value}])]

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
        return played.sign(target, body, content_type)

    def api(self, call: ApiCall) -> ApiAnswer:
        known = played.graph(call, sender=played.PAGE, fields=FIELDS)
        if known is not None:
            return known
        where, _slash, edge = call.path.partition("/")
        if call.method == "POST" and edge == "comments":
            if not str(call.json().get("message", "")).strip():
                raise WrongShape("A comment needs a message.")
            return ApiAnswer.of({"id": f"{where.partition('_')[0]}_{played.new_id()}"})
        if call.method == "POST" and edge == "messages":
            body = played.sent_message(call, played.PAGE, max_text=2000)
            return played.taken(body, self._psid(body["to"]))
        if call.method == "POST" and not edge and "_" in where:
            if not isinstance(call.json().get("is_hidden"), bool):
                raise WrongShape("is_hidden is true or false.")
            return ApiAnswer.of({"success": True})
        raise WrongShape(f"There is no {call.method} {call.path}.")

    def _psid(self, comment: str) -> str:
        """Who wrote a comment, as Messenger calls them: always the same for one comment."""
        return "70" + comment.rpartition("_")[2][-14:]

    def heard(self, call: ApiCall) -> Heard | None:
        where, _slash, edge = call.path.partition("/")
        if call.method != "POST" or edge not in {"comments", "messages"}:
            return None
        body = call.json()
        if edge == "comments":
            return Heard(where, body["message"], public=True)
        return Heard(str(next(iter(body["recipient"].values()))), body["message"]["text"])

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]:
        """A page's own comment comes back as one of its feed."""
        heard, said = self.heard(call), json.loads(answer.body)
        if heard is None or not heard.public or "id" not in said:
            return []
        page = str(target.settings.get("page_id", played.PAGE))
        value = {
            "item": "comment",
            "verb": "add",
            "comment_id": said["id"],
            "post_id": f"{page}_{heard.to.partition('_')[0]}",
            "parent_id": heard.to,
            "from": {"id": page, "name": "Kubki i Len"},
            "message": heard.text,
            "created_time": int(time.time()),
        }
        return [played.webhook(target, "page", page, changes=[{"field": "feed", "value": value}])]


DEMO: ChannelDemo = FacebookCommentsDemo()
