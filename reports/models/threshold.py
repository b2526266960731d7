from __future__ import annotations

from django.conf import settings
from django.db import models


class Threshold(models.Model):
    """From where on a figure of the journey is green, and from where on it is red; what lies between is amber. In the figure's
    own unit (seconds, shares from 0 to 1, points). A figure without a row keeps to the usual ones (reports/journey/map.py).
    """

    figure = models.CharField(max_length=40, unique=True)
    green = models.FloatField()
    red = models.FloatField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.figure}: {self.green} / {self.red}"
