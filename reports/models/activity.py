from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F


class Activity(models.Model):
    """A stretch in which a customer was active: from a contact until so many days after their last one.

    `channel`, `inbox`, `team` and `language` are those of the customer's very first contact, the same in all their
    stretches: a customer belongs where they first wrote. `is_first` says that no stretch came before.
    """

    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+")
    span = DateTimeRangeField()
    is_first = models.BooleanField(default=True)
    contacts = models.PositiveIntegerField(default=1)
    channel = models.CharField(max_length=20, blank=True)
    inbox = models.BigIntegerField(default=0)
    team = models.BigIntegerField(default=0)
    language = models.CharField(max_length=5, blank=True)

    class Meta:
        indexes = [
            GistIndex(fields=["span"], name="activity_span"),
            models.Index(F("span__startswith"), name="activity_began"),
            models.Index(F("span__endswith"), name="activity_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.span}"


class ContactMonth(models.Model):
    """A month of the firm's calendar in which a customer made contact. `cohort` is the month of their very first contact,
    `channel`, `inbox`, `team` and `language` are those of it. `month` and `cohort` are first days."""

    # The constraint's index serves for the customer alone as well.
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="+", db_index=False)
    cohort = models.DateField()
    month = models.DateField()
    channel = models.CharField(max_length=20, blank=True)
    inbox = models.BigIntegerField(default=0)
    team = models.BigIntegerField(default=0)
    language = models.CharField(max_length=5, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "month"], name="contact_month_once")]
        indexes = [
            models.Index(
                fields=["cohort", "month"],
                include=["channel", "inbox", "team", "language"],
                name="contact_month_cohort",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.month:%Y-%m}"
