"""The counter: a short form on the customer's phone or at an agent's desk. Answers go the way the customer picked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings as django_settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import team_ids
from accounts.models import User
from channels_inbox.adapters.counter.payloads import ADDRESS_KINDS, page_url
from channels_inbox.contract import AdapterError, InboundMessage
from channels_inbox.public_forms.submission import Submission
from tickets import channel_info, hooks
from tickets.channel_info import ChannelInfo
from tickets.models import Inbox

INFO = ChannelInfo(
    "counter",
    gettext_lazy("Counter"),
    "store",
    "counter",
    "email",
    also_kinds=("phone",),
    threads="reference",
    answers=False,
    about=gettext_lazy("A QR code at your counter. Customers say what it is about and how they want the answer."),
)


class CounterAdapter:
    """Takes in only; the answer goes by the channel that the customer picked."""

    kind = "counter"

    def ready(self) -> None:
        """Called once at start: agents find the form beside a new ticket."""
        hooks.start_links.append(desk_links)

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> InboundMessage:
        """One form that was filled in. Its address is a claim."""
        return Submission.from_bytes(payload).to_message(headers)

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Is there a way to answer? Raises AdapterError."""
        kinds = [
            info.kind for info in channel_info.all_channels() if info.can_start and set(info.kinds) & set(ADDRESS_KINDS)
        ]
        offered = settings.get("channels") or kinds
        if not Inbox.objects.filter(channel__in=set(kinds) & set(offered), is_active=True).exists():
            raise AdapterError(
                _("There is no inbox to answer from: add one for mail or text messages, or tick its channel."),
                permanent=True,
            )
        return _("The counter is ready. Print the sheet with the code.")

    def links(self, inbox: Inbox) -> Sequence[tuple[str, str]]:
        """(label, URL) of the inbox's pages."""
        base = django_settings.PUBLIC_URL
        return [
            (_("The form on the customer’s phone"), page_url(inbox)),
            (_("Sheet with the QR code, to print"), base + reverse("counter-sheet", args=[inbox.public_id])),
            (_("Take it down for a customer"), base + reverse("counter-desk", args=[inbox.public_id])),
        ]


def desk_links(agent: User) -> list[tuple[str, str]]:
    """The counters of the agent's teams, for the page of a new ticket."""
    inboxes = Inbox.objects.filter(channel=INFO.kind, is_active=True)
    if not agent.sees_everything:
        inboxes = inboxes.filter(team_id__in=team_ids(agent))
    label = _("Take down what a customer says: %(inbox)s")
    return [(label % {"inbox": inbox.name}, reverse("counter-desk", args=[inbox.public_id])) for inbox in inboxes]
