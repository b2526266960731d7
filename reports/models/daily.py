from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from reports.models.fact import Dimensions, Measure


class Sums(Dimensions):
    """How often each value of a measure came in some time: facts, summed. `grain` says which dimensions are told apart
    (reports/grains.py); the others are 0 and "". `topic` 0 is a ticket without any.
    """

    grain = models.PositiveSmallIntegerField()
    measure = models.PositiveSmallIntegerField(choices=Measure.choices)
    topic = models.BigIntegerField(default=0)
    values = ArrayField(models.IntegerField())
    counts = ArrayField(models.IntegerField())

    class Meta:
        abstract = True


class Daily(Sums):
    """The facts of one day."""

    day = models.DateField()

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


class Monthly(Sums):
    """The days of one month (by its first), for long spans. Good while the month has its row in SummedMonth."""

    month = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grain", "measure", "month", "channel", "inbox", "team", "agent", "language", "topic"],
                name="monthly_once",
            )
        ]
        indexes = [models.Index(fields=["month"], name="monthly_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.get_measure_display()}: {sum(self.counts)}"


class SummedMonth(models.Model):
    """This month's days stand in Monthly as they stand in Daily; gone as soon as one of them is summed anew."""

    month = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class DirtyDay(models.Model):
    """A note, written with the facts of a day, that its sums are out of date. Many may stand for one day: each is deleted
    by whoever sums what it stands for, so that none that comes meanwhile gets lost."""

    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["day"], name="dirty_day")]

    def __str__(self) -> str:
        return f"{self.day}"

    @classmethod
    def mark(cls, days: Iterable[date]) -> None:
        """These days' facts change in this transaction."""
        DirtyDay.objects.bulk_create([DirtyDay(day=day) for day in sorted(set(days))])
