from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Annotation(models.Model):
    """What a manager noted on a day, so that whoever reads the charts knows why: "new returns policy". For everything, or for
    one channel or team."""

    day = models.DateField(_("day"))
    text = models.CharField(_("what happened"), max_length=140)
    channel = models.CharField(_("channel"), max_length=20, blank=True)
    team = models.ForeignKey(
        "accounts.Team", verbose_name=_("team"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["day"], name="annotation_day")]

    def __str__(self) -> str:
        return self.text
