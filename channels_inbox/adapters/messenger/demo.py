"""Messenger, played without Meta."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.messenger.payloads import FIELDS
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


class MessengerDemo:
    address = "m.me/kubkiilen"
    settings: Mapping[str, Any] = {"page_id": played.PAGE, "app_id": played.APP, "human_agent": True}
    secrets: Mapping[str, Any] = {"token": played.TOKEN, "app_secret": played.SECRET}
    people = (Person("Karolina Mróz", "7000000000000001"), Person("Paweł Sikora", "7000000000000002"))
    fields = (
        DemoField(
            "sends",
            _("Sends"),
            (
                ("text", _("words")),
                ("image", _("a photo")),
                ("like", _("a thumb")),
                ("button", _("a tapped button")),
                ("ad", _("words, coming from an ad")),
            ),
        ),
    )
    permanent_error = played.says(played.PERMANENT)
    transient_error = played.says(played.TRANSIENT, 503)

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]:
        mid = "m_" + secrets.token_urlsafe(24)
        photo = {"type": "image", "payload": {"url": played.media_url("messenger")}}
        like = {
            "type": "image",
            "payload": {"url": played.media_url("messenger", "like.png"), "sticker_id": 369239263222822},
        }
        ad = {
            "source": "ADS",
            "type": "OPEN_THREAD",
            "ad_id": "23840000000001",
            "ads_context_data": {"ad_title": "Kubki -20%"},
        }
        said: dict[str, dict[str, Any]] = {
            "image": {"message": {"mid": mid, "text": text, "attachments": [photo]}},
            "like": {"message": {"mid": mid, "attachments": [like]}},
            "button": {"postback": {"mid": mid, "title": text, "payload": "WHERE_IS_MY_PARCEL"}},
            "ad": {"message": {"mid": mid, "text": text, "referral": ad}},
        }
        content = said.get(extra.get("sends", ""), {"message": {"mid": mid, "text": text}})
        return [self._event(target, person.address, **content)]

    def tap(self, target: HookTarget, person: Person, button: Button, under: str) -> Sequence[HookPost]:
        """A tapped quick reply: a message of its words that has the payload beside them."""
        mid = "m_" + secrets.token_urlsafe(24)
        said = {"mid": mid, "text": button.label, "quick_reply": {"payload": button.payload}}
        return [self._event(target, person.address, message=said)]

    def _event(self, target: HookTarget, person: str, *, from_page: bool = False, **content: Any) -> HookPost:
        page = str(target.settings.get("page_id", played.PAGE))
        sides = (page, person) if from_page else (person, page)
        event = {"sender": {"id": sides[0]}, "recipient": {"id": sides[1]}, "timestamp": played.now_ms(), **content}
        return played.webhook(target, "page", page, messaging=[event])

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
        return played.sign(target, body, content_type)

    def api(self, call: ApiCall) -> ApiAnswer:
        known = played.graph(call, sender=played.PAGE, fields=FIELDS)
        if known is not None:
            return known
        if call.method == "GET":
            return self._profile(call)
        if call.path == f"{played.PAGE}/message_attachments":
            return played.uploaded(call)
        body = played.sent_message(call, played.PAGE, max_text=2000)
        return played.taken(body, body["to"])

    def _profile(self, call: ApiCall) -> ApiAnswer:
        for person in self.people:
            if call.path == person.address:
                first, _space, last = person.name.partition(" ")
                return ApiAnswer.of({"first_name": first, "last_name": last, "id": person.address})
        raise WrongShape(f"There is no {call.method} {call.path}.")

    def heard(self, call: ApiCall) -> Heard | None:
        return played.heard(call, played.PAGE)

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]:
        """The echo of what we said, then delivered, then read."""
        heard, said = self.heard(call), json.loads(answer.body)
        if heard is None or "message_id" not in said:
            return []
        mid, at = said["message_id"], played.now_ms()
        echo = {**call.json()["message"], "mid": mid, "is_echo": True, "app_id": int(played.APP)}
        if "attachment" in echo:
            kind = echo.pop("attachment")["type"]
            echo["attachments"] = [{"type": kind, "payload": {"url": played.media_url("messenger")}}]
        return [
            self._event(target, heard.to, from_page=True, message=echo),
            self._event(target, heard.to, delivery={"mids": [mid], "watermark": at}),
            self._event(target, heard.to, read={"watermark": at}),
        ]


DEMO: ChannelDemo = MessengerDemo()
