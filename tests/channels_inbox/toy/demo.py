"""The loft, played without pigeons."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

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
from tests.channels_inbox.toy.adapter import signature

KEY = "toy-api-key"


class ToyDemo:
    address = ""
    settings: Mapping[str, Any] = {"loft": "7"}
    secrets: Mapping[str, Any] = {"api_key": KEY, "signing_key": "toy-signing-key"}
    people = (Person("Grey", "grey-1"), Person("White", "white-2"))
    fields = (DemoField("mood", "Mood", (("calm", "Calm"), ("hurried", "Hurried"))),)
    permanent_error = ApiAnswer.of({"error": "no such pigeon"}, 404)
    transient_error = ApiAnswer.of({"error": "storm"}, 503)

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]:
        said = f"{text}!" if extra.get("mood") == "hurried" else text
        letter = {
            "id": secrets.token_hex(8),
            "from": person.address,
            "name": person.name,
            "text": said,
            "sent": int(time.time()),
        }
        return [self._post(target, {"id": f"in-{letter['id']}", "type": "letter", "letter": letter})]

    def _post(self, target: HookTarget, event: Mapping[str, Any]) -> HookPost:
        return self.sign(target, json.dumps({"loft": target.settings.get("loft"), "events": [event]}).encode())

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
        stamp = signature(str(target.secrets["signing_key"]), body)
        return HookPost(body, {"Content-Type": content_type, "X-Pigeon-Signature": stamp})

    def api(self, call: ApiCall) -> ApiAnswer:
        if call.headers.get("authorization") != f"Bearer {KEY}":
            return ApiAnswer.of({"error": "key"}, 401)
        if call.method == "GET" and call.path == "lofts/7":
            return ApiAnswer.of({"name": "Loft 7"})
        if (call.method, call.path) != ("POST", "letters"):
            raise WrongShape(f"There is no {call.method} {call.path}.")
        letter = call.json()
        if not all(isinstance(letter.get(name), str) and letter[name] for name in ("loft", "to", "text")):
            raise WrongShape("A letter needs loft, to and text.")
        return ApiAnswer.of({"id": secrets.token_hex(8)}, 201)

    def heard(self, call: ApiCall) -> Heard | None:
        if call.path != "letters":
            return None
        letter = call.json()
        return Heard(letter["to"], letter["text"])

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]:
        if call.path != "letters":
            return []
        letter = json.loads(answer.body)["id"]
        states = ("delivered", "read")
        return [self._post(target, {"id": f"{s}-{letter}", "type": "state", "of": letter, "state": s}) for s in states]


DEMO: ChannelDemo = ToyDemo()
