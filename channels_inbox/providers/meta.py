"""What WhatsApp, Messenger, Instagram and comments share: how Meta signs its webhooks and how its Graph API is called.

Sources: developers.facebook.com/docs/graph-api/webhooks/getting-started (signature, challenge),
/docs/graph-api/securing-requests (appsecret_proof), /docs/graph-api/guides/error-handling.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from channels_inbox.contract import AdapterError, BadSignature, HookAnswer, HookRequest, SendingUncertain
from channels_inbox.contract.errors import UnreadablePayload
from channels_inbox.providers.calls import TIMEOUT_S, api_base, call, retry_after
from channels_inbox.providers.meta_errors import graph_error
from channels_inbox.providers.strict_json import read_object

VERSION = "v23.0"
GRAPH = f"https://graph.facebook.com/{VERSION}"
INSTAGRAM_GRAPH = f"https://graph.instagram.com/{VERSION}"


def signature(app_secret: str, body: bytes) -> str:
    """The value of X-Hub-Signature-256."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def verify_signature(request: HookRequest, app_secret: str) -> None:
    """X-Hub-Signature-256 over the raw bytes with the app's secret, in constant time. Raises BadSignature, also where no
    secret was filled in: an empty one is known to everybody."""
    given = request.headers.get("x-hub-signature-256", "")
    if not app_secret or not hmac.compare_digest(given.encode(), signature(app_secret, request.body).encode()):
        raise BadSignature


def challenge(request: HookRequest) -> HookAnswer:
    """Meta's check when the address is pasted: `hub.challenge` comes back if the verify token is ours. Raises
    BadSignature."""
    given = request.query.get("hub.verify_token", "")
    ours = request.verify_token
    if (
        request.query.get("hub.mode") != "subscribe"
        or not ours
        or not hmac.compare_digest(given.encode(), ours.encode())
    ):
        raise BadSignature
    return HookAnswer(request.query.get("hub.challenge", "")[:500])


def proof(token: str, app_secret: str) -> str:
    """appsecret_proof: shows that the token is used by its own app."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def graph(
    kind: str,
    method: str,
    path: str,
    *,
    token: str,
    app_secret: str = "",
    params: Mapping[str, str] | None = None,
    json: Any = None,
    content: bytes | None = None,
    content_type: str = "",
    base: str = GRAPH,
    repeatable: bool = False,
    timeout: float = TIMEOUT_S,
) -> dict[str, Any]:
    """One Graph call; its answer as an object. The token goes in a header, never into an address.

    `repeatable`: reading (GET always is), or what may happen twice. Raises AdapterError as Graph's error says (see
    meta_errors), SendingUncertain when the call may have done its work although nothing readable came back.
    """
    repeatable = repeatable or method == "GET"
    query = dict(params or {})
    if app_secret:
        query["appsecret_proof"] = proof(token, app_secret)
    url = f"{api_base(kind, base)}/{path.lstrip('/')}" + (f"?{urlencode(query)}" if query else "")
    headers = {"Authorization": f"Bearer {token}"} | ({"Content-Type": content_type} if content_type else {})
    answer = call(method, url, repeatable=repeatable, headers=headers, json=json, content=content, timeout=timeout)
    try:
        found = read_object(answer.content, max_bytes=5_000_000)
    except UnreadablePayload as error:
        # A gateway between Meta and us: the call itself may have gone through.
        if answer.status < 400 or answer.status >= 500:
            if not repeatable:
                raise SendingUncertain(_("Meta's answer can't be read.")) from error
            raise AdapterError(_("Meta's answer can't be read."), permanent=False) from error
        found = {}
    if answer.status < 400 and "error" not in found:
        return found
    raise graph_error(found.get("error"), status=answer.status, retry_after_s=retry_after(answer))
