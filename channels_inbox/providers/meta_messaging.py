"""What Messenger and Instagram say about a conversation: the same family of events, read into the shape all channels share.

Sources: developers.facebook.com/docs/messenger-platform/reference/webhook-events (messages, message-echoes, message-edits,
message-reads, message-deliveries, message-reactions, messaging-postbacks, standby), /docs/instagram-messaging/webhooks,
/docs/messenger-platform/instagram/features/story-mention.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from channels_inbox.contract import (
    DeliveryReport,
    Echo,
    Edited,
    InboundMessage,
    Notice,
    Parsed,
    Reaction,
    Removed,
    UnreadablePayload,
)
from channels_inbox.providers import meta_media
from channels_inbox.providers.meta_webhooks import STANDBY, Event, read_event
from channels_inbox.providers.strict_json import moment, table, text
from core.text import clean_line

# Meta's own programs in which people of the firm type: the page's inbox, Instagram's inbox and app.
HUMAN_APPS = {"263902037430900", "1217981644879628", "936619743392459"}
# Comes back with the echo of what we sent (`metadata`, Send API): ours for sure, whatever the order of things.
OUR_MARK = "helpdesk:"
# A button that carries nothing was tapped all the same.
NAMELESS_BUTTON = "?"
# Our note of the sending is a moment younger than Meta's; a watermark is Meta's clock.
CLOCKS_APART = timedelta(seconds=2)
EMOJI = {
    "smile": "😆",
    "angry": "😠",
    "sad": "😢",
    "wow": "😮",
    "love": "❤️",
    "like": "👍",
    "dislike": "👎",
    "laugh": "😆",
}
# Understood, and nothing to do: the handover between apps, opt-ins, games, read further down for what asks attention.
LEFT_ALONE = {
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
    "app_roles",
    "account_linking",
    "optin",
    "referral",
    "game_play",
    "messaging_feedback",
    "prior_message",
    "typing",
}


@dataclass(frozen=True, slots=True)
class Talk:
    """A channel of the family: the kind of its addresses, the comments' channel of the same account, our app's id."""

    identity_kind: str
    comments: str
    app_id: str = ""


def parse(payload: bytes, talk: Talk) -> Parsed:
    """One event of a conversation. Raises UnreadablePayload for a shape nobody handles."""
    event = read_event(payload)
    value = event.value
    if event.field == STANDBY:
        return Notice(_("Another app has this conversation now."))
    if isinstance(value.get("message"), dict):
        return _message(event, value["message"], talk)
    if isinstance(value.get("postback"), dict):
        return _postback(event, value["postback"], talk)
    if isinstance(value.get("delivery"), dict):
        return _report(value, value["delivery"], "delivered", talk)
    if isinstance(value.get("read"), dict):
        return _report(value, value["read"], "read", talk)
    if isinstance(value.get("reaction"), dict):
        return _reaction(value, value["reaction"])
    if isinstance(value.get("message_edit"), dict):
        return _edit(value, value["message_edit"])
    if isinstance(value.get("policy_enforcement"), dict):
        return _policy(value["policy_enforcement"])
    if LEFT_ALONE & value.keys():
        return Notice(clean_line(", ".join(sorted(LEFT_ALONE & value.keys())), 200))
    names = clean_line(", ".join(sorted(set(value) - {"sender", "recipient", "timestamp"})), 200)
    raise UnreadablePayload(_("Nobody here knows this event: %(name)s") % {"name": names or event.field})


def _person(value: Mapping[str, Any], side: str) -> str:
    return text(table(value, side, needed=True), "id", needed=True)


def _message(event: Event, message: dict[str, Any], talk: Talk) -> Parsed:
    mid = text(message, "mid", needed=True)
    at = moment(event.value, "timestamp")
    if message.get("is_deleted"):
        return Removed(mid, at)
    if message.get("is_echo"):
        return _echo(event, message, mid, talk)
    found = meta_media.read(message)
    reply_to = table(message, "reply_to")
    facts = [*found.facts, *_referral(table(message, "referral")), *_referral(table(event.value, "referral"))]
    words, tapped = text(message, "text"), text(table(message, "quick_reply"), "payload")
    if not words.strip() and not found.files and not facts and not tapped:
        raise UnreadablePayload(_("This message has neither words nor files."))
    return InboundMessage(
        external_id=mid,
        address=_person(event.value, "sender"),
        identity_kind=talk.identity_kind,
        text=words,
        sent_at=at,
        proven=True,
        references=[answered] if (answered := text(reply_to, "mid")) else (),
        remote=found.files,
        facts=facts,
        tapped=tapped,
    )


def _echo(event: Event, message: dict[str, Any], mid: str, talk: Talk) -> Parsed:
    found = meta_media.read(message)
    app, mark = text(message, "app_id"), text(message, "metadata")
    # A file without words still has to be seen as one.
    words = text(message, "text") or "\n".join(f"{label}: {value}" for label, value in found.facts)
    return Echo(
        external_id=mid,
        address=_person(event.value, "recipient"),
        identity_kind=talk.identity_kind,
        text=words,
        at=moment(event.value, "timestamp"),
        automatic=bool(app) and app not in HUMAN_APPS,
        remote=found.files,
        our_key=mark.removeprefix(OUR_MARK)[:80] if mark.startswith(OUR_MARK) else "",
        also_by=talk.comments,
    )


def _postback(event: Event, postback: dict[str, Any], talk: Talk) -> InboundMessage:
    """A tapped button: its title are the customer's words. What it carries is for programs alone."""
    title = text(postback, "title")
    sender = _person(event.value, "sender")
    at = moment(event.value, "timestamp")
    button = [(gettext_noop("Button"), clean_line(title, 200))] if title.strip() else []
    return InboundMessage(
        external_id=text(postback, "mid") or f"postback:{sender}:{text(event.value, 'timestamp')}:{title[:100]}",
        address=sender,
        identity_kind=talk.identity_kind,
        text=title,
        sent_at=at,
        proven=True,
        facts=[*button, *_referral(table(postback, "referral"))],
        tapped=text(postback, "payload") or NAMELESS_BUTTON,
    )


def _referral(referral: Mapping[str, Any]) -> list[tuple[str, str]]:
    """How they came: an ad, a link with a word in it, a product."""
    facts = []
    ad = table(referral, "ads_context_data")
    if title := text(ad, "ad_title") or text(referral, "ad_id"):
        facts.append((gettext_noop("From the ad"), clean_line(title, 300)))
    if word := text(referral, "ref"):
        facts.append((gettext_noop("From the link"), clean_line(word, 300)))
    if product := text(table(referral, "product"), "id"):
        facts.append((gettext_noop("Product"), clean_line(product, 100)))
    return facts


def _report(value: Mapping[str, Any], report: Mapping[str, Any], state: str, talk: Talk) -> DeliveryReport:
    """About one message by its id, or about everything up to a moment."""
    mids = report.get("mids")
    mid = str(mids[0]) if isinstance(mids, list) and mids else text(report, "mid")
    if mid:
        return DeliveryReport(state, external_id=mid, also_by=talk.comments)
    until = moment(report, "watermark")
    if until is None:
        raise UnreadablePayload(_("This report names neither a message nor a moment."))
    return DeliveryReport(state, address=_person(value, "sender"), until=until + CLOCKS_APART)


def _reaction(value: Mapping[str, Any], reaction: Mapping[str, Any]) -> Reaction:
    emoji = text(reaction, "emoji") or EMOJI.get(text(reaction, "reaction"), "👍")
    if text(reaction, "action") == "unreact":
        emoji = ""
    return Reaction(
        text(reaction, "mid", needed=True), emoji, address=_person(value, "sender"), at=moment(value, "timestamp")
    )


def _edit(value: Mapping[str, Any], edit: Mapping[str, Any]) -> Parsed:
    words = text(edit, "text")
    if not words:
        # Instagram announces new messages so, too, without saying what or whose (num_edit 0).
        return Notice(_("An edit without words."))
    return Edited(text(edit, "mid", needed=True), words, moment(value, "timestamp"))


def _policy(policy: Mapping[str, Any]) -> Notice:
    """Meta warns or blocks the page: admins must know."""
    reason = clean_line(text(policy, "reason"), 300)
    action = text(policy, "action")
    if action in {"unblock", ""}:
        return Notice(reason or action)
    names = {"action": clean_line(action, 40), "reason": reason}
    return Notice(reason, attention=_("Meta restricts this page's messages (%(action)s): %(reason)s") % names)
