"""The web chat channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import redis
from django.conf import settings as django_settings
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.adapters.webchat import leaving, live, uploads
from channels_inbox.adapters.webchat.payloads import ChatEvent
from channels_inbox.adapters.webchat.script import is_complete
from channels_inbox.contract import AdapterError, InboundAttachment, InboundMessage, OutboundMessage, SendResult
from channels_inbox.models import ChatSession
from core.redis import redis_client
from core.text import guess_language
from customers.models import Identity
from tickets.channel_info import ChannelInfo
from tickets.hooks import WayIn
from tickets.models import Inbox

INFO = ChannelInfo(
    "webchat",
    gettext_lazy("Chat"),
    "message-circle",
    "chat",
    "chat",
    formatting=True,
    about=gettext_lazy("A chat window on your pages; who leaves gets the answer by mail."),
)


class WebchatAdapter:
    """A visitor's browser on a shop's page. Messages come by the socket (consumer.py), answers wait in the conversation
    and are shown as soon as a window of the visitor is open."""

    kind = "webchat"

    def ready(self) -> None:
        """Called once at start: follow what happens to tickets."""
        live.connect()

    def way_in(self, inbox: Inbox) -> WayIn | None:
        """How customers reach this inbox."""
        return WayIn(inbox, widget=inbox.public_id)

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> InboundMessage:
        """One stored message of the widget. The visitor's token vouches for the chat identity, for nothing else."""
        event = ChatEvent.from_bytes(payload)
        return InboundMessage(
            external_id=f"{event.visitor}:{event.client_id}",
            address=event.visitor,
            identity_kind=INFO.identity_kind,
            display_name=event.name,
            text=event.text,
            proven=True,
            language=guess_language(event.text) or event.language,
            attachments=[InboundAttachment(f.name, f.content_type, f.content) for f in event.files],
            meta={"client_id": event.client_id, "page": event.page},
        )

    def send(self, message: OutboundMessage) -> SendResult:
        """Tell the visitor's open windows; a closed one reads it when it comes back. The widget reports the rest."""
        session = ChatSession.objects.filter(
            identity__kind=INFO.identity_kind, identity__address=message.address
        ).first()
        if session is None:
            raise AdapterError(_("This visitor's chat is closed."), permanent=True)
        live.publish(live.session_topic(session.pk), {"type": "items", "messages": [message.message_id], "events": []})
        return SendResult(external_id=f"chat-{message.message_id}")

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Can browsers reach the script and be told news? Raises AdapterError."""
        if not is_complete():
            raise AdapterError(_("The widget's script is missing from this installation."), permanent=True)
        try:
            redis_client().ping()
        except (redis.RedisError, OSError) as error:
            raise AdapterError(_("Redis can't be reached, so nothing would arrive live."), permanent=False) from error
        return _("The chat is ready. Put the snippet on your pages.")

    def can_reach(self, identity: Identity) -> tuple[bool, str]:
        """Whether answers go to the chat now, and a short note for the agent."""
        return leaving.can_reach(identity)

    def sweep(self) -> None:
        """Visitors who left, mails for what they haven't read, uploads nobody sent."""
        leaving.sweep()
        uploads.sweep()

    def snippet(self, inbox: Inbox) -> str:
        """The line to paste before `</body>`."""
        url = f"{django_settings.PUBLIC_URL}/chat/widget.js"
        return f'<script src="{escape(url)}" data-inbox="{escape(inbox.public_id)}" async></script>'
