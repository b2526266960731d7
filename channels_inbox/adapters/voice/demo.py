"""Phone calls played without Twilio."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.voice import callback
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
from channels_inbox.providers import twilio_demo as twilio

DESK = "+48221002030"
# A second of silence: frames of MPEG-1 layer III, 32 kbit/s, 44.1 kHz, mono.
SILENCE = (b"\xff\xfb\x10\xc4" + bytes(100)) * 38
_RECORDING = re.compile(rf"{twilio.BASE}/Recordings/RE[0-9a-f]{{32}}\.mp3\Z")
_CALLS = f"{twilio.BASE}/Calls.json"
_KNOWN = {"To", "From", "Twiml", "Timeout", "StatusCallback", "StatusCallbackEvent"}


class VoiceDemo:
    """Callers, the firm's phone, and Twilio between them and us."""

    address = ""
    settings: Mapping[str, Any] = {
        "account_sid": twilio.ACCOUNT,
        "number": twilio.NUMBER,
        "forward_number": DESK,
        "agent_number": DESK,
        "calendar": "",
        "ring_seconds": 20,
        "callback_minutes": 30,
    }
    secrets: Mapping[str, Any] = {"auth_token": twilio.TOKEN}
    people = (Person("Marta", "+48601234567"), Person("Tomasz", "+48512345678"), Person("Withheld", "anonymous"))
    fields = (
        DemoField(
            "outcome",
            _("The call"),
            (
                ("transcribed", _("leaves a voicemail with these words")),
                ("voicemail", _("leaves a voicemail")),
                ("missed", _("says nothing to the voicemail")),
                ("hung_up", _("hangs up early")),
                ("answered", _("is answered")),
            ),
            "transcribed",
        ),
    )
    permanent_error = twilio.refusal(21211, "Invalid 'To' Phone Number")
    transient_error = twilio.refusal(20429, "Too Many Requests", 429)

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]:
        outcome = extra.get("outcome") or "voicemail"
        call = {
            "CallSid": twilio.new_sid("CA"),
            "AccountSid": twilio.ACCOUNT,
            "ApiVersion": "2010-04-01",
            "Direction": "inbound",
            "From": person.address,
            "Caller": person.address,
            "To": str(target.settings.get("number", "")),
            "Called": str(target.settings.get("number", "")),
        }
        talking = {**call, "CallStatus": "in-progress"}

        def step(name: str, **fields: str) -> HookPost:
            return twilio.post(target, {**talking, **fields}, f"step={name}" if name else "")

        posts = [twilio.post(target, {**call, "CallStatus": "ringing"})]
        if outcome == "answered":
            posts.append(step("dialled", DialCallStatus="completed", DialCallDuration="192"))
        elif outcome != "hung_up":
            posts.append(step("dialled", DialCallStatus="no-answer"))
        if outcome == "missed":
            posts.append(step("silent"))
        if outcome in {"voicemail", "transcribed"}:
            sid = twilio.new_sid("RE")
            place = f"https://api.twilio.com/{twilio.BASE}/Recordings/{sid}"
            recording = {"RecordingSid": sid, "RecordingUrl": place, "RecordingDuration": "42"}
            posts.append(step("recorded", **recording, Digits="hangup"))
            told = {"AccountSid": twilio.ACCOUNT, "CallSid": call["CallSid"], "RecordingStatus": "completed"}
            caller = urlencode({"step": "recording", "caller": person.address})
            posts.append(twilio.post(target, told | recording, caller))
            if outcome == "transcribed":
                written = {"TranscriptionSid": twilio.new_sid("TR"), "TranscriptionStatus": "completed"}
                posts.append(step("transcribed", **written, RecordingSid=sid, TranscriptionText=text))
        return [*posts, twilio.post(target, {**call, "CallStatus": "completed", "CallDuration": "204"})]

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
        return twilio.sign(target, body, content_type)

    def api(self, call: ApiCall) -> ApiAnswer:
        known = twilio.account(call)
        if known is not None:
            return known
        if call.method == "GET" and _RECORDING.match(call.path):
            return ApiAnswer(200, SILENCE, "audio/mpeg")
        if (call.method, call.path) != ("POST", _CALLS):
            raise WrongShape(f"There is no {call.method} {call.path}.")
        fields = twilio.form(call, "From", "Twiml")
        if fields.keys() - _KNOWN:
            raise WrongShape(f"Nobody asked for {', '.join(sorted(fields.keys() - _KNOWN))}.")
        if len(fields["Twiml"]) > 4000:
            raise WrongShape("'Twiml' has 4000 characters at most.")
        _spoken(fields["Twiml"])
        made = {"sid": twilio.new_sid("CA"), "status": "queued", "to": fields["To"], "from": fields["From"]}
        return ApiAnswer.of({**made, "direction": "outbound-api"}, 201)

    def heard(self, call: ApiCall) -> Heard | None:
        if (call.method, call.path) != ("POST", _CALLS):
            return None
        fields = call.form()
        document = ElementTree.fromstring(fields.get("Twiml", "<Response/>"))  # noqa: S314  (our own document)
        says = [element.text or "" for element in document.iter("Say")]
        gather = document.find("Gather")
        action = gather.get("action", "") if gather is not None else ""
        query = parse_qs(urlsplit(action).query)
        note = says[1] if len(says) > 2 else ""
        return Heard(
            callback.whom(query.get("call", [""])[0], action), note, (f"☎ {fields.get('To', '')}", *says[:1], *says[2:])
        )

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]:
        fields = call.form()
        sid = str(json.loads(answer.body).get("sid", ""))
        if not sid or not fields.get("StatusCallback"):
            return []
        query = urlsplit(fields["StatusCallback"]).query
        key = parse_qs(query).get("key", [""])[0]
        ours = {
            "CallSid": sid,
            "AccountSid": twilio.ACCOUNT,
            "Direction": "outbound-api",
            "From": fields["From"],
            "To": fields["To"],
        }
        bridged = {"CallStatus": "in-progress", "DialCallStatus": "completed", "DialCallDuration": "95"}
        return [
            twilio.post(target, {**ours, "CallStatus": "initiated"}, query),
            twilio.post(target, {**ours, **bridged}, urlencode({"step": "bridged", "key": key})),
            twilio.post(target, {**ours, "CallStatus": "completed", "CallDuration": "101"}, query),
        ]


def _spoken(twiml: str) -> None:
    """Raises WrongShape for a document that Twilio couldn't follow."""
    try:
        document = ElementTree.fromstring(twiml)  # noqa: S314  (our own document)
    except ElementTree.ParseError as error:
        raise WrongShape("The TwiML is not XML.") from error
    if document.tag != "Response" or not [*document.iter("Say")]:
        raise WrongShape("The TwiML says nothing.")
    for element in document.iter():
        if not element.get("action", "http").startswith("http"):
            raise WrongShape("An action is not a full address.")


DEMO: ChannelDemo = VoiceDemo()
