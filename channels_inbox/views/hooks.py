"""/hooks/<kind>/<inbox public id>/: verified on its raw bytes, kept, answered. What it means is found out by the worker."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any, cast

import redis
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from channels_inbox import hooks, registry
from channels_inbox.accept import accept
from channels_inbox.contract import BadSignature, HookAnswer
from channels_inbox.models import Connection
from tickets.models import Inbox

log = logging.getLogger(__name__)


@csrf_exempt
@never_cache
def hook(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """403 for a wrong signature and nothing kept; 200 for everything that is signed, whatever its shape. 503 asks the
    provider to come again."""
    # Scanners send anything; PostgreSQL takes no NUL even to look for it.
    if not hooks.takes_hooks(kind) or not public_id.isprintable():
        raise Http404
    try:
        connection = (
            Connection.objects.select_related("inbox")
            .filter(inbox__channel=kind, inbox__public_id=public_id, inbox__is_active=True)
            .first()
        )
        if connection is None:
            raise Http404
        return _take(request, connection.inbox, connection)
    except OperationalError:
        log.exception("A webhook of inbox %s could not be kept", public_id)
        return HttpResponse("Try again later.", status=503, content_type="text/plain", headers={"Retry-After": "30"})


def _take(request: HttpRequest, inbox: Inbox, connection: Connection) -> HttpResponse:
    # Read from the length that was announced, so that what is too large isn't taken into memory first.
    announced = request.headers.get("Content-Length") or "0"
    if not announced.isdecimal():
        return HttpResponse(status=400)
    if int(announced[:20]) > hooks.MAX_BYTES or len(request.body) > hooks.MAX_BYTES:
        return HttpResponse("This is too large.", status=413, content_type="text/plain")
    # What an adapter offers beside the contract's core is looked up by name.
    adapter = cast(Any, registry.adapter(inbox.channel))
    call = hooks.read(request, inbox, connection)
    try:
        if call.method in {"GET", "HEAD"}:
            challenge = getattr(adapter, "challenge", None)
            return _answered(challenge(call)) if challenge else HttpResponse(status=405, headers={"Allow": "POST"})
        if call.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        adapter.verify(call)
    except BadSignature:
        log.warning("A webhook of inbox %s has a wrong signature", inbox.pk)
        with suppress(redis.RedisError):  # the count is a courtesy
            hooks.note_refused(inbox)
        return HttpResponse("The signature is wrong.", status=403, content_type="text/plain")
    accept(inbox, hooks.receipt_id(call), call.body, headers=hooks.kept_headers(call), source=hooks.SOURCE)
    answer = getattr(adapter, "answer", None)
    if answer is None:
        return _answered(HookAnswer("ok"))
    try:
        return _answered(answer(call))
    except Exception:  # it is kept, so the provider must not send it again; the log says what broke
        log.exception("The answer to a webhook of inbox %s broke", inbox.pk)
        return _answered(HookAnswer())


def _answered(answer: HookAnswer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
