"""The web form channel: a page of ours, on its own or inside the shop's. Answers go by e-mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings as django_settings
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.adapters.form.payloads import signing_key
from channels_inbox.adapters.form.topics import BadTopics, read_topics
from channels_inbox.contract import AdapterError, InboundMessage
from channels_inbox.public_forms.submission import Submission
from tickets.channel_info import ChannelInfo
from tickets.hooks import WayIn
from tickets.models import Inbox

INFO = ChannelInfo(
    "form",
    gettext_lazy("Web form"),
    "clipboard-list",
    "form",
    "email",
    threads="reference",
    answers=False,
    about=gettext_lazy("A form on your pages, with the questions of each topic. You answer by e-mail."),
)


class FormAdapter:
    """Takes in only; what answers it is a mail inbox of the same team."""

    kind = "form"

    def way_in(self, inbox: Inbox) -> WayIn | None:
        """How customers reach this inbox."""
        return WayIn(inbox, django_settings.PUBLIC_URL + reverse("form-page", args=[inbox.public_id]))

    def parse(self, payload: bytes, *, headers: Mapping[str, str], settings: Mapping[str, Any]) -> InboundMessage:
        """One form that was filled in. Its address is a claim unless the shop's page vouched for it."""
        return Submission.from_bytes(payload).to_message(headers)

    def test_connection(self, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
        """Can answers go out, and can the topics be read? Raises AdapterError."""
        if not Inbox.objects.filter(channel="email", is_active=True).exists():
            raise AdapterError(_("There is no mail inbox to answer from. Add one."), permanent=True)
        for language, _name in django_settings.LANGUAGES:
            try:
                read_topics(str(settings.get(f"topics_{language}") or ""))
            except BadTopics as error:
                raise AdapterError(str(error), permanent=True) from error
        return _("The form is ready. Link to its page, or put the line below on your pages.")

    def snippet(self, inbox: Inbox) -> str:
        """The line to paste where the form should stand."""
        url = f"{django_settings.PUBLIC_URL}{django_settings.STATIC_URL}form/embed.js"
        return f'<script src="{escape(url)}" data-inbox="{escape(inbox.public_id)}" async></script>'

    def links(self, inbox: Inbox) -> Sequence[tuple[str, str]]:
        """(label, URL) of the inbox's pages."""
        return [(_("The form’s own page"), django_settings.PUBLIC_URL + reverse("form-page", args=[inbox.public_id]))]

    def hook_facts(self, inbox: Inbox) -> Sequence[tuple[str, str]]:
        """What the shop's server needs to sign what its page knows."""
        return [(_("Key to sign what your page knows"), signing_key(inbox, inbox.connection.settings))]
