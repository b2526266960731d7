from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.customer import Customer


class IdentityKind(models.TextChoices):
    """What sort of address it is. Several channels may share one (SMS and WhatsApp both use a phone)."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    CHAT = "chat", _("Chat visitor")


class Identity(models.Model):
    """An address of a customer on some channel; (kind, address) belongs to one customer only.

    `verified_at` is when the address was proven (they answered from it with our token, or the provider vouches).
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    # Not limited to IdentityKind: a provider's channel brings kinds of its own.
    kind = models.CharField(_("kind"), max_length=20)
    address = models.CharField(_("address"), max_length=320)
    display_name = models.CharField(pgettext_lazy("person", "name"), max_length=200, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    is_preferred = models.BooleanField(_("preferred"), default=False)
    undeliverable_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "address"], name="identity_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        if self.kind == IdentityKind.CHAT:
            return self.display_name or str(_("Visitor"))
        if self.kind in {IdentityKind.EMAIL, IdentityKind.PHONE}:
            return self.address
        # A provider's id tells nobody anything.
        return self.display_name or self.address


class JoinSuggestion(models.Model):
    """An unproven address left by one customer that belongs to another: shown to agents, joined when proven."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="join_suggestions")
    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=320)
    other = models.ForeignKey(Customer, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "kind", "address"], name="join_suggestion_once"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.address}"
