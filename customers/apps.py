from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from accounts import audit

        audit.register("customer_worth", _("Customer’s segment and value"))
