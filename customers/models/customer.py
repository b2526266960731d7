from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.words import Words


class Customer(models.Model):
    """One person, whatever the channels. A merged profile points to the one it went into."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    company = models.CharField(_("company"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True, choices=settings.LANGUAGES)
    # "chosen" beats "written" beats "" (the inbox's): what they picked is never overwritten by a guess.
    language_source = models.CharField(max_length=8, blank=True)
    facts = models.JSONField(_("what we already know"), default=dict, blank=True)
    # Read from the facts whenever those change (customers/worth.py), so that lists and figures can use them.
    segment = models.CharField(_("segment"), max_length=80, blank=True, editable=False)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, editable=False)
    external_ref = models.CharField(_("reference in your shop"), max_length=120, blank=True)
    # The channel's kind that they would rather be answered by; empty: where they wrote last.
    preferred_channel = models.CharField(_("preferred channel"), max_length=20, blank=True)
    surveys_allowed = models.BooleanField(_("may be asked for ratings"), default=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    created_at = models.DateTimeField(default=timezone.now)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["-last_seen_at", "-id"], name="customer_recent"),
            GinIndex(Words("search_text"), name="customer_words"),
            models.Index(F("value").desc(), F("id").desc(), condition=Q(value__isnull=False), name="customer_value"),
            models.Index(Lower("segment"), condition=~Q(segment=""), name="customer_segment"),
        ]
        verbose_name = _("customer")
        verbose_name_plural = _("customers")

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name, else the first address, else a number; never empty."""
        if self.name:
            return self.name
        identity = next(iter(self.identities.all()), None)
        return identity.label if identity else f"#{self.pk}"


class CustomerNote(models.Model):
    """A lasting remark about the person, for the team's eyes only."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("note"), max_length=4000)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.text[:60]
