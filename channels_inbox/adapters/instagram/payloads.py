"""What Meta sends of an Instagram account's conversations: Messenger's family of events, read in
providers/meta_messaging.py; here stands what is Instagram's own.

    {"object": "instagram", "entry": [{"id": "IG", "time": 1790000000000, "messaging": [
        {"sender": {"id": "IGSID"}, "recipient": {"id": "IG"}, "timestamp": 1790000000000,
         "message": {"mid": "m_1", "text": "Piękne!", "reply_to": {"story": {"id": "1", "url": "https://…"}}}}]}]}
"""

from __future__ import annotations

from channels_inbox.contract import Parsed
from channels_inbox.providers.meta_messaging import Talk, parse

# An address is an Instagram-scoped id (IGSID): the same person has another one at another account.
IDENTITY_KIND = "instagram"
TALK = Talk(IDENTITY_KIND, comments="instagram_comments")
# What the inbox needs to hear of (Instagram object of the app's webhooks); echoes come with messages.
FIELDS = ("messages", "messaging_postbacks", "messaging_seen", "message_reactions")
SCOPES = ("instagram_basic", "instagram_manage_messages", "pages_manage_metadata")


def read(payload: bytes) -> Parsed:
    """One event of a conversation. Raises UnreadablePayload."""
    return parse(payload, TALK)
