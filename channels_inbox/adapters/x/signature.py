"""Is it X that calls? (https://docs.x.com/x-api/webhooks/quickstart)"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from typing import Any

from channels_inbox.contract import BadSignature, HookAnswer, HookRequest

# Header -> which secret signs it. An app with a newer client secret may send both.
SIGNATURES = {
    "x-twitter-webhooks-signature-oauth2": "client_secret",
    "x-twitter-webhooks-signature": "consumer_secret",
}
# Answering a challenge signs what the caller sent with the very secret that signs events: whoever may choose the token
# freely could have a forged event signed. What X sends is short and of these letters; no JSON is.
TOKEN = re.compile(r"[A-Za-z0-9_+/=.~-]{1,200}\Z")


def sign(secret: str, body: bytes) -> str:
    return "sha256=" + base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def verify(request: HookRequest) -> None:
    """Raises BadSignature unless one of the signatures is right."""
    good = [
        hmac.compare_digest(sign(secret, request.body).encode(), request.headers[header].encode("utf-8", "replace"))
        for header, name in SIGNATURES.items()
        if header in request.headers and (secret := str(request.secrets.get(name) or ""))
    ]
    if not any(good):
        raise BadSignature


def challenge(request: HookRequest) -> HookAnswer:
    """X asks now and then whether we know the secret, and wants to hear it within three seconds. Raises BadSignature."""
    token = request.query.get("crc_token", "")
    secret = _signing_secret(request.secrets)
    if not secret or not TOKEN.match(token):
        raise BadSignature
    return HookAnswer(json.dumps({"response_token": sign(secret, token.encode())}), "application/json")


def _signing_secret(secrets: Mapping[str, Any]) -> str:
    """The client secret where the app has one, else the older consumer secret."""
    return str(secrets.get("client_secret") or secrets.get("consumer_secret") or "")
