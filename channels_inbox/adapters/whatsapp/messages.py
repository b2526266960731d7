"""One message of a customer, in whatever kind WhatsApp has for it."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channels_inbox.adapters.whatsapp.payloads import USER_KIND, Event, Person, e164, person
from channels_inbox.contract import (
    Edited,
    InboundMessage,
    Moved,
    Notice,
    Parsed,
    Reaction,
    RemoteFile,
    Removed,
    UnreadablePayload,
)
from channels_inbox.providers.strict_json import moment, table, tables, text, whole
from core.text import clean_line

MEDIA = ("image", "video", "audio", "document", "sticker")
# What we say in our own words, which tell nothing of the customer's language.
OURS = ("location", "contacts", "order", "unsupported", "unknown", "errors")
MAX_LINES = 50
Facts = list[tuple[str, str]]


def parse_message(event: Event) -> Parsed:
    """What a message means. Raises UnreadablePayload for a kind that nobody knows."""
    message = event.value
    kind, name = text(message, "type", needed=True), text(message, "id", needed=True)
    at = moment(message, "timestamp")
    if kind == "system":
        return _system(message)
    if kind == "revoke":
        return Removed(text(table(message, "revoke"), "original_message_id", needed=True), at)
    if kind == "edit":
        edit = table(message, "edit", needed=True)
        new, _files = content(table(edit, "message", needed=True))
        return Edited(text(edit, "original_message_id", needed=True), new, at)
    if text(message, "group_id"):
        raise UnreadablePayload(_("This was written in a WhatsApp group. Groups aren't answered from here."))
    writer = person(message, event.contact)
    if kind == "reaction":
        reaction = table(message, "reaction", needed=True)
        return Reaction(text(reaction, "message_id", needed=True), text(reaction, "emoji"), writer.address, at)
    if kind in {"request_welcome", "ephemeral"}:
        return Notice(_("%(name)s opened the chat.") % {"name": writer.name or writer.address})
    words, files = content(message)
    context = table(message, "context")
    return InboundMessage(
        external_id=name,
        address=writer.address,
        identity_kind=writer.kind,
        display_name=writer.name,
        text=words,
        sent_at=at,
        proven=True,
        references=[found] if (found := text(context, "id")) else [],
        remote=files,
        also=writer.also,
        facts=_facts(message, context),
        own_words=kind in OURS,
        tapped=_tapped(message),
    )


def _tapped(message: Mapping[str, Any]) -> str:
    """The id of the button or row that they tapped, of a template's button its payload."""
    answer = table(message, "interactive")
    chosen = table(answer, "button_reply") or table(answer, "list_reply")
    return text(chosen, "id") or text(table(message, "button"), "payload")


def content(message: Mapping[str, Any]) -> tuple[str, list[RemoteFile]]:
    """The words and the files of a message or an echo. Raises UnreadablePayload."""
    kind = text(message, "type", needed=True)
    if kind == "text":
        return text(table(message, "text", needed=True), "body"), []
    if kind in MEDIA:
        return _media(kind, table(message, kind, needed=True))
    if kind == "location":
        return _location(table(message, "location", needed=True)), []
    if kind == "contacts":
        return _contacts(tables(message, "contacts", needed=True)), []
    if kind == "interactive":
        return _interactive(table(message, "interactive")), []
    if kind == "button":
        return text(table(message, "button", needed=True), "text"), []
    if kind == "order":
        return _order(table(message, "order", needed=True)), []
    if kind == "template":
        return text(table(message, "template"), "name"), []
    if kind in {"unsupported", "unknown", "errors"}:
        return _unsupported(message), []
    raise UnreadablePayload(
        _("WhatsApp's kind of message “%(kind)s” isn't known here.") % {"kind": clean_line(kind, 40)}
    )


def _media(kind: str, media: Mapping[str, Any]) -> tuple[str, list[RemoteFile]]:
    content_type = text(media, "mime_type").partition(";")[0].strip().lower()
    name = text(media, "filename")
    if not name:
        called = "voice" if media.get("voice") is True else kind
        name = called + (mimetypes.guess_extension(content_type) or "")
    ref = {"id": text(media, "id", needed=True), "sha256": text(media, "sha256")}
    return text(media, "caption"), [RemoteFile(ref, name, content_type)]


def _location(place: Mapping[str, Any]) -> str:
    latitude, longitude = (_degrees(place, key) for key in ("latitude", "longitude"))
    lines = [text(place, "name"), text(place, "address")]
    # A link of our own making: what a stranger's payload calls a URL isn't offered to agents.
    return _lines([*lines, f"https://www.google.com/maps/search/?api=1&query={latitude:.6f},{longitude:.6f}"])


def _degrees(place: Mapping[str, Any], key: str) -> float:
    found = place.get(key)
    try:
        if not isinstance(found, bool) and isinstance(found, (int, float, str)) and abs(degrees := float(found)) <= 360:
            return degrees
    except (ValueError, OverflowError):
        pass
    raise UnreadablePayload(_("The place has no coordinates."))


def _contacts(cards: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for card in cards[:MAX_LINES]:
        name = table(card, "name")
        known = [text(name, "formatted_name") or text(name, "first_name"), text(table(card, "org"), "company")]
        known += [text(phone, "phone") or e164(text(phone, "wa_id")) for phone in tables(card, "phones")]
        known += [text(mail, "email") for mail in tables(card, "emails")]
        lines.append(", ".join(dict.fromkeys(clean_line(part, 200) for part in known if part)))
    return _lines(lines) or _("(an empty contact card)")


def _interactive(answer: Mapping[str, Any]) -> str:
    for kind in ("button_reply", "list_reply"):
        chosen = table(answer, kind)
        if chosen:
            return _lines([text(chosen, "title"), text(chosen, "description")])
    form = table(answer, "nfm_reply")
    if form:
        return _lines([text(form, "body"), *(f"{label}: {value}" for label, value in _form_answers(form))])
    if not answer or "type" not in answer:
        # Meta says so itself with error 131000: the answer was cut off on its way.
        return _("(an answer that WhatsApp could not pass on)")
    raise UnreadablePayload(
        _("WhatsApp's kind of answer “%(kind)s” isn't known here.") % {"kind": text(answer, "type")[:40]}
    )


def _form_answers(form: Mapping[str, Any]) -> Facts:
    """What was filled into a Flow: JSON within JSON."""
    try:
        found = json.loads(text(form, "response_json") or "{}")
    except (ValueError, RecursionError):
        return []
    if not isinstance(found, dict):
        return []
    plain = ((name, value) for name, value in found.items() if isinstance(value, (str, int, float)))
    return [(clean_line(name, 80), clean_line(str(v), 500)) for name, v in plain if name != "flow_token"][:MAX_LINES]


def _order(order: Mapping[str, Any]) -> str:
    lines = [text(order, "text"), _("Order:")]
    for item in tables(order, "product_items")[:MAX_LINES]:
        price = " ".join(filter(None, [_amount(item.get("item_price")), text(item, "currency")]))
        lines.append(
            f"{whole(item, 'quantity') or 1} × {text(item, 'product_retailer_id')}" + (f", {price}" if price else "")
        )
    return _lines(lines)


def _amount(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return ""
    return f"{value:.2f}" if isinstance(value, float) else clean_line(str(value), 20)


def _unsupported(message: Mapping[str, Any]) -> str:
    """The customer sent something and waits for an answer, so an agent has to see that there was something."""
    kind = text(table(message, "unsupported"), "type")
    if kind:
        return _("(sent something that WhatsApp doesn't pass on: %(kind)s)") % {"kind": clean_line(kind, 40)}
    return _("(sent something that WhatsApp doesn't pass on, a poll perhaps or a photo to be seen once)")


def _facts(message: Mapping[str, Any], context: Mapping[str, Any]) -> Facts:
    facts: Facts = []
    if context.get("forwarded") is True or context.get("frequently_forwarded") is True:
        facts.append(
            (gettext_noop("Forwarded"), _("many times") if context.get("frequently_forwarded") is True else _("yes"))
        )
    product = table(context, "referred_product")
    if product:
        facts.append((gettext_noop("Asked about"), text(product, "product_retailer_id")))
    ad = table(message, "referral")
    if ad:
        facts.append((gettext_noop("Came by an ad"), text(ad, "headline") or text(ad, "body") or text(ad, "source_id")))
        if text(ad, "source_url").startswith(("https://", "http://")):
            facts.append((gettext_noop("Address of the ad"), text(ad, "source_url")))
    return [(label, value) for label, value in facts if value]


def _system(message: Mapping[str, Any]) -> Parsed:
    system = table(message, "system", needed=True)
    kind = text(system, "type")
    if kind in {"user_changed_number", "customer_changed_number"}:
        old, new = (
            e164(text(message, "from") or text(system, "customer")),
            e164(text(system, "wa_id") or text(system, "new_wa_id")),
        )
        if old and new:
            return Moved("phone", old, new)
    if kind == "user_changed_user_id":
        old, new = text(message, "from_user_id"), text(system, "user_id")
        if old and new:
            return Moved(USER_KIND, old[:320], new[:320])
    return Notice(clean_line(text(system, "body") or kind, 300) or _("WhatsApp says something about this person."))


def person_moved(event: Event) -> Parsed:
    """The `user_id_update` field: WhatsApp's id of a person changed."""
    ids = table(event.value, "user_id", needed=True)
    old, new = text(ids, "previous"), text(ids, "current", needed=True)
    return Moved(USER_KIND, old[:320], new[:320]) if old else Notice(_("WhatsApp has an id for somebody now."))


def preference(event: Event) -> Parsed:
    """The `user_preferences` field: no marketing any more, or again. Kept as their wish, in WhatsApp's words."""
    value = text(event.value, "value")
    if value not in {"stop", "resume"}:
        raise UnreadablePayload(_("This wish isn't known here: %(value)s") % {"value": clean_line(value, 40)})
    writer: Person = person(event.value, event.contact, "wa_id")
    return InboundMessage(
        external_id="",
        address=writer.address,
        identity_kind=writer.kind,
        display_name=writer.name,
        text=text(event.value, "detail") or value,
        sent_at=moment(event.value, "timestamp"),
        proven=True,
        also=writer.also,
        opts_out=value == "stop",
        opts_in=value == "resume",
    )


def _lines(parts: Sequence[str]) -> str:
    return "\n".join(part for part in parts if part.strip())
