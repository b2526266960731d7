"""Text messages played without Twilio."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.sms import segments
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

# One pixel, so that a picture comes.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_MEDIA = re.compile(rf"{twilio.BASE}/Messages/MM[0-9a-f]{{32}}/Media/ME[0-9a-f]{{32}}\Z")


class SmsDemo:
    """Customers' phones, and Twilio between them and us."""

    address = twilio.NUMBER
    settings: Mapping[str, Any] = {"account_sid": twilio.ACCOUNT, "plain_letters": False}
    secrets: Mapping[str, Any] = {"auth_token": twilio.TOKEN}
    people = (Person("Marta", "+48601234567"), Person("Tomasz", "+48512345678"), Person("InPost", "InPost"))
    fields = (DemoField("picture", _("With"), (("", _("words only")), ("1", _("a picture")))),)
    permanent_error = twilio.refusal(21610, "Attempt to send to unsubscribed recipient")
    transient_error = twilio.refusal(20429, "Too Many Requests", 429)

    def write(self, target: HookTarget, person: Person, text: str, extra: Mapping[str, str]) -> Sequence[HookPost]:
        sid = twilio.new_sid("MM" if extra.get("picture") else "SM")
        fields = {
            "ToCountry": "PL",
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": twilio.ACCOUNT,
            "ApiVersion": "2010-04-01",
            "SmsStatus": "received",
            "From": person.address,
            "FromCountry": "PL",
            "To": self.address,
            "Body": text,
            "NumSegments": str(max(1, segments.count(text).parts)),
            "NumMedia": "0",
        }
        if extra.get("picture"):
            place = f"https://api.twilio.com/{twilio.BASE}/Messages/{sid}/Media/{twilio.new_sid('ME')}"
            fields |= {"NumMedia": "1", "MediaContentType0": "image/png", "MediaUrl0": place}
        return [twilio.post(target, fields)]

    def sign(self, target: HookTarget, body: bytes, content_type: str = "application/json") -> HookPost:
        return twilio.sign(target, body, content_type)

    def api(self, call: ApiCall) -> ApiAnswer:
        known = twilio.account(call)
        if known is not None:
            return known
        if call.method == "GET" and _MEDIA.match(call.path):
            return ApiAnswer(200, PIXEL, "image/png")
        if (call.method, call.path) != ("POST", f"{twilio.BASE}/Messages.json"):
            raise WrongShape(f"There is no {call.method} {call.path}.")
        fields = twilio.form(call, "Body")
        unknown = fields.keys() - {"To", "From", "MessagingServiceSid", "Body", "StatusCallback"}
        if unknown:
            raise WrongShape(f"Nobody asked for {', '.join(sorted(unknown))}.")
        if bool(fields.get("From")) == bool(fields.get("MessagingServiceSid")):
            raise WrongShape("Either 'From' or 'MessagingServiceSid' is required.")
        if len(fields["Body"]) > segments.MAX_CHARS:
            return twilio.refusal(21617, "The concatenated message body exceeds the 1600 character limit")
        return ApiAnswer.of(
            {
                "sid": twilio.new_sid("SM"),
                "account_sid": twilio.ACCOUNT,
                "status": "queued",
                "error_code": None,
                "error_message": None,
                "num_segments": str(segments.count(fields["Body"]).parts),
                "to": fields["To"],
                "from": fields.get("From"),
                "body": fields["Body"],
                "direction": "outbound-api",
            },
            201,
        )

    def heard(self, call: ApiCall) -> Heard | None:
        if call.method != "POST" or not call.path.endswith("/Messages.json"):
            return None
        fields = call.form()
        counted = segments.count(fields.get("Body", ""))
        sender = fields.get("From") or fields.get("MessagingServiceSid", "")
        alphabet = "GSM-7" if counted.gsm else "UCS-2"
        return Heard(fields.get("To", ""), fields.get("Body", ""), (sender, f"{counted.parts} × {alphabet}"))

    def receipts(self, target: HookTarget, call: ApiCall, answer: ApiAnswer) -> Sequence[HookPost]:
        fields, made = call.form(), json.loads(answer.body)
        sid = str(made.get("sid", ""))
        if not sid or not fields.get("StatusCallback"):
            return []
        query = urlsplit(fields["StatusCallback"]).query
        told = {
            "MessageSid": sid,
            "SmsSid": sid,
            "AccountSid": twilio.ACCOUNT,
            "ApiVersion": "2010-04-01",
            "From": fields.get("From", ""),
            "To": fields["To"],
        }
        return [
            twilio.post(target, {**told, "MessageStatus": state, "SmsStatus": state}, query)
            for state in ("sent", "delivered")
        ]


DEMO: ChannelDemo = SmsDemo()
