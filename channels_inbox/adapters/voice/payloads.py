"""What Twilio posts about calls (twilio.com/docs/voice/twiml and /voice/api/call-resource#statuscallback).

Everything comes to one address. Steps of our own documents add `?step=…` to it; what an event is shows in its fields, so that
it is understood without them, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from channels_inbox.contract import UnreadablePayload
from channels_inbox.providers import twilio
from core.text import clean_line

UNNAMED = "voice_call"  # a caller without a number: known by the call alone
# How Twilio writes that a caller hides their number (help.twilio.com, "What do unknown, restricted … callers look like"):
# words, or the same words on a phone's keys.
_WITHHELD = {
    "",
    "anonymous",
    "restricted",
    "private",
    "unknown",
    "blocked",
    "unavailable",
    "+266696687",
    "+7378742883",
    "+86282452253",
    "+8656696",
    "+2562533",
}
_SID = re.compile(r"CA[0-9a-zA-Z]{1,60}\Z")
_OVER = {"completed", "busy", "no-answer", "failed", "canceled"}
_UNDERWAY = {"queued", "initiated", "ringing", "answered", "in-progress"}


class Happening(StrEnum):
    INCOMING = "incoming"  # somebody calls
    DIALLED = "dialled"  # our phone rang: taken or not
    SILENT = "silent"  # the voicemail heard nothing
    RECORDED = "recorded"
    TRANSCRIBED = "transcribed"
    ENDED = "ended"
    # of a call that we make
    OUR_PHONE = "our_phone"  # what became of the agent's side
    PRESSED = "pressed"  # the agent wants to be connected, or not
    BRIDGED = "bridged"  # what became of the customer's side


@dataclass(frozen=True, slots=True)
class CallEvent:
    """`status` is what Twilio says of the call, or of the side that was dialled; `over`: nobody is on the line any more."""

    sid: str
    what: Happening
    caller: str
    status: str = ""
    seconds: int = 0
    recording: str = ""
    said: str = ""
    name: str = ""
    key: str = ""
    over: bool = False

    @property
    def number(self) -> str:
        """The caller in E.164; "" when it is withheld or no number (SIP)."""
        return "" if self.caller.lower() in _WITHHELD else twilio.e164(self.caller)


def _what(fields: Mapping[str, str]) -> Happening | None:
    """None for what needs nothing."""
    step, status = fields.get("step", ""), fields.get("CallStatus", "").lower()
    if "TranscriptionStatus" in fields or "TranscriptionText" in fields:
        return Happening.TRANSCRIBED
    if "RecordingSid" in fields:
        return Happening.RECORDED
    if fields.get("Direction", "").startswith("outbound"):
        if "DialCallStatus" in fields:
            return Happening.BRIDGED
        return Happening.PRESSED if step in {"connect", "unpressed"} else Happening.OUR_PHONE
    if "DialCallStatus" in fields:
        return Happening.DIALLED
    if status in _OVER:
        return Happening.ENDED
    if step == "silent":
        return Happening.SILENT
    if status == "ringing":
        return Happening.INCOMING
    if status in _UNDERWAY:
        return None
    raise UnreadablePayload(
        _("Twilio says something of a call that nobody knows here: %(state)s") % {"state": status[:40]}
    )


def read(fields: Mapping[str, str]) -> CallEvent | None:
    """None for what needs nothing done. Raises UnreadablePayload."""
    sid = fields.get("CallSid", "")
    if not _SID.match(sid):
        if fields.get("MessageSid"):
            raise UnreadablePayload(
                _("This is a text message. Its address belongs to a text message inbox, not to a phone.")
            )
        raise UnreadablePayload(_("This is not about a call."))
    what = _what(fields)
    if what is None:
        return None
    status = fields.get("DialCallStatus" if what in {Happening.DIALLED, Happening.BRIDGED} else "CallStatus", "")
    seconds = fields.get("DialCallDuration") or fields.get("RecordingDuration") or fields.get("CallDuration") or ""
    return CallEvent(
        sid=sid,
        what=what,
        caller=clean_line(fields.get("From", ""), 200).strip(),
        status=status.lower(),
        seconds=int(seconds) if seconds.isdecimal() and len(seconds) < 7 else 0,
        recording=fields.get("RecordingUrl", "")[:1000],
        said=fields.get("TranscriptionText", "") if fields.get("TranscriptionStatus") != "failed" else "",
        name=clean_line(fields.get("CallerName", ""), 100),
        key=fields.get("key", "")[:60],
        over=fields.get("CallStatus", "").lower() in _OVER,
    )


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
