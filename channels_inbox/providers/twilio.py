"""Twilio: how it signs its webhooks, how its REST API is called, and where it keeps media.

Signatures: twilio.com/docs/usage/security. API: twilio.com/docs/usage/api (version 2010-04-01).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit

import phonenumbers
from django.utils.translation import gettext as _
from twilio.request_validator import RequestValidator, add_port, remove_port

from channels_inbox.contract import (
    AdapterError,
    BadSignature,
    FetchedFile,
    HookRequest,
    SendingUncertain,
    Trouble,
    UnreadablePayload,
)
from channels_inbox.providers import calls, twilio_errors
from core.http import HttpError, Response
from core.text import clean_line

API = "https://api.twilio.com"
VERSION = "2010-04-01"
AUTH = "auth_token"
MAX_FIELDS = 5_000

_SID = re.compile(r"AC[0-9a-fA-F]{32}\Z")
_MESSAGING_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}\Z")


# --- webhooks -------------------------------------------------------------------------------------------------------


def is_form(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"


class Fields:
    """A form's fields with their repetitions, as the validator wants to be given them."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.values: dict[str, list[str]] = {}
        for name, value in pairs:
            self.values.setdefault(name, []).append(value)

    def __iter__(self) -> Any:
        return iter(self.values)

    def __bool__(self) -> bool:
        return bool(self.values)

    def getall(self, name: str) -> list[str]:
        return self.values[name]


def signatures(token: str, url: str, body: bytes, headers: Mapping[str, str]) -> list[str]:
    """The signatures that are right for this call: Twilio signs the URL with its default port or without.

    A form is signed field by field; anything else by the hash of its bytes, which the signed URL names (bodySHA256).
    Raises BadSignature when that hash is missing or not that of the body.
    """
    params: Fields | dict[str, str] = {}
    if is_form(headers):
        try:
            pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError as error:
            raise BadSignature from error
        params = Fields(pairs)
    elif body:
        named = parse_qs(urlsplit(url).query).get("bodySHA256", [""])[0]
        if not hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), named.lower().encode()):
            raise BadSignature
    validator = RequestValidator(token)
    parts = urlsplit(url)
    urls = dict.fromkeys([url, remove_port(parts), add_port(parts)])
    return [validator.compute_signature(each, params) for each in urls]


def verify(call: HookRequest) -> None:
    """Was this call made by who knows our auth token? On the raw bytes, in constant time. Raises BadSignature."""
    token = str(call.secrets.get(AUTH) or "")
    given = call.headers.get("x-twilio-signature", "").encode()
    if not token or not given:
        raise BadSignature
    right = [hmac.compare_digest(one.encode(), given) for one in signatures(token, call.url, call.body, call.headers)]
    if not any(right):
        raise BadSignature


def read_form(payload: bytes) -> dict[str, str]:
    """The fields of a verified webhook; of a repeated one the first, and of a broken letter a sign that it was one. Raises
    UnreadablePayload.
    """
    try:
        pairs = parse_qsl(payload.decode("utf-8"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise UnreadablePayload(_("This is not a form as Twilio sends it.")) from error
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    return fields


# --- calls ----------------------------------------------------------------------------------------------------------


def is_account_sid(sid: str) -> bool:
    return bool(_SID.match(sid))


def is_messaging_service(sid: str) -> bool:
    return bool(_MESSAGING_SERVICE.match(sid))


def _authorization(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> dict[str, str]:
    pair = f"{settings.get('account_sid', '')}:{secrets.get(AUTH, '')}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def _address(kind: str, settings: Mapping[str, Any], what: str) -> str:
    account = quote(str(settings.get("account_sid", "")), safe="")
    return f"{calls.api_base(kind, API)}/{VERSION}/Accounts/{account}{what}"


def post(
    kind: str, what: str, data: Mapping[str, Any], settings: Mapping[str, Any], secrets: Mapping[str, Any]
) -> dict[str, Any]:
    """Make a message or a call: POST to /Accounts/<sid><what>. Twilio has no idempotency key, so it is never repeated.

    Raises AdapterError with words for Twilio's error code, SendingUncertain when it may have been taken.
    """
    url = _address(kind, settings, what)
    response = calls.call("POST", url, headers=_authorization(settings, secrets), data=dict(data))
    # Twilio may have made it before it broke; only these two say that it certainly hasn't.
    if response.status >= 500 and response.status != 503:
        raise SendingUncertain(_("Twilio broke while it took this (%(status)s).") % {"status": response.status})
    return _read(response)


def get(
    kind: str,
    what: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, Any],
    query: str = "",
) -> dict[str, Any]:
    """Read something of the account. Raises AdapterError."""
    url = _address(kind, settings, what) + (f"?{query}" if query else "")
    return _read(calls.call("GET", url, repeatable=True, headers=_authorization(settings, secrets)))


def _read(response: Response) -> dict[str, Any]:
    try:
        body = response.json()
    except HttpError:
        body = None
    answer: dict[str, Any] = body if isinstance(body, dict) else {}
    if response.status < 300 and answer:
        return answer
    if response.status < 300:
        raise SendingUncertain(_("Twilio's answer can't be read."))
    code = answer.get("code")
    raise twilio_errors.error(
        code if isinstance(code, int) else 0,
        said=clean_line(str(answer.get("message") or ""), 300),
        status=response.status,
        retry_after_s=calls.retry_after(response),
    )


def fetch(
    kind: str, url: str, settings: Mapping[str, Any], secrets: Mapping[str, Any], *, patient: bool = False
) -> FetchedFile:
    """A file that Twilio keeps. Our token goes to Twilio's own API only, whatever the webhook named. `patient`: it may be
    there only a little later, so try again. Raises AdapterError.
    """
    parts = calls.address_parts(url)
    if parts.scheme != "https" or parts.hostname != "api.twilio.com" or parts.port not in {None, 443}:
        raise AdapterError(_("The file isn't kept by Twilio."), permanent=True)
    place = f"{calls.api_base(kind, API)}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    try:
        return calls.download(place, headers=_authorization(settings, secrets))
    except AdapterError as error:
        raise AdapterError(error.message, permanent=error.permanent and not patient) from error


# --- the account ----------------------------------------------------------------------------------------------------


def check_account(kind: str, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
    """The account's name, when it can be used. Raises AdapterError saying exactly what is wrong."""
    sid = str(settings.get("account_sid") or "")
    if not is_account_sid(sid):
        raise AdapterError(
            _("The account SID is not right: it begins with AC and has 34 characters. Copy it from Twilio's console."),
            permanent=True,
        )
    if not secrets.get(AUTH):
        raise AdapterError(_("The auth token is missing. Copy it from Twilio's console."), permanent=True)
    try:
        account = get(kind, ".json", settings, secrets)
    except AdapterError as error:
        # Twilio answers 401 for a wrong token, 404 for a SID that isn't there.
        if error.trouble == Trouble.AUTH:
            raise AdapterError(
                _("Twilio refuses the account SID with this auth token. Copy both again from Twilio's console."),
                permanent=True,
                trouble=Trouble.AUTH,
            ) from error
        raise
    state = str(account.get("status") or "")
    if state and state != "active":
        raise AdapterError(
            _("Twilio has put this account out of use (%(state)s). Look into Twilio's console.") % {"state": state},
            permanent=True,
        )
    return clean_line(str(account.get("friendly_name") or sid), 100)


def find_number(
    kind: str, number: str, settings: Mapping[str, Any], secrets: Mapping[str, Any]
) -> dict[str, Any] | None:
    """The account's own phone number as Twilio describes it; None when it isn't the account's. Raises AdapterError."""
    found = get(kind, "/IncomingPhoneNumbers.json", settings, secrets, query=f"PhoneNumber={quote(number, safe='')}")
    rows = found.get("incoming_phone_numbers")
    return next((row for row in rows or [] if isinstance(row, dict) and row.get("phone_number") == number), None)


# --- numbers --------------------------------------------------------------------------------------------------------


def e164(number: str) -> str:
    """A number that Twilio gave, in E.164; "" for a short code, a name, a withheld number."""
    if not number.startswith("+"):
        return ""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def is_landline(number: str) -> bool:
    """Surely a landline (in Poland they are told from mobiles, in America they aren't)."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
    return bool(kind == phonenumbers.PhoneNumberType.FIXED_LINE)
