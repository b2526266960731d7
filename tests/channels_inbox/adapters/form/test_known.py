"""What the shop's page passes signed isn't asked again; what isn't signed by its server counts for nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from django.test import Client

from channels_inbox.adapters.form.payloads import Known, read_known, signing_key
from customers.models import Identity
from helpdesk.log_filter import without_tokens
from tests.cast import Cast
from tests.channels_inbox.public_pages import Visitor, make_page, work
from tickets.models import Inbox

TOPICS = "Return: Order number*, Reason*\nParcel"


@pytest.fixture
def visitor(cast: Cast, client: Client) -> Visitor:
    return Visitor(client, make_page("form", cast, topics_en=TOPICS))


def claims(**more: Any) -> dict[str, Any]:
    known = {"email": "Tomasz@Example.com", "name": "Tomasz Kuna", "order": "48213", "customer_ref": "c-77"}
    return {**known, "exp": int(time.time()) + 3600, **more}


def token(inbox: Inbox, **more: Any) -> str:
    return jwt.encode(claims(**more), signing_key(inbox, inbox.connection.settings), algorithm="HS256")


def test_what_is_known_is_not_asked_and_the_address_is_proven(visitor: Visitor) -> None:
    page = visitor.open(f"?known={token(visitor.inbox)}&topic=return")
    assert "Tomasz Kuna" in page and "48213" in page
    for name in ("email", "name", "t-return-order-number"):
        assert f'name="{name}"' not in page
    assert 'name="t-return-reason"' in page
    visitor.send(topic="return", **{"t-return-reason": "broken"})
    [message] = work()
    assert message.ticket.subject == "Return · 48213" and message.envelope["proven"] is True
    assert message.envelope["facts"] == [["Order", "48213"], ["Reason", "broken"], ["Customer in the shop", "c-77"]]
    assert message.ticket.customer.external_ref == "c-77" and message.ticket.customer.name == "Tomasz Kuna"
    identity = Identity.objects.get(address="tomasz@example.com")
    assert identity.verified_at is not None


def test_what_is_known_cannot_be_written_over(visitor: Visitor) -> None:
    visitor.open(f"?known={token(visitor.inbox)}")
    visitor.send(topic="parcel", email="evil@example.com", name="Evil")
    [message] = work()
    assert message.identity is not None and message.identity.address == "tomasz@example.com"


def test_a_token_that_ends_while_the_form_is_filled_in_still_counts(visitor: Visitor) -> None:
    visitor.open(f"?known={token(visitor.inbox, exp=int(time.time()) + 5)}")
    visitor.send(topic="parcel")
    [message] = work()
    assert message.envelope["proven"] is True


def test_only_what_was_passed_is_left_out(visitor: Visitor) -> None:
    page = visitor.open(f"?known={token(visitor.inbox, email='', name='', customer_ref='')}")
    assert 'name="email"' in page and "48213" in page
    visitor.send(topic="parcel", email="tomasz@example.com")
    [message] = work()
    assert message.ticket.subject == "Parcel · 48213" and message.envelope["proven"] is False


def b64(data: Any) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(key: str, data: Any) -> str:
    """Any JSON, signed rightly: what a library would refuse to make."""
    text = f"{b64({'alg': 'HS256', 'typ': 'JWT'})}.{b64(data)}"
    return f"{text}.{b64(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())}"


def bad_tokens(inbox: Inbox, other: Inbox) -> dict[str, str]:
    key = signing_key(inbox, {})
    good = jwt.encode(claims(), key, algorithm="HS256")
    head, body, signature = good.split(".")
    return {
        "alg none": f"{b64({'alg': 'none', 'typ': 'JWT'})}.{b64(claims())}.",
        "alg none with the signature": f"{b64({'alg': 'none'})}.{body}.{signature}",
        "another algorithm": jwt.encode(claims(), key, algorithm="HS512"),
        "another inbox's": jwt.encode(claims(), signing_key(other, {}), algorithm="HS256"),
        "the key before": jwt.encode(claims(), signing_key(inbox, {"key_number": 2}), algorithm="HS256"),
        "an empty key": f"{head}.{body}.{b64(b'')}",
        "altered": f"{head}.{b64(claims(email='evil@example.com'))}.{signature}",
        "expired": jwt.encode(claims(exp=int(time.time()) - 600), key, algorithm="HS256"),
        "no end": jwt.encode({"email": "tomasz@example.com"}, key, algorithm="HS256"),
        "good for a year": jwt.encode(claims(exp=int(time.time()) + 366 * 86400), key, algorithm="HS256"),
        "end that is no number": signed(key, {**claims(), "exp": "soon"}),
        "end that never comes": signed(key, {**claims(), "exp": float("inf")}),
        "not an object": signed(key, ["tomasz@example.com"]),
        "not a token": "nonsense",
        "dots": "..",
        "long": "a" * 5000,
        "letters": "żółć",
        "a page token": "eyJpbmJveCI6IngifQ:1abc:sig",
    }


def test_a_token_that_is_not_good_is_as_none(visitor: Visitor, cast: Cast) -> None:
    other = make_page("form", cast, slug="other")
    plain = visitor.client.get(visitor.path).content
    for what, bad in bad_tokens(visitor.inbox, other).items():
        response = visitor.client.get(visitor.path, {"known": bad})
        page = response.content.decode()
        assert response.status_code == 200, what
        assert 'name="email"' in page and "Tomasz" not in page and "48213" not in page, what
        assert len(response.content) == pytest.approx(len(plain), abs=5500 + len(bad) * 4), what


def test_a_new_number_makes_the_old_key_worthless(visitor: Visitor) -> None:
    old = token(visitor.inbox)
    assert read_known(visitor.inbox, old).email == "tomasz@example.com"
    visitor.inbox.connection.settings = {"key_number": 2}
    assert read_known(visitor.inbox, old) == Known()
    assert read_known(visitor.inbox, token(visitor.inbox)).email == "tomasz@example.com"


def test_claims_of_odd_kinds_are_left_out() -> None:
    odd = {"email": ["a@example.com"], "name": {"x": 1}, "order": 48213, "customer_ref": True}
    assert Known.from_claims(odd) == Known(order="48213")
    assert Known.from_claims({"email": "nonsense", "name": "A\x00\u202eB", "order": 10**5000}) == Known(name="AB")


def test_nothing_of_a_token_stands_in_a_log(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    expired = token(visitor.inbox, exp=1)
    visitor.open(f"?known={expired}")
    assert "ExpiredSignatureError" in caplog.text and expired not in caplog.text
    assert without_tokens(f"Not Found: /c/form/x/?known={expired}&lang=pl") == "Not Found: /c/form/x/?known=…&lang=pl"
