from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Macro(models.Model):
    """What an agent does to a ticket at one go: effects of tickets/vocabulary; an answer among them is put before the
    agent as a draft. `owner` is who keeps it to themselves; without one it is for the `team`, or for everybody.
    """

    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="macros"
    )
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="macros")
    effects = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(owner=None) | Q(team=None), name="macro_owner_or_team"),
        ]
        verbose_name = _("macro")
        verbose_name_plural = _("macros")

    def __str__(self) -> str:
        return self.name


class MacroUse(models.Model):
    """That somebody applied a macro to a ticket: what it did, step by step. Kept when the macro goes."""

    macro = models.ForeignKey(Macro, null=True, on_delete=models.SET_NULL, related_name="uses")
    macro_name = models.CharField(max_length=80)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="macro_uses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="macro_uses")
    did = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["macro", "-at"], name="macro_use_macro"),
            models.Index(fields=["user", "-at"], name="macro_use_user"),
        ]

    def __str__(self) -> str:
        return f"{self.macro_name} on #{self.ticket_id}"
