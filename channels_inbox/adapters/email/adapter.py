"""The e-mail channel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tickets.channel_info import ChannelInfo

INFO = ChannelInfo(
    "email",
    _("E-mail"),
    "mail",
    "email",
    "email",
    threads="reference",
    formatting=True,
    subject=True,
    cc=True,
    can_start=True,
)


class EmailAdapter:
    kind = "email"
