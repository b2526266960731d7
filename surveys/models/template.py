from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WindowTemplate(models.Model):
    """The approved template that asks by this inbox, in this language, when its messaging window is closed. `template` is
    its `tickets.hooks.Template.key`; its last value is the link, one before that the question."""

    inbox = models.ForeignKey("tickets.Inbox", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=5)
    template = models.CharField(max_length=600)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inbox", "language"], name="survey_template_of_inbox")]
        verbose_name = _("template for surveys")
        verbose_name_plural = _("templates for surveys")

    def __str__(self) -> str:
        return f"{self.inbox_id} {self.language}: {self.template}"
