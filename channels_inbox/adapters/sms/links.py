"""Files of an answer. Polish networks carry no pictures, so the customer gets a link to a page that expires."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from channels_inbox.contract import OutboundMessage
from core.tokens import make_token

PURPOSE = "sms-files"
GOOD_FOR_DAYS = 14


def url(message_id: int) -> str:
    """The page with a message's files. Nobody guesses it, and it is good for these files only."""
    return settings.PUBLIC_URL + reverse("sms-files", args=[make_token(PURPOSE, message_id)])


def sentence(message: OutboundMessage) -> str:
    """The link in the customer's language, in letters that don't make the message longer."""
    with translation.override(message.language):
        return ngettext("File: %(link)s", "Files: %(link)s", len(message.files)) % {"link": url(message.message_id)}
