"""Twilio played: what its stand-ins for text messages and for calls share. The ids are made up."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from channels_inbox.contract.demo import ApiAnswer, ApiCall, HookPost, HookTarget, WrongShape
from channels_inbox.providers import twilio

ACCOUNT = "AC" + "5d" * 16
TOKEN = "demo-twilio-auth-token"  # noqa: S105  (the stand-in's)
NUMBER = "+48732100200"
FORM = "application/x-www-form-urlencoded"
BASE = f"{twilio.VERSION}/Accounts/{ACCOUNT}"

_E164 = re.compile(r"\+[1-9][0-9]{6,14}\Z")


def new_sid(prefix: str) -> str:
    return prefix + secrets.token_hex(16)


def post(target: HookTarget, fields: Mapping[str, str], query: str = "") -> HookPost:
    """A webhook as Twilio makes it: a form, signed field by field."""
    return sign(target, urlencode(fields).encode(), FORM, query)


def sign(target: HookTarget, body: bytes, content_type: str = "application/json", query: str = "") -> HookPost:
    """Any bytes: what isn't a form is signed by its hash in the address."""
    headers = {"content-type": content_type}
    if not twilio.is_form(headers) and body:
        digest = f"bodySHA256={hashlib.sha256(body).hexdigest()}"
        query = f"{query}&{digest}" if query else digest
    url = f"{target.url}?{query}" if query else target.url
    [signature, *_others] = twilio.signatures(str(target.secrets[twilio.AUTH]), url, body, headers)
    return HookPost(body, {"Content-Type": content_type, "X-Twilio-Signature": signature}, query)


def refusal(code: int, message: str, status: int = 400) -> ApiAnswer:
    """An error as Twilio words it."""
    more = f"https://www.twilio.com/docs/errors/{code}"
    return ApiAnswer.of({"code": code, "message": message, "more_info": more, "status": status}, status)


def signed_in(call: ApiCall) -> bool:
    pair = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    return call.headers.get("authorization") == f"Basic {pair}"


def account(call: ApiCall) -> ApiAnswer | None:
    """Answers about the account and its numbers; None for other calls."""
    if not signed_in(call):
        return refusal(20003, "Authenticate", 401)
    if call.method == "GET" and call.path == f"{BASE}.json":
        return ApiAnswer.of({"sid": ACCOUNT, "friendly_name": "Kubek i Len", "status": "active", "type": "Full"})
    if call.method == "GET" and call.path == f"{BASE}/IncomingPhoneNumbers.json":
        hook = "https://helpdesk.example/hooks/"
        mine: list[dict[str, Any]] = [
            {
                "sid": "PN" + "7" * 32,
                "phone_number": NUMBER,
                "capabilities": {"sms": True, "mms": False, "voice": True},
                "sms_url": hook,
                "voice_url": hook,
                "status_callback": hook,
            }
        ]
        wanted = call.query.get("PhoneNumber", "")
        return ApiAnswer.of({"incoming_phone_numbers": [row for row in mine if wanted in {"", row["phone_number"]}]})
    return None


def form(call: ApiCall, *needed: str) -> dict[str, str]:
    """The fields of one of our POSTs. Raises WrongShape for what Twilio would refuse."""
    if call.headers.get("content-type", "").partition(";")[0] != FORM:
        raise WrongShape(f"Twilio's API takes {FORM}.")
    fields = call.form()
    for name in needed:
        if not fields.get(name):
            raise WrongShape(f"A '{name}' is required.")
    if not _E164.match(fields.get("To", "")):
        raise WrongShape("'To' is not a number in E.164.")
    for name, value in fields.items():
        if name.endswith(("Callback", "Url")) and not value.startswith(("http://", "https://")):
            raise WrongShape(f"'{name}' is not a full address.")
    return fields
