"""What came in and couldn't be read."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import manager_required
from channels_inbox import ingest
from channels_inbox import quarantine as actions
from channels_inbox.contract import Outcome
from channels_inbox.models import EventState, InboundEvent

PAGE = 30


@manager_required
def quarantine(request: HttpRequest) -> HttpResponse:
    page = Paginator(actions.quarantined(), PAGE).get_page(request.GET.get("page"))
    return render(request, "channels_inbox/quarantine.html", {"page_obj": page})


@manager_required
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they came, only ever as a download."""
    event = get_object_or_404(InboundEvent, pk=pk, state__in=[EventState.QUARANTINED, EventState.DISMISSED])
    response = HttpResponse(bytes(event.payload), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="inbound-{event.pk}.bin"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@manager_required
@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    result = ingest.replay(get_object_or_404(InboundEvent, pk=pk, state=EventState.QUARANTINED))
    if result is not None and result.event.state == EventState.DONE:
        if result.outcome is Outcome.RECEIVED and result.message is not None:
            messages.success(request, _("It is ticket #%(n)s now.") % {"n": result.message.ticket_id})
        else:
            messages.success(request, _("It has been read now."))
    elif result is not None and result.event.state == EventState.WAITING:
        messages.warning(request, _("It didn’t work yet and will be tried again by itself: %s") % result.event.reason)
    else:
        messages.error(request, _("It still can’t be read."))
    return redirect("quarantine")


@manager_required
@require_POST
def replay_all(request: HttpRequest) -> HttpResponse:
    n = actions.replay_all()
    messages.success(request, ngettext("%(n)d is being tried again.", "%(n)d are being tried again.", n) % {"n": n})
    return redirect("quarantine")


@manager_required
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    ingest.dismiss(get_object_or_404(InboundEvent, pk=pk, state=EventState.QUARANTINED))
    messages.success(request, _("Dismissed. The original is kept."))
    return redirect("quarantine")
