from __future__ import annotations

from django.db import models
from django.utils import timezone


class Bucket(models.Model):
    """How many tickets have these facts. 0 stands for no assignee. Spam and snoozed have buckets of their own."""

    team_id = models.BigIntegerField()
    status = models.CharField(max_length=10)
    assignee_id = models.BigIntegerField(default=0)
    channel = models.CharField(max_length=20)
    is_spam = models.BooleanField(default=False)
    is_snoozed = models.BooleanField(default=False)

    class Meta:
        abstract = True


class CountBase(Bucket):
    """The folded sum of one bucket."""

    n = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team_id", "status", "assignee_id", "channel", "is_spam", "is_snoozed"], name="count_base_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.n}"


class CountDelta(Bucket):
    """A change appended by an action; a sweep folds it into CountBase."""

    n = models.SmallIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.n:+}"
