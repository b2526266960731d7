"""Answers that didn't leave, or perhaps did: a person decides."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_of, manager_required
from channels_inbox import deliver, quarantine
from channels_inbox.models import Delivery

log = logging.getLogger("helpdesk.audit")
PAGE = 30


@manager_required
def deliveries(request: HttpRequest) -> HttpResponse:
    page = Paginator(quarantine.troubled_deliveries(), PAGE).get_page(request.GET.get("page"))
    return render(request, "channels_inbox/deliveries.html", {"page_obj": page})


def _decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.select_related("message"), pk=pk)
    done, sentence = {
        "retry": (deliver.retry, _("It is on its way again.")),
        "arrived": (lambda d: deliver.settle(d, arrived=True), _("Noted as sent.")),
        "give-up": (lambda d: deliver.settle(d, arrived=False), _("Given up. The answer stays on the ticket.")),
    }[decision]
    if done(delivery):
        log.info("delivery %s: %s by user %s", pk, decision, agent_of(request).pk)
        messages.success(request, sentence)
    else:
        messages.warning(request, _("Somebody was quicker: it is settled already."))
    return redirect("deliveries")


@manager_required
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, "retry")


@manager_required
@require_POST
def arrived(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, "arrived")


@manager_required
@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, "give-up")
