from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """Who changed what of the house's rules, when, from what to what. Rows are only added.

    `what` names the sort of thing ("sla_policy", "rule"), `label` the one it was. `before` and `after` hold only what
    differs; an empty `before` is a beginning, an empty `after` an end.
    """

    what = models.CharField(max_length=30)
    object_id = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["what", "object_id", "-at"], name="audit_of"),
            models.Index(fields=["-at"], name="audit_at"),
        ]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.what} {self.label}"

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """(name, before, after) of everything that differs."""
        names = dict.fromkeys([*self.before, *self.after])
        return [(name, self.before.get(name), self.after.get(name)) for name in names]
