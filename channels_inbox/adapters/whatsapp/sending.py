"""An answer as calls to the Cloud API: text, files, buttons, or an approved template.

Source: developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages and /reference/messages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.adapters.whatsapp import media
from channels_inbox.adapters.whatsapp.formatting import pieces, tail, whatsapp_text
from channels_inbox.adapters.whatsapp.payloads import USER_KIND
from channels_inbox.adapters.whatsapp.templates import template_body
from channels_inbox.contract import AdapterError, OutboundMessage, Part, SendingUncertain, SendResult
from channels_inbox.contract.errors import UnreadablePayload
from channels_inbox.providers.meta import graph
from channels_inbox.providers.strict_json import tables, text
from core.text import clean_line

TEXT_MAX = 4096
CAPTION_MAX = 1024
BUTTON_BODY_MAX = 1024
BUTTONS_MAX = 3
TITLE_MAX = 20
ROWS_MAX = 10
ROW_MAX = 24


def parts(message: OutboundMessage) -> Sequence[Part]:
    """Text first, then the files; a single file carries a short text as its caption. Buttons stand under the text's end.
    Raises AdapterError (permanent) for what WhatsApp can't take."""
    if message.template is not None:
        return [_part("template", message, 0)]
    words = whatsapp_text(message.text)
    kinds = [media.plan(file)[0] for file in message.files]
    buttons = bool(message.quick_replies or message.taps)
    captioned = len(kinds) == 1 and kinds[0] != "audio" and len(words) <= CAPTION_MAX and not buttons
    found: list[Part] = []
    if words and not captioned:
        before, last = tail(words, BUTTON_BODY_MAX) if buttons else (words, "")
        found += [_part("text", message, number, one) for number, one in enumerate(pieces(before, TEXT_MAX))]
        if last:
            found.append(_part("taps" if message.taps else "buttons", message, len(found), last))
    for file in message.files:
        found.append(_part("file", message, len(found), words if captioned else "", file))
    if not found:
        raise AdapterError(_("There is nothing in this answer that WhatsApp could send."), permanent=True)
    return found


def _part(kind: str, message: OutboundMessage, position: int, words: str = "", file: Any = None) -> Part:
    return Part(kind, words, file, f"{message.idempotency_key}:{position}")


def send_part(message: OutboundMessage, part: Part) -> SendResult:
    """One message. `biz_opaque_callback_data` comes back with its states, so that an uncertain one can be settled."""
    phone_id = str(message.settings.get("phone_number_id", ""))
    token, app_secret = str(message.secrets.get("access_token", "")), str(message.secrets.get("app_secret", ""))
    body: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    body |= {"to": message.address} if message.address.startswith("+") else {"recipient": message.address}
    body |= _content(message, part, phone_id, token, app_secret)
    first = part.key.endswith(":0")
    if first and message.last_inbound is not None and not message.automatic and part.kind != "template":
        # Quoted: who reads it hours later sees what it answers.
        body["context"] = {"message_id": message.last_inbound.external_id}
    body["biz_opaque_callback_data"] = part.key
    answer = graph("whatsapp", "POST", f"{phone_id}/messages", token=token, app_secret=app_secret, json=body)
    try:
        name = text(tables(answer, "messages", needed=True)[0], "id", needed=True)
        contacts = tables(answer, "contacts")
        user = text(contacts[0], "user_id") if contacts else ""
    except (UnreadablePayload, IndexError) as error:
        raise SendingUncertain(_("Meta took the message but didn't name it.")) from error
    also = (USER_KIND, user[:320]) if user and user != message.address else None
    return SendResult(name, also_known_as=also)


def _content(message: OutboundMessage, part: Part, phone_id: str, token: str, app_secret: str) -> dict[str, Any]:
    if part.kind == "template":
        assert message.template is not None
        return {"type": "template", "template": template_body(message.template, message.state)}
    if part.file is not None:
        kind, _content_type = media.plan(part.file)
        shown: dict[str, str] = {"id": media.upload(part.file, phone_id, token, app_secret)}
        shown |= {"caption": part.text} if part.text else {}
        shown |= {"filename": clean_line(part.file.name, 240)} if kind == "document" else {}
        return {"type": kind, kind: shown}
    if part.kind == "taps":
        return {"type": "interactive", "interactive": {"body": {"text": part.text}, **_taps(message)}}
    if part.kind == "buttons":
        titles = [clean_line(one.title, TITLE_MAX) for one in message.quick_replies][:BUTTONS_MAX]
        buttons = [
            {"type": "reply", "reply": {"id": f"{number}:{title}", "title": title}}
            for number, title in enumerate(titles)
        ]
        return {
            "type": "interactive",
            "interactive": {"type": "button", "body": {"text": part.text}, "action": {"buttons": buttons}},
        }
    return {"type": "text", "text": {"body": part.text, "preview_url": "https://" in part.text}}


def _taps(message: OutboundMessage) -> dict[str, Any]:
    """Up to three choices as buttons, more as a list that one button opens
    (developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages)."""
    if len(message.taps) <= BUTTONS_MAX:
        buttons = [
            {"type": "reply", "reply": {"id": tap.payload, "title": clean_line(tap.title, TITLE_MAX)}}
            for tap in message.taps
        ]
        return {"type": "button", "action": {"buttons": buttons}}
    rows = [{"id": tap.payload, "title": clean_line(tap.title, ROW_MAX)} for tap in message.taps[:ROWS_MAX]]
    label = clean_line(message.taps_label, TITLE_MAX)
    return {"type": "list", "action": {"button": label, "sections": [{"rows": rows}]}}
