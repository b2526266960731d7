from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models


class Activity(models.Model):
    """A stretch in which a customer was active: from a contact until so many days after their last one."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    span = DateTimeRangeField()

    class Meta:
        indexes = [GistIndex(fields=["span"], name="activity_span")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.span}"
