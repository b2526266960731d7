"""The WhatsApp channel: Meta's Cloud API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.adapters.whatsapp import checks, media, messages, notices, payloads, sending, templates
from channels_inbox.contract import (
    FetchedFile,
    OutboundMessage,
    Parsed,
    Part,
    Piece,
    RouteContext,
    RouteOption,
    SendResult,
)
from channels_inbox.providers.meta_door import MetaDoor
from tickets.channel_info import ChannelInfo
from tickets.hooks import WayIn
from tickets.models import Inbox

if TYPE_CHECKING:
    from channels_inbox.models import Connection

INFO = ChannelInfo(
    "whatsapp",
    "WhatsApp",
    "phone",
    "whatsapp",
    "phone",
    formatting=True,
    max_length=sending.TEXT_MAX,
    can_start=True,
    also_kinds=(payloads.USER_KIND,),
    quick_replies=sending.BUTTONS_MAX,
    taps=sending.ROWS_MAX,
    about=gettext_lazy("A WhatsApp Business number through Meta's Cloud API."),
)
# developers.facebook.com/docs/whatsapp/cloud-api/guides/send-messages#customer-service-windows
WINDOW = timedelta(hours=24)
PARSERS = {
    "message": messages.parse_message,
    "preference": messages.preference,
    "moved": messages.person_moved,
    "status": notices.parse_status,
    "echo": notices.parse_echo,
}


class WhatsappAdapter(MetaDoor):
    """Messages come by webhook, answers leave by the Graph API. Free words only within 24 hours of the customer's last
    message; before and after that only what Meta approved as a template."""

    kind = "whatsapp"
    account_setting = "phone_number_id"
    fields = ("messages",)

    def split(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Sequence[Piece]:
        return payloads.split(payload)

    def way_in(self, inbox: Inbox) -> WayIn | None:
        """How customers reach this inbox."""
        digits = "".join(char for char in inbox.address if char.isdigit())
        return WayIn(inbox, f"https://wa.me/{digits}", inbox.address) if digits else None

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> Parsed:
        event = payloads.read(payload)
        return PARSERS.get(event.what, notices.parse_account)(event)

    def fetch(self, ref: Mapping[str, Any], settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> FetchedFile:
        return media.fetch(ref, settings, secrets)

    def routes(self, context: RouteContext) -> list[RouteOption]:
        """Free words within the window, templates outside of it. Somebody who hides the number is listed by WhatsApp's id
        only once they wrote under it: for everybody else the number is the way."""
        if context.identity_kind == payloads.USER_KIND and context.anywhere is None:
            return []
        approved = templates.offered(context.state, context.language)
        open_until = context.anywhere.sent_at + WINDOW if context.anywhere else None
        if open_until is not None and open_until > context.now:
            return [RouteOption(open_until=open_until, templates=approved)]
        if context.opted_out:
            return [RouteOption(available=False, note=_("They don't want such messages. They have to write first."))]
        if not approved:
            return [
                RouteOption(
                    available=False,
                    closed=True,
                    note=_(
                        "Not written within 24 hours, and no template is approved. "
                        "An admin can fetch them anew with “Save and test the connection”."
                    ),
                )
            ]
        note = (
            _("More than 24 hours since they wrote: only an approved template can be sent.")
            if context.anywhere
            else _("They haven't written yet: only an approved template can be sent.")
        )
        return [RouteOption(note=note, templates=approved, templates_only=True, closed=True)]

    def parts(self, message: OutboundMessage) -> Sequence[Part]:
        return sending.parts(message)

    def send_part(self, message: OutboundMessage, part: Part) -> SendResult:
        return sending.send_part(message, part)

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        return checks.check(settings, secrets)

    def sync(self, connection: Connection) -> dict[str, Any]:
        """The approved templates. Raises AdapterError."""
        return {"templates": templates.fetch_templates(connection.settings, connection.secrets)}
