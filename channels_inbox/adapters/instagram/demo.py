"""Instagram's direct messages, played without Meta."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.instagram.payloads import FIELDS
from channels_inbox.contract.demo import (
    ApiAnswer,
    ApiCall,
    Button,
    ChannelDemo,
    DemoField,
    Heard,
    HookPost,
    HookTarget,
    Person,
    WrongShape,
)
from channels_inbox.providers import meta_demo as played


class InstagramDemo:
    address = "@kubki.i.len"
    settings: Mapping[str, Any] = {
        "login": "facebook",
        "ig_id": played.ACCOUNT,
        "page_id": played.PAGE,
        "app_id": played.APP,
        "human_agent": True,
    }
    secrets: Mapping[str, Any] = {"token": played.TOKEN, "app_secret": played.SECRET}
    people = (Person("Maja Kos", "8000000000000001"), Person("Tymon Bąk", "8000000000000002"))
    fields = (
        DemoField(
            "sends",
            _("Sends"),
            (
                ("text", _("words")),
                ("image", _("a photo")),
                ("story", _("an answer to your story")),
                ("mention", _("a story that mentions you")),
                ("unsent", _("words, taken back at once")),
            ),
        ),
    )
    permanent_error = played.says(played.PERMANENT)
    transient_error = played.says(played.TRANSIENT, 503)

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]:
        mid = secrets.token_urlsafe(48)
        url = played.media_url("instagram")
        story = {"story": {"id": played.new_id("178"), "url": played.media_url("instagram", "story.png")}}
        said: dict[str, dict[str, Any]] = {
            "image": {"mid": mid, "text": text, "attachments": [{"type": "image", "payload": {"url": url}}]},
            "story": {"mid": mid, "text": text, "reply_to": story},
            "mention": {"mid": mid, "attachments": [{"type": "story_mention", "payload": {"url": url}}]},
        }
        first = self._event(
            target, person.address, message=said.get(extra.get("sends", ""), {"mid": mid, "text": text})
        )
        if extra.get("sends") != "unsent":
            return [first]
        return [first, self._event(target, person.address, message={"mid": mid, "is_deleted": True})]

    def tap(self, target: HookTarget, person: Person, button: Button, under: str) -> Sequence[HookPost]:
        """A tapped quick reply: a message of its words that has the payload beside them."""
        mid = secrets.token_urlsafe(48)
        said = {"mid": mid, "text": button.label, "quick_reply": {"payload": button.payload}}
        return [self._event(target, person.address, message=said)]

    def _event(self, target: HookTarget, person: str, *, from_us: bool = False, **content: Any) -> HookPost:
        account = str(target.settings.get("ig_id", played.ACCOUNT))
        sides = (account, person) if from_us else (person, account)
        event = {"sender": {"id": sides[0]}, "recipient": {"id": sides[1]}, "timestamp": played.now_ms(), **content}
        return played.webhook(target, "instagram", account, messaging=[event])

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
        return played.sign(target, body, content_type)

    def api(self, call: ApiCall) -> ApiAnswer:
        known = played.graph(call, sender=played.PAGE, fields=FIELDS)
        if known is not None:
            return known
        if call.method == "GET":
            return self._profile(call)
        if call.path == f"{played.PAGE}/message_attachments":
            return played.uploaded(call, platform="instagram")
        body = played.sent_message(call, played.PAGE, max_text=1000, in_bytes=True)
        if "metadata" in body["message"]:
            raise WrongShape("Instagram knows no metadata.")
        return played.taken(body, body["to"])

    def _profile(self, call: ApiCall) -> ApiAnswer:
        for person in self.people:
            if call.path == person.address:
                user = person.name.lower().replace(" ", ".")
                return ApiAnswer.of({"name": person.name, "username": user, "id": person.address})
        raise WrongShape(f"There is no {call.method} {call.path}.")

    def heard(self, call: ApiCall) -> Heard | None:
        return played.heard(call, played.PAGE)

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]:
        """The echo of what we said, then read; Instagram reports no delivery."""
        heard, said = self.heard(call), json.loads(answer.body)
        if heard is None or "message_id" not in said:
            return []
        echo = {"mid": said["message_id"], "is_echo": True, "text": heard.text}
        return [
            self._event(target, heard.to, from_us=True, message=echo),
            self._event(target, heard.to, read={"mid": said["message_id"]}),
        ]


DEMO: ChannelDemo = InstagramDemo()
