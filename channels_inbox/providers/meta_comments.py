"""Comments under a page's posts and an account's pictures: answered where everybody reads, or once in private.

Sources: developers.facebook.com/docs/messenger-platform/discovery/private-replies and
/docs/instagram-platform/private-replies (one message, within seven days of the comment).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.contract import (
    AdapterError,
    OutboundMessage,
    RouteContext,
    RouteOption,
    SendingUncertain,
    SendResult,
    Trouble,
)
from channels_inbox.providers.meta import graph
from channels_inbox.providers.meta_account import Account
from channels_inbox.providers.strict_json import moment

PUBLIC, PRIVATE = "public", "private"
PRIVATE_FOR = timedelta(days=7)


def when(time: int) -> datetime | None:
    """When an event's entry was made, where the comment itself doesn't say."""
    return moment({"time": time}, "time") if time else None


def public_route(limit: int) -> RouteOption:
    return RouteOption(variant=PUBLIC, label=_("public answer"), public=True, limit=limit)


def private_route(context: RouteContext, label: str, limit: int, counter: str = "") -> RouteOption:
    """One message to who commented, and only an agent decides to use it up. Then they have to write first."""
    comment = context.here
    note, until, available = "", None, False
    if comment is None or not comment.memory.get("private", True):
        note = _("A mention can only be answered in public.")
    elif PRIVATE in context.used:
        note = _("This comment was answered privately before: only one is possible. They have to write now.")
    elif context.now >= comment.sent_at + PRIVATE_FOR:
        note = _("A private answer is possible for seven days only.")
    else:
        note, until, available = _("Only one, so say it all."), comment.sent_at + PRIVATE_FOR, True
    return RouteOption(
        variant=PRIVATE,
        label=label,
        available=available,
        note=note,
        open_until=until,
        limit=limit,
        counter=counter,
        by_hand=True,
    )


def comment_of(message: OutboundMessage) -> Mapping[str, Any]:
    """What the parser noted of the comment that is answered. Raises AdapterError where there is none."""
    if message.last_inbound is None or not message.last_inbound.memory.get("id"):
        raise AdapterError(_("The comment that this answers isn't known here."), permanent=True)
    return message.last_inbound.memory


def send_private(message: OutboundMessage, account: Account, *, target: str, known_as: str) -> SendResult:
    """The one private answer. `target` says what it answers ("comment_id", "post_id"), `known_as` in which kind of
    address Meta tells who got it: their next words come from there. Raises AdapterError, SendingUncertain."""
    if message.automatic:
        raise AdapterError(
            _("Only one private answer is possible, so an automatic message doesn't use it up."), permanent=True
        )
    said = graph(
        account.kind,
        "POST",
        f"{account.sender_id}/messages",
        json={"recipient": {target: str(comment_of(message)["id"])}, "message": {"text": message.text.strip()}},
        **account.call,
    )
    mid, recipient = said.get("message_id"), said.get("recipient_id")
    if not isinstance(mid, str) or not mid:
        raise SendingUncertain(_("Meta's answer doesn't say whether it took the message."))
    return SendResult(mid, also_known_as=(known_as, str(recipient)) if recipient else None)


def send_public(
    message: OutboundMessage, account: Account, path: str, body: Mapping[str, str] | None = None
) -> SendResult:
    """An answer where everybody reads it. Raises AdapterError, SendingUncertain."""
    said = graph(account.kind, "POST", path, json=dict(body or {"message": message.text.strip()}), **account.call)
    found = said.get("id")
    if not isinstance(found, (str, int)) or not found:
        raise SendingUncertain(_("Meta's answer doesn't say whether it took the comment."))
    return SendResult(str(found))


def confirmed(said: Mapping[str, Any]) -> None:
    """Raises AdapterError unless Meta says that it did what was asked."""
    if said.get("success") is not True:
        raise AdapterError(
            _("Meta didn't confirm it. Look at the comment there."), permanent=True, trouble=Trouble.OTHER
        )
