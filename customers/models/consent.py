from __future__ import annotations

from django.db import models
from django.utils import timezone

from customers.models.customer import Customer


class Consent(models.Model):
    """What a customer allowed or refused, when, where and in which words. Rows are only ever added."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20)  # "surveys", "messages"
    granted = models.BooleanField()
    words = models.TextField(blank=True)
    source = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.purpose}: {'yes' if self.granted else 'no'}"
