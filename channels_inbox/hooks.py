"""Webhooks: the door that every provider knocks at, and where the events of one webhook go home to."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from channels_inbox import registry
from channels_inbox.contract import HookRequest, Piece
from channels_inbox.models import Connection
from core.redis import redis_client
from tickets.models import Inbox

log = logging.getLogger(__name__)

SOURCE = "hook"
# Under this name an event knows the webhook that brought it.
RECEIPT = "receipt"
MAX_BYTES = 2_000_000
REFUSED_FOR_S = 86_400
# What a parser may need later; the rest (cookies, proxies' own) isn't kept.
KEPT_HEADERS = ("content-type", "user-agent", "i-twilio-idempotency-token")


def hook_url(inbox: Inbox) -> str:
    """The address to paste into the provider's console."""
    return settings.PUBLIC_URL + reverse("hook", args=[inbox.channel, inbox.public_id])


def verify_token(inbox: Inbox) -> str:
    """Ours for this inbox, always the same: some providers ask for it once, when the address is pasted."""
    return hmac.new(settings.SECRET_KEY.encode(), f"hook:{inbox.public_id}".encode(), hashlib.sha256).hexdigest()[:32]


def takes_hooks(kind: str) -> bool:
    return kind in registry.ADAPTERS and hasattr(registry.adapter(kind), "verify")


def read(request: HttpRequest, inbox: Inbox, connection: Connection) -> HookRequest:
    """The call as the provider signed it. The public address is ours to know: a proxy may have changed host and scheme."""
    return HookRequest(
        method=request.method or "GET",
        url=settings.PUBLIC_URL + request.get_full_path(),
        query={name: str(value) for name, value in request.GET.items()},
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
        settings=connection.settings,
        secrets=connection.secrets,
        verify_token=verify_token(inbox),
        inbox_name=inbox.name,
        language=inbox.language,
    )


def receipt_id(call: HookRequest) -> str:
    """The same call again (a provider that heard no 200) is the same receipt."""
    query = call.url.partition("?")[2]
    digest = hashlib.sha256(query.encode() + b"\0" + call.body).hexdigest()
    return f"{SOURCE}:{digest}"


def kept_headers(call: HookRequest) -> Mapping[str, str]:
    """For the parser; `language` is the inbox's, for words that an adapter writes itself."""
    kept = {name: call.headers[name][:300] for name in KEPT_HEADERS if name in call.headers} | {
        "language": call.language
    }
    query = call.url.partition("?")[2]
    # Where the address carries our key instead of a signature, the key isn't written down.
    query = query.replace(call.verify_token, "") if call.verify_token else query
    return kept | ({"query": query[:2000]} if call.query else {})


def home(called: Inbox, piece: Piece) -> Inbox | None:
    """The active inbox that an event is for: by the account it names, else the one whose address was called. Another
    inbox takes only what its own secret has signed, too: who owns one page must not put words on another's."""
    kind = piece.kind or called.channel
    if kind not in registry.ADAPTERS:
        return None
    if not piece.account:
        return called if kind == called.channel else None
    setting = getattr(registry.adapter(kind), "account_setting", "")
    if kind == called.channel and str(called.connection.settings.get(setting, "")) in {"", piece.account}:
        return called
    if not setting:
        return None
    found = Connection.objects.select_related("inbox").filter(
        inbox__channel=kind, inbox__is_active=True, **{f"settings__{setting}": piece.account}
    )
    return next((one.inbox for one in found.order_by("inbox_id") if _same_signer(called, one)), None)


def _same_signer(called: Inbox, other: Connection) -> bool:
    """Would the call's signature be right at the other inbox, too?"""
    ours, theirs = (
        {str(each.secrets.get(name) or "") for name in getattr(registry.adapter(kind), "signing_secrets", ())} - {""}
        for each, kind in ((called.connection, called.channel), (other, other.inbox.channel))
    )
    if not ours & theirs:
        log.warning("An event that inbox %s was told of isn't given to %s: another secret", called.pk, other.inbox_id)
        return False
    return True


def _refused_key(inbox: Inbox) -> str:
    return f"{settings.REDIS_PREFIX}hook-refused:{inbox.pk}"


def note_refused(inbox: Inbox) -> None:
    """Count calls with a wrong signature for the owner who pasted the wrong secret; nothing of them is kept."""
    key = _refused_key(inbox)
    pipeline = redis_client().pipeline()
    pipeline.incr(key)
    pipeline.expire(key, REFUSED_FOR_S)
    pipeline.execute()


def refused(inbox: Inbox) -> int:
    """How many calls came with a wrong signature within about a day."""
    value = redis_client().get(_refused_key(inbox))
    return int(value) if value else 0
