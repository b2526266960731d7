"""Phone calls by Twilio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.adapters.voice import callback, opening, payloads, twiml, wording
from channels_inbox.adapters.voice.payloads import CallEvent, Happening
from channels_inbox.contract import (
    AdapterError,
    DeliveryReport,
    Edited,
    FetchedFile,
    HookAnswer,
    HookRequest,
    InboundMessage,
    Notice,
    OutboundMessage,
    Outcome,
    Parsed,
    Part,
    Piece,
    RemoteFile,
    RouteContext,
    RouteOption,
    SendResult,
    Trouble,
    UnreadablePayload,
)
from channels_inbox.hooks import hook_url
from channels_inbox.providers import twilio
from tickets.channel_info import ChannelInfo
from tickets.hooks import WayIn
from tickets.models import Inbox

INFO = ChannelInfo(
    "voice",
    gettext_lazy("Phone"),
    "phone",
    "voice",
    "phone",
    also_kinds=(payloads.UNNAMED,),
    attachments=False,
    max_length=callback.MAX_NOTE,
    about=gettext_lazy("Calls, voicemail and call-backs by your own number, through Twilio."),
)
# Our own additions to the address that Twilio calls.
_OURS = ("step", "key", "caller", "call")
_TAKEN = {"completed", "answered"}


class VoiceAdapter:
    """A number of Twilio's: calls are put through or recorded, and made when an agent asks for one."""

    kind = "voice"

    def verify(self, request: HookRequest) -> None:
        twilio.verify(request)

    # -- what Twilio is to do ----------------------------------------------------------------------------------------

    def answer(self, request: HookRequest) -> HookAnswer:
        """The next TwiML document for this call."""
        try:
            event = payloads.read(twilio.read_form(request.body) | _ours(request.query))
        except UnreadablePayload:
            # It is kept, and people will see it in quarantine.
            event = None
        speaker = twiml.Speaker(request.url, request.language, request.settings)
        document = self._document(request, event, speaker) if event else twiml.nothing()
        return HookAnswer(document, "text/xml; charset=utf-8")

    def _document(self, request: HookRequest, event: CallEvent, speaker: twiml.Speaker) -> str:
        match event.what:
            case Happening.INCOMING:
                if not opening.is_open(request.settings, timezone.now()):
                    return twiml.voicemail(speaker, event, "greeting_closed")
                if not request.settings.get("forward_number"):
                    return twiml.voicemail(speaker, event, "greeting_busy")
                return twiml.put_through(speaker, event)
            case Happening.DIALLED:
                if event.status in _TAKEN:
                    return twiml.goodbye(speaker)
                return twiml.voicemail(speaker, event, "greeting_busy")
            case Happening.RECORDED:
                return twiml.goodbye(speaker, "thanks")
            case Happening.SILENT:
                return twiml.goodbye(speaker, "goodbye")
            case Happening.PRESSED:
                number = callback.whom(request.query.get("call", ""), request.url)
                pressed = twilio.read_form(request.body).get("Digits") == "1"
                if pressed and number:
                    return twiml.connect(speaker, number, event.key)
                return twiml.goodbye(speaker, "not_connected")
            case Happening.BRIDGED:
                return twiml.goodbye(speaker)
        return twiml.nothing()

    # -- what it means -----------------------------------------------------------------------------------------------

    def split(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Sequence[Piece]:
        """One call of the webhook is at most one event; most steps of a call say nothing new. Raises UnreadablePayload."""
        query = dict(parse_qsl(headers.get("query", "")))
        fields = twilio.read_form(payload) | _ours(query)
        fields.setdefault("From", query.get("caller", ""))
        event = payloads.read(fields)
        name = _piece(event, fields) if event else ""
        if event is None or not name:
            return []
        return [Piece(f"{name}:{event.sid}", payloads.dump(fields), must_arrive=not name.startswith("report"))]

    def way_in(self, inbox: Inbox) -> WayIn | None:
        """How customers reach this inbox."""
        number = str(inbox.connection.settings.get("number") or "")
        return WayIn(inbox, f"tel:{number}", number) if number else None

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        fields = payloads.load(payload)
        event = payloads.read(fields)
        if event is None:
            return Notice()
        with translation.override(headers.get("language") or translation.get_language() or "en"):
            return _meaning(event, fields, settings)

    def fetch(self, ref: Mapping[str, Any], settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> FetchedFile:
        """A voicemail. Twilio may tell of it before it can be had. Raises AdapterError."""
        return twilio.fetch(self.kind, str(ref.get("url", "")), settings, secrets, patient=True)

    # -- out -----------------------------------------------------------------------------------------------------------

    def routes(self, context: RouteContext) -> list[RouteOption]:
        """Whether this person can be called, and which phone rings first."""
        if context.identity_kind == payloads.UNNAMED:
            return [RouteOption(available=False, note=_("The caller's number was withheld."))]
        if context.opted_out:
            return [RouteOption(available=False, note=_("They asked not to be called."))]
        ours = str(context.settings.get("agent_number") or "")
        if not ours:
            note = _("No phone is set that rings for the agent. An admin can add one in the inbox's settings.")
            return [RouteOption(available=False, note=note)]
        note = _("Rings %(number)s and reads your note there. Press 1, and the customer is called.") % {"number": ours}
        return [RouteOption(label=_("call back"), note=note, by_hand=True)]

    def parts(self, message: OutboundMessage) -> Sequence[Part]:
        return callback.parts(message)

    def send_part(self, message: OutboundMessage, part: Part) -> SendResult:
        return callback.place(message, part)

    # -- settings ------------------------------------------------------------------------------------------------------

    def hook_facts(self, inbox: Inbox) -> list[tuple[str, str]]:
        """The number's settings in Twilio have a second field for the same address, of this name."""
        return [("Call status changes", hook_url(inbox))]

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Sign in, see that the number is the account's and that Twilio calls somebody for it. Raises AdapterError."""
        name = twilio.check_account(self.kind, settings, secrets)
        number = str(settings.get("number") or "")
        found = twilio.find_number(self.kind, number, settings, secrets)
        if found is None:
            raise AdapterError(
                _("%(number)s is not a number of the account %(name)s. Buy it there, or correct it here.")
                % {"number": number, "name": name},
                permanent=True,
            )
        can = found.get("capabilities")
        if isinstance(can, dict) and can.get("voice") is False:
            raise AdapterError(
                _("%(number)s takes no calls. Choose one in Twilio that does.") % {"number": number}, permanent=True
            )
        if not found.get("voice_url"):
            return _("%(number)s is yours. No call comes in yet: paste the webhook's address at “A call comes in”.") % {
                "number": number
            }
        if not found.get("status_callback"):
            return _(
                "%(number)s takes calls. Who hangs up early isn't noticed yet: paste the webhook's address at “Call status"
                " changes”, too."
            ) % {"number": number}
        return _("%(number)s is ready for calls.") % {"number": number}


def _ours(query: Mapping[str, str]) -> dict[str, str]:
    return {name: query[name] for name in _OURS if name in query}


def _piece(event: CallEvent, fields: Mapping[str, str]) -> str:
    """What the event's id begins with; "" for a step that says nothing new. The decisive ones come once for a call."""
    match event.what:
        case Happening.RECORDED:
            return "voicemail" if event.seconds else "missed"
        case Happening.DIALLED:
            # Who hung up while our phone rang hears no voicemail.
            return "answered" if event.status in _TAKEN else "missed" if event.over else ""
        case Happening.SILENT:
            return "missed"
        case Happening.ENDED:
            return "ended"
        case Happening.TRANSCRIBED:
            return "transcription"
        case Happening.BRIDGED:
            return f"report:{event.status}"
        case Happening.PRESSED:
            return "report:unpressed" if fields.get("step") == "unpressed" or fields.get("Digits") != "1" else ""
        case Happening.OUR_PHONE:
            return "" if event.status in {"completed", "in-progress"} else f"report:our-{event.status[:20]}"
    return ""


def _meaning(event: CallEvent, fields: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
    match event.what:
        case Happening.RECORDED if event.seconds:
            message = _call(event, _("Voicemail, %(length)s") % {"length": wording.length(event.seconds)}, settings)
            url = event.recording.removesuffix(".wav").removesuffix(".mp3") + ".mp3"
            message.remote = [RemoteFile({"url": url}, name=_("voicemail") + ".mp3", content_type="audio/mpeg")]
            return message
        case Happening.RECORDED | Happening.SILENT:
            return _call(event, _("Missed call, no voicemail"), settings)
        case Happening.ENDED:
            message = _call(event, _("Missed call"), settings)
            # The caller hung up, unless one of these says what became of the call.
            message.unless = [f"{name}:{event.sid}" for name in ("answered", "voicemail", "missed")]
            return message
        case Happening.DIALLED if event.status not in _TAKEN:
            return _call(event, _("Missed call"), settings)
        case Happening.DIALLED:
            message = _call(event, _("Call answered, %(length)s") % {"length": wording.length(event.seconds)}, {})
            message.outcome, message.callback_due_at = Outcome.AUTO_REPLY, None
            message.talked = True
            return message
        case Happening.TRANSCRIBED:
            if not event.said.strip():
                return Notice(_("This voicemail could not be written down."))
            return Edited(event.sid, _("Voicemail: “%(words)s”") % {"words": event.said.strip()})
        case Happening.BRIDGED if event.status in _TAKEN:
            report = _report(event, "delivered", wording.length(event.seconds))
            report.talked = True
            return report
        case Happening.BRIDGED:
            return _report(event, "failed", wording.customer_side(event.status), Trouble.UNREACHABLE)
        case Happening.PRESSED:
            return _report(event, "failed", _("Our phone was picked up, but nobody pressed 1 to be connected."))
        case Happening.OUR_PHONE if event.status in {"queued", "initiated", "ringing", "answered"}:
            return _report(event, "sent")
        case Happening.OUR_PHONE:
            return _report(event, "failed", wording.our_side(event.status, str(settings.get("agent_number") or "")))
    return Notice()


def _call(event: CallEvent, text: str, settings: Mapping[str, Any]) -> InboundMessage:
    """A call as one message; its id is the call's."""
    number = event.number
    return InboundMessage(
        external_id=event.sid,
        address=number or event.sid,
        identity_kind=INFO.identity_kind if number else payloads.UNNAMED,
        display_name=event.name or ("" if number else _("Withheld number")),
        text=text,
        proven=bool(number),
        own_words=True,
        callback_due_at=opening.callback_due(settings, timezone.now()) if number else None,
    )


def _report(event: CallEvent, state: str, detail: str = "", trouble: Trouble = Trouble.OTHER) -> DeliveryReport:
    return DeliveryReport(state, external_id=event.sid, detail=detail, trouble=trouble, key=event.key)
