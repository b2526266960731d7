"""Who changed what: the newest first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import audit
from accounts.access import admin_required
from accounts.models import AuditEntry

PER_PAGE = 50


@admin_required
def changes(request: HttpRequest) -> HttpResponse:
    rows = AuditEntry.objects.select_related("actor")
    what = request.GET.get("what", "")[:30].replace("\x00", "")
    page = Paginator(rows.filter(what=what) if what else rows, PER_PAGE).get_page(request.GET.get("page"))
    entries = [(audit.name_of(entry.what), entry) for entry in page.object_list]
    return render(request, "accounts/audit.html", {"page_obj": page, "entries": entries})
