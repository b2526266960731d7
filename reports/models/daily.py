from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from reports.models.fact import Dimensions, Measure


class Daily(Dimensions):
    """How often each value of a measure came on one day: the facts of that day, summed. `grain` says which dimensions are
    told apart (reports/grains.py); the others are 0 and "". `topic` 0 is a ticket without any.
    """

    day = models.DateField()
    grain = models.PositiveSmallIntegerField()
    measure = models.PositiveSmallIntegerField(choices=Measure.choices)
    topic = models.BigIntegerField(default=0)
    values = ArrayField(models.IntegerField())
    counts = ArrayField(models.IntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grain", "measure", "day", "channel", "inbox", "team", "agent", "language", "topic"],
                name="daily_once",
            )
        ]
        indexes = [models.Index(fields=["day"], name="daily_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.get_measure_display()}: {sum(self.counts)}"


class DirtyDay(models.Model):
    """A note, written with the facts of a day, that its sums are out of date. Many may stand for one day: each is deleted
    by whoever sums what it stands for, so that none that comes meanwhile gets lost."""

    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["day"], name="dirty_day")]

    def __str__(self) -> str:
        return f"{self.day}"
