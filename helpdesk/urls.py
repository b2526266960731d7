"""All URLs, app by app."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from helpdesk import health

# The back door has no lock of its own: one sign-in, with its limits and second step, for everything.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", RedirectView.as_view(url="/inbox/"), name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    # One address per person, and it is how they are known: admins change it, nobody adds another.
    path("accounts/email/", RedirectView.as_view(url="/settings/profile/")),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("customers.urls")),
    path("", include("tickets.urls")),
    path("", include("channels_inbox.urls")),
    path("", include("automation.urls")),
    path("", include("surveys.urls")),
    path("", include("knowledge.urls")),
    path("", include("reports.urls")),
    path("demo/", include("helpdesk.demo.urls")),
    path("api/v1/", include("helpdesk.api")),
    path("admin/", admin.site.urls),
]
