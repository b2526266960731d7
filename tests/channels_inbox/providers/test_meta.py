"""Meta's signature, challenge and errors, against known answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels_inbox.contract import BadSignature, HookRequest, SendingUncertain, Trouble, UnreadablePayload
from channels_inbox.providers import calls, meta, strict_json
from channels_inbox.providers.meta_errors import graph_error
from core.http import Response

# GitHub's own example in "Validating webhook deliveries": the same algorithm and header as Meta's.
SECRET = "It's a Secret to Everybody"
BODY = b"Hello, World!"
KNOWN = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"


def hook(body: bytes = BODY, *, query: dict[str, str] | None = None, **headers: str) -> HookRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HookRequest("POST", "https://help.example/", query or {}, named, body, {}, {}, verify_token="our-token")


def test_the_known_answer_verifies() -> None:
    assert meta.signature(SECRET, BODY) == KNOWN
    meta.verify_signature(hook(x_hub_signature_256=KNOWN), SECRET)


@pytest.mark.parametrize(
    "given",
    [
        "",
        KNOWN[:-1] + "8",
        KNOWN.upper(),
        KNOWN.removeprefix("sha256="),
        "sha1=" + KNOWN[7:47],
        KNOWN + " ",
        "sha256=żółw",
    ],
)
def test_anything_else_does_not(given: str) -> None:
    with pytest.raises(BadSignature):
        meta.verify_signature(hook(x_hub_signature_256=given), SECRET)


def test_changed_bytes_and_an_empty_secret_do_not() -> None:
    with pytest.raises(BadSignature):
        meta.verify_signature(hook(BODY + b"\n", x_hub_signature_256=KNOWN), SECRET)
    with pytest.raises(BadSignature):
        meta.verify_signature(hook(x_hub_signature_256=meta.signature("", BODY)), "")


def test_the_challenge_comes_back_for_our_token_only() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "our-token", "hub.challenge": "1158201444"}
    assert meta.challenge(hook(query=asked)).body == "1158201444"
    for wrong in ({"hub.verify_token": "their-token"}, {"hub.mode": "unsubscribe"}, {"hub.verify_token": "ó"}):
        with pytest.raises(BadSignature):
            meta.challenge(hook(query=asked | wrong))


@pytest.mark.parametrize(
    ("code", "subcode", "permanent", "trouble"),
    [
        (190, 463, True, Trouble.AUTH),
        (200, None, True, Trouble.AUTH),
        (10, None, True, Trouble.AUTH),
        (10, 2018278, True, Trouble.WINDOW),
        (131047, None, True, Trouble.WINDOW),
        (470, None, True, Trouble.WINDOW),
        (131026, None, True, Trouble.UNREACHABLE),
        (551, None, True, Trouble.UNREACHABLE),
        (100, 2018001, True, Trouble.UNREACHABLE),
        (131050, None, True, Trouble.OPTED_OUT),
        (131049, None, True, Trouble.OTHER),
        (100, None, True, Trouble.OTHER),
        (999_999, None, True, Trouble.OTHER),
        (4, None, False, Trouble.OTHER),
        (80007, None, False, Trouble.OTHER),
        (130429, None, False, Trouble.OTHER),
        (131056, None, False, Trouble.OTHER),
        (2, None, False, Trouble.OTHER),
        (131000, None, False, Trouble.OTHER),
    ],
)
def test_codes_mean_what_the_documents_say(code: int, subcode: int | None, permanent: bool, trouble: Trouble) -> None:
    found = graph_error({"code": code, "error_subcode": subcode, "message": "Their words"})
    assert (found.permanent, found.trouble) == (permanent, trouble)
    assert "Their words" in found.message


def test_unknown_errors_follow_their_status() -> None:
    assert graph_error(None, status=400).permanent
    assert not graph_error("nonsense", status=503).permanent
    assert graph_error({}, status=401).trouble == Trouble.AUTH
    assert not graph_error({"is_transient": True, "code": 77777}).permanent
    waits = graph_error({}, status=429, retry_after_s=300)
    assert (waits.permanent, waits.retry_after_s) == (False, 300)


def answered(monkeypatch: pytest.MonkeyPatch, status: int, body: bytes) -> dict[str, Any]:
    seen: dict[str, Any] = {}

    def fake(method: str, url: str, **kwargs: Any) -> Response:
        seen.update(kwargs, method=method, url=url)
        return Response(status, {}, body)

    monkeypatch.setattr(calls, "guarded_request", fake)
    return seen


def test_the_token_goes_in_a_header(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = answered(monkeypatch, 200, b'{"id": "1"}')
    assert meta.graph("whatsapp", "GET", "1/x", token="SECRETTOKEN", app_secret="s", params={"a": "ż"}) == {"id": "1"}
    assert "SECRETTOKEN" not in seen["url"] and seen["headers"]["Authorization"] == "Bearer SECRETTOKEN"
    assert seen["url"].startswith("https://graph.facebook.com/v23.0/1/x?a=%C5%BC&appsecret_proof=")


def test_an_unreadable_answer_leaves_a_message_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, 502, b"<html>Bad gateway")
    with pytest.raises(SendingUncertain):
        meta.graph("whatsapp", "POST", "1/messages", token="t", json={})


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"null",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": -Infinity}',
        b"\xff\xfe{}",
        '{"a": "ż"}'.encode("cp1250"),
        b'{"a":' * 100_000,
        b'{"a":' * 60 + b"1" + b"}" * 60,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_cannot_be_read_says_so(payload: bytes) -> None:
    with pytest.raises(UnreadablePayload):
        strict_json.read_object(payload)


def test_half_a_character_does_not_lose_the_message() -> None:
    found = strict_json.read_object(rb'{"name": "Ola \ud83d", "x\u0000": ["a\u0000b"]}')
    assert found == {"name": "Ola \ufffd", "x": ["ab"]}
    json.dumps(found).encode()
