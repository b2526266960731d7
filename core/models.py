from __future__ import annotations

from django.db import models
from django.utils import timezone


class Setback(models.Model):
    """Something that a sweep could not work off: it rests until `due_at`, longer each time, while the others go on.

    `sweep` is the sweep's name, `key` what broke there (a row's id, a day); the row goes as soon as it works.
    """

    sweep = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=1000)
    since = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sweep", "key"]
        constraints = [models.UniqueConstraint(fields=["sweep", "key"], name="setback_once")]

    def __str__(self) -> str:
        return f"{self.sweep}: {self.key}"
