from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_public_id() -> str:
    return secrets.token_urlsafe(12)


class Inbox(models.Model):
    """Where tickets come in, as far as a ticket must know it. How the channel is connected (addresses, secrets,
    state) is channels_inbox' Connection, one to one with this: docs/decisions/0003."""

    public_id = models.CharField(max_length=24, unique=True, default=new_public_id, editable=False)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    channel = models.CharField(_("channel"), max_length=20)
    address = models.CharField(_("address"), max_length=320, blank=True, help_text=_("Where customers write to."))
    team = models.ForeignKey(
        "accounts.Team", on_delete=models.PROTECT, related_name="inboxes", verbose_name=_("default team")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="pl")
    reopen_days = models.PositiveSmallIntegerField(
        _("reopen within (days)"),
        default=7,
        help_text=_("A customer's message reopens a resolved ticket within this time; later it opens a new one."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("inbox")
        verbose_name_plural = _("inboxes")

    def __str__(self) -> str:
        return self.name
