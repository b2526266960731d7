"""What comes by webhook: Trustpilot's events with the review in them, and Google's Pub/Sub message that says "look"."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.adapters.reviews.payloads import from_trustpilot
from channels_inbox.contract import BadSignature, HookRequest, Piece, UnreadablePayload
from channels_inbox.providers.strict_json import dump, read_object, table, tables, text

KEY = "key"
WRITTEN = {"service-review-created", "service-review-updated"}
DELETED = "service-review-deleted"


def verify(request: HookRequest) -> None:
    """Neither provider signs what it posts with a secret of ours, so the address carries a key that only they were told.
    Raises BadSignature, also while the inbox has no keys to the provider's API."""
    given = request.query.get(KEY, "")
    ours = request.verify_token
    if not ours or not any(request.secrets.values()) or not hmac.compare_digest(given.encode(), ours.encode()):
        raise BadSignature


def split(payload: bytes) -> list[Piece]:
    """Raises UnreadablePayload for what is neither."""
    root = read_object(payload)
    if "events" in root:
        return [_event(event) for event in tables(root, "events")]
    pushed = table(root, "message")
    name = text(pushed, "messageId") or text(pushed, "message_id")
    if name and text(root, "subscription"):
        return [Piece(f"hint:{name}"[:200], dump({"hint": True}), must_arrive=False)]
    raise UnreadablePayload(_("This is neither Trustpilot's nor Google's."))


def _event(event: Mapping[str, Any]) -> Piece:
    what, data = text(event, "eventName", needed=True), table(event, "eventData", needed=True)
    if what in WRITTEN:
        review = from_trustpilot(data)
        return Piece(review.event_id, review.payload())
    if what == DELETED:
        name = text(data, "id", needed=True)
        return Piece(f"deleted:{name}", dump({"gone": name}))
    raise UnreadablePayload(
        _("Nobody here handles “%(event)s”. Subscribe to service reviews only.") % {"event": what[:80]}
    )
