"""Text messages by Twilio."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.adapters.sms import links, payloads, segments, wishes
from channels_inbox.contract import (
    AdapterError,
    DeliveryReport,
    FetchedFile,
    HookAnswer,
    HookRequest,
    InboundMessage,
    OutboundMessage,
    Parsed,
    Part,
    Piece,
    RemoteFile,
    RouteContext,
    RouteOption,
    SendingUncertain,
    SendResult,
)
from channels_inbox.providers import twilio, twilio_errors
from tickets.channel_info import ChannelInfo
from tickets.hooks import WayIn
from tickets.models import Inbox

INFO = ChannelInfo(
    "sms",
    gettext_lazy("Text message"),
    "message-square-text",
    "sms",
    "phone",
    also_kinds=(payloads.NAMED,),
    max_length=segments.MAX_CHARS,
    can_start=True,
    counter="sms",
    about=gettext_lazy("Text messages by your own number, through Twilio."),
)


class SmsAdapter:
    """A number of Twilio's. Messages and reports come by webhook, answers leave by its REST API."""

    kind = "sms"

    def verify(self, request: HookRequest) -> None:
        twilio.verify(request)

    def answer(self, request: HookRequest) -> HookAnswer:
        """Nothing is said back at once: an empty TwiML document."""
        return HookAnswer("<Response/>", "text/xml; charset=utf-8")

    def split(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Sequence[Piece]:
        """One webhook is one event. Raises UnreadablePayload."""
        fields = twilio.read_form(payload)
        sid, status = payloads.sid(fields), payloads.status(fields)
        if not status:
            return [Piece(f"message:{sid}", payloads.dump(fields))]
        if status in payloads.UNDERWAY:
            return []
        fields["key"] = parse_qs(headers.get("query", "")).get("key", [""])[0]
        return [Piece(f"status:{sid}:{status[:20]}", payloads.dump(fields), must_arrive=False)]

    def way_in(self, inbox: Inbox) -> WayIn | None:
        """How customers reach this inbox."""
        return WayIn(inbox, f"sms:{inbox.address}", inbox.address) if inbox.address else None

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        fields = payloads.load(payload)
        return _report(fields) if payloads.status(fields) else _message(fields)

    def fetch(self, ref: Mapping[str, Any], settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> FetchedFile:
        """A picture that came with a message. Raises AdapterError."""
        return twilio.fetch(self.kind, str(ref.get("url", "")), settings, secrets)

    def routes(self, context: RouteContext) -> list[RouteOption]:
        """Whether this address can be written to, and what the agent should know of it."""
        if context.identity_kind == payloads.NAMED:
            note = _("%(name)s is a name instead of a number. It takes no answers.") % {"name": context.address}
            return [RouteOption(available=False, note=note)]
        if context.opted_out:
            note = _("They asked for no more text messages (STOP). They can write START to get them again.")
            return [RouteOption(available=False, note=note)]
        if twilio.is_landline(context.address):
            return [RouteOption(available=False, note=_("This is a landline. It takes no text messages."))]
        if context.settings.get("sender_name"):
            note = _("Shown as %(name)s: they can't answer it.") % {"name": context.settings["sender_name"]}
            return [RouteOption(note=note, one_way=True)]
        if context.settings.get("plain_letters"):
            return [RouteOption(note=_("It is sent without Polish letters."), counter="sms-plain")]
        return [RouteOption()]

    def parts(self, message: OutboundMessage) -> Sequence[Part]:
        """The words, and a link to the files with them where there is room, else in a message of its own."""
        text = segments.fitted(message.text, plain_letters=bool(message.settings.get("plain_letters")))
        texts = [text] if text else []
        if message.files:
            link = links.sentence(message)
            together = f"{text}\n{link}" if text else link
            texts = [together] if len(together) <= segments.MAX_CHARS else [text, link]
        if not texts:
            raise AdapterError(_("There is nothing to send."), permanent=True)
        return [Part("text", text=said, key=f"{message.idempotency_key}:{n}") for n, said in enumerate(texts)]

    def send_part(self, message: OutboundMessage, part: Part) -> SendResult:
        """One text message. Raises AdapterError, SendingUncertain."""
        if len(part.text) > segments.MAX_CHARS:
            raise AdapterError(
                _("This is too long for a text message: %(n)s characters at most.") % {"n": segments.MAX_CHARS},
                permanent=True,
            )
        data = {"To": message.address, "Body": part.text, **_sender(message)}
        if message.hook_url:
            data["StatusCallback"] = f"{message.hook_url}?{urlencode({'key': part.key})}"
        answer = twilio.post(self.kind, "/Messages.json", data, message.settings, message.secrets)
        sid = answer.get("sid")
        if not isinstance(sid, str) or not sid:
            raise SendingUncertain(_("Twilio's answer can't be read."))
        if answer.get("status") in {"failed", "undelivered"}:
            code = answer.get("error_code")
            raise twilio_errors.error(code if isinstance(code, int) else 0)
        return SendResult(sid)

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Sign in, and see that the number is the account's. `settings["address"]` is the inbox's number."""
        name = twilio.check_account(self.kind, settings, secrets)
        number = str(settings.get("address") or "")
        if number.startswith("+"):
            found = twilio.find_number(self.kind, number, settings, secrets)
            if found is None:
                raise AdapterError(
                    _("%(number)s is not a number of the account %(name)s. Buy it there, or correct it here.")
                    % {"number": number, "name": name},
                    permanent=True,
                )
            can = found.get("capabilities")
            if isinstance(can, dict) and (can.get("sms") is False or can.get("SMS") is False):
                raise AdapterError(
                    _("%(number)s can't send text messages. Choose one in Twilio that can.") % {"number": number},
                    permanent=True,
                )
            if not found.get("sms_url") and not settings.get("messaging_service_sid"):
                return _(
                    "Text messages can be sent from %(number)s. None will come in yet: paste the webhook's address"
                    " into the number's settings in Twilio."
                ) % {"number": number}
        return _("The account %(name)s is ready for text messages.") % {"name": name}


def _sender(message: OutboundMessage) -> dict[str, str]:
    """Twilio's choice from a pool of numbers, the firm's name, or the inbox's number."""
    service = str(message.settings.get("messaging_service_sid") or "")
    if service:
        return {"MessagingServiceSid": service}
    return {"From": str(message.settings.get("sender_name") or "") or message.inbox_address}


def _message(fields: Mapping[str, str]) -> InboundMessage:
    found = payloads.read_message(fields)
    out = wishes.wants_out(found.body, found.opt_out_type)
    return InboundMessage(
        external_id=found.sid,
        address=found.number or found.sender,
        identity_kind=INFO.identity_kind if found.number else payloads.NAMED,
        display_name="" if found.number else found.sender,
        text=found.body,
        proven=bool(found.number),
        remote=[_file(media, number) for number, media in enumerate(found.media, 1)],
        opts_out=out,
        opts_in=not out and wishes.wants_in(found.body, found.opt_out_type),
    )


def _file(media: payloads.Media, number: int) -> RemoteFile:
    """Twilio's files have no names."""
    ending = mimetypes.guess_extension(media.content_type) or ""
    return RemoteFile({"url": media.url}, f"mms-{number}{ending}", media.content_type)


def _report(fields: Mapping[str, str]) -> DeliveryReport:
    found = payloads.read_status(fields)
    report = DeliveryReport(found.state, external_id=found.sid, key=fields.get("key", "")[:60])
    if found.state == "failed":
        report.detail, report.trouble = twilio_errors.reported(found.code)
    return report
