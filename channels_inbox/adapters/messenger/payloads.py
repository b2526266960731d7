"""What Meta sends of a page's conversations. Messenger and Instagram send the same family of events, which is read in
providers/meta_messaging.py; here stands what is Messenger's own.

    {"object": "page", "entry": [{"id": "PAGE", "time": 1790000000000, "messaging": [
        {"sender": {"id": "PSID"}, "recipient": {"id": "PAGE"}, "timestamp": 1790000000000,
         "message": {"mid": "m_1", "text": "Gdzie paczka?"}}]}]}
"""

from __future__ import annotations

from channels_inbox.contract import Parsed
from channels_inbox.providers.meta_messaging import Talk, parse

# An address is a page-scoped id (PSID): the same person has another one at another page.
IDENTITY_KIND = "messenger"
TALK = Talk(IDENTITY_KIND, comments="facebook_comments")
# What the inbox needs to hear of (Page object of the app's webhooks).
FIELDS = (
    "messages",
    "messaging_postbacks",
    "message_deliveries",
    "message_reads",
    "message_echoes",
    "message_reactions",
    "message_edits",
)
SCOPES = ("pages_messaging", "pages_manage_metadata")


def read(payload: bytes) -> Parsed:
    """One event of a conversation. Raises UnreadablePayload."""
    return parse(payload, TALK)
