"""Twilio's signatures against known answers, and what its errors turn into."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

import pytest

from channels_inbox.contract import AdapterError, BadSignature, HookRequest, SendingUncertain, Trouble
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.providers import twilio
from tests.services.standin import Standin

FORM = "application/x-www-form-urlencoded"
TOKEN = "12345"
CALL = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
# twilio-python, tests/unit/test_request_validator.py (MIT): URL, fields, signature.
KNOWN: list[tuple[str, Any, str]] = [
    ("https://mycompany.com/myapp.php?foo=1&bar=2", CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ("https://mycompany.com:443/myapp.php?foo=1&bar=2", CALL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    ("https://mycompany.com/myapp.php?foo=1&bar=2", CALL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
    ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", CALL, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ("http://mycompany.com/myapp.php?foo=1&bar=2", CALL, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    (
        "https://mycompany.com/myapp.php?foo=1&bar=2",
        [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")],
        "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
    ),
]
JSON_URL = (
    "https://mycompany.com/myapp.php?foo=1&bar=2"
    "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
)
JSON_BODY = b'{"property": "value", "boolean": true}'
JSON_SIGNATURE = "a9nBmqA0ju/hNViExpshrM61xv4="


def call(url: str, body: bytes, signature: str, content_type: str = FORM, token: str = TOKEN) -> HookRequest:
    headers = {"content-type": content_type, "x-twilio-signature": signature}
    return HookRequest("POST", url, {}, headers, body, {}, {"auth_token": token})


@pytest.mark.parametrize(("url", "fields", "signature"), KNOWN)
def test_known_answers(url: str, fields: Any, signature: str) -> None:
    body = urlencode(fields).encode()
    twilio.verify(call(url, body, signature))
    for wrong in (
        call(url, body + b"&Digits=9", signature),
        call(url + "&a=b", body, signature),
        call(url, body, signature[:-2] + "A="),
        call(url, body, signature, token="12346"),
        call(url, body, ""),
        call(url, body, "żółw"),
        call(url, body, signature, token=""),
    ):
        with pytest.raises(BadSignature):
            twilio.verify(wrong)


def test_known_answer_for_what_is_no_form() -> None:
    twilio.verify(call(JSON_URL, JSON_BODY, JSON_SIGNATURE, "application/json"))
    for wrong in (
        call(JSON_URL, JSON_BODY + b" ", JSON_SIGNATURE, "application/json"),
        call(JSON_URL.replace("0a1f", "0a1e"), JSON_BODY, JSON_SIGNATURE, "application/json"),
        call("https://mycompany.com/myapp.php?foo=1&bar=2", JSON_BODY, JSON_SIGNATURE, "application/json"),
    ):
        with pytest.raises(BadSignature):
            twilio.verify(wrong)


def test_a_body_that_the_signature_does_not_cover_is_refused() -> None:
    """A signature over the bare URL (Twilio makes one for a GET) must not let a body of another type pass."""
    url = "https://desk.example/hooks/sms/x/"
    bare = base64.b64encode(hmac.new(TOKEN.encode(), url.encode(), hashlib.sha1).digest()).decode()
    twilio.verify(call(url, b"", bare, ""))
    with pytest.raises(BadSignature):
        twilio.verify(call(url, b"From=%2B48601234567&Body=hi", bare, "text/plain"))


def test_bytes_that_are_no_text_and_too_many_fields_do_not_break_it() -> None:
    for body in (b"\xff\xfe=%ff&%C5%9=1", b"a&" * 6_000):
        with pytest.raises(BadSignature):
            twilio.verify(call("https://desk.example/x/", body, "AAAA"))


SETTINGS = {"account_sid": "AC" + "0" * 32}
SECRETS = {"auth_token": "t"}


@pytest.mark.parametrize(
    ("status", "code", "permanent", "trouble"),
    [
        (401, 20003, True, Trouble.AUTH),
        (400, 21610, True, Trouble.OPTED_OUT),
        (400, 21211, True, Trouble.UNREACHABLE),
        (400, 21408, True, Trouble.OTHER),
        (400, 99999, True, Trouble.OTHER),
        (429, 20429, False, Trouble.OTHER),
        (503, 0, False, Trouble.OTHER),
    ],
)
def test_errors_become_words(standin: Standin, status: int, code: int, permanent: bool, trouble: Trouble) -> None:
    said = {"code": code, "message": "No way <b>", "status": status} if code else {}
    standin.answer_next("sms", ApiAnswer.of(said, status, **{"Retry-After": "7"}))
    with pytest.raises(AdapterError) as caught:
        twilio.post("sms", "/Messages.json", {"To": "+48601234567"}, SETTINGS, SECRETS)
    error = caught.value
    assert (error.permanent, error.trouble) == (permanent, trouble)
    assert len(error.message) > 20 and error.retry_after_s == 7
    if code == 99999:
        assert "No way" in error.message and "99999" in error.message


@pytest.mark.parametrize("answer", [ApiAnswer(500, b"oops"), ApiAnswer(502, b"{}"), ApiAnswer(200, b"<html>"), None])
def test_what_may_have_been_taken_is_uncertain(standin: Standin, answer: ApiAnswer | None) -> None:
    standin.answer_next("sms", answer)
    with pytest.raises(SendingUncertain):
        twilio.post("sms", "/Messages.json", {"To": "+48601234567"}, SETTINGS, SECRETS)


def test_the_token_goes_to_twilio_only(standin: Standin) -> None:
    for url in ("https://evil.example/file", "http://api.twilio.com/x", "https://api.twilio.com.evil.example/x"):
        with pytest.raises(AdapterError) as caught:
            twilio.fetch("sms", url, SETTINGS, SECRETS)
        assert caught.value.permanent
    assert standin.calls == []


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("+48 601 234 567", "+48601234567"),
        ("601234567", ""),
        ("InPost", ""),
        ("7164", ""),
        ("+266696687", ""),
        ("", ""),
    ],
)
def test_numbers(given: str, number: str) -> None:
    assert twilio.e164(given) == number
