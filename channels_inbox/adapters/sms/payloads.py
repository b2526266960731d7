"""What Twilio posts about text messages (twilio.com/docs/messaging/guides/webhook-request and /outbound-message-status)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from channels_inbox.contract import UnreadablePayload
from channels_inbox.providers import twilio
from core.text import clean_line

NAMED = "sms_sender"  # a name or a short code instead of a number
MAX_MEDIA = 10
_SID = re.compile(r"[A-Z]{2}[0-9a-zA-Z]{1,60}\Z")
# On their way: the API's answer said as much.
UNDERWAY = {"accepted", "scheduled", "queued", "sending", "receiving"}
STATES = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}


@dataclass(frozen=True, slots=True)
class Media:
    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class TextMessage:
    sid: str
    sender: str
    body: str
    media: Sequence[Media] = ()
    opt_out_type: str = ""

    @property
    def number(self) -> str:
        """The sender in E.164; "" for a name or a short code."""
        return twilio.e164(self.sender)


@dataclass(frozen=True, slots=True)
class Status:
    sid: str
    state: str
    code: int = 0
    key: str = ""


def sid(fields: Mapping[str, str]) -> str:
    """The message's id. Raises UnreadablePayload."""
    found = fields.get("MessageSid") or fields.get("SmsSid") or ""
    if found and _SID.match(found):
        return found
    if fields.get("CallSid"):
        raise UnreadablePayload(_("This is a phone call. Its address belongs to a phone inbox, not to text messages."))
    raise UnreadablePayload(_("This is neither a text message nor a report about one."))


def status(fields: Mapping[str, str]) -> str:
    """The state that a report names, "" for a message. Messages that come in have a status of their own: received."""
    said = (fields.get("MessageStatus") or fields.get("SmsStatus") or "").lower()
    return "" if said in {"received", "receiving"} else said


def dump(fields: Mapping[str, str]) -> bytes:
    return json.dumps(dict(fields)).encode()


def load(payload: bytes) -> dict[str, str]:
    """Raises UnreadablePayload."""
    try:
        found = json.loads(payload)
    except ValueError as error:
        raise UnreadablePayload(_("This event can't be read.")) from error
    if not isinstance(found, dict):
        raise UnreadablePayload(_("This event can't be read."))
    return {str(name): str(value) for name, value in found.items()}


def read_status(fields: Mapping[str, str]) -> Status:
    """Raises UnreadablePayload for a state that Twilio doesn't document."""
    said = status(fields)
    if said not in STATES:
        raise UnreadablePayload(_("Twilio reports a state that nobody knows here: %(state)s") % {"state": said[:40]})
    code = fields.get("ErrorCode", "")
    return Status(sid(fields), STATES[said], int(code) if code.isdecimal() and len(code) < 8 else 0)


def read_message(fields: Mapping[str, str]) -> TextMessage:
    """Raises UnreadablePayload."""
    sender = clean_line(fields.get("From", ""), 60).strip()
    if not sender:
        raise UnreadablePayload(_("This text message has no sender."))
    if ":" in sender:
        raise UnreadablePayload(
            _("This came by another channel of Twilio (%(from)s), not as a text message.") % {"from": sender}
        )
    said = fields.get("NumMedia", "0")
    total = min(int(said), MAX_MEDIA) if said.isdecimal() and len(said) < 4 else 0
    media = [
        Media(fields[f"MediaUrl{n}"][:1000], clean_line(fields.get(f"MediaContentType{n}", ""), 100))
        for n in range(total)
        if fields.get(f"MediaUrl{n}")
    ]
    return TextMessage(sid(fields), sender, fields.get("Body", ""), media, fields.get("OptOutType", ""))
