"""Mails of many programs and languages, from bytes to new text, files and classification."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from channels_inbox.adapters.email.parse import identify, parse_mail
from tests.channels_inbox.adapters.email.expectations import EXPECTED

FIXTURES = Path(__file__).parent / "fixtures"


def test_every_fixture_is_expected() -> None:
    assert {path.stem for path in FIXTURES.glob("*.eml")} == set(EXPECTED)


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items(), ids=EXPECTED.keys())
def test_fixture(name: str, expected: dict[str, Any]) -> None:
    message = parse_mail((FIXTURES / f"{name}.eml").read_bytes())
    assert message.outcome == expected.get("outcome", "received")
    if "text" in expected:
        assert message.text == expected["text"]
    for piece in expected.get("contains", []):
        assert piece in message.text
    if "attachments" in expected:
        assert [item.name for item in message.attachments] == expected["attachments"]
    if "bounced" in expected:
        assert message.bounced_external_id == expected["bounced"]
    if "permanent" in expected:
        assert message.bounce_permanent is expected["permanent"]
    assert expected.get("reason", "") in message.bounce_reason
    assert message.subject == expected.get("subject", message.subject)
    assert message.display_name == expected.get("name_is", message.display_name)
    assert message.address == expected.get("address", message.address)
    assert list(message.to) == expected.get("to", list(message.to))


def _mail(body: str = "Hello", **fields: str) -> bytes:
    lines = {"From": "Jan <jan@example.pl>", "Subject": "Order", "Message-ID": "<a@x>", **fields}
    return "".join(f"{name}: {value}\n" for name, value in lines.items()).encode() + b"\n" + body.encode()


def test_the_way_it_came_does_not_make_it_another_mail() -> None:
    raw = _mail()
    other = b"Received: from a by b\nDelivered-To: x@y.example\n" + raw.replace(b"\n", b"\r\n") + b"  \r\n"
    assert identify(raw) == identify(other) == parse_mail(raw).external_id


def test_a_reused_message_id_is_another_mail() -> None:
    assert identify(_mail("Hello")) != identify(_mail("Something else"))


def test_without_message_id_the_content_counts() -> None:
    first = _mail(**{"Message-ID": ""})
    assert identify(first) == identify(first) != identify(_mail("Other", **{"Message-ID": ""}))


@pytest.mark.parametrize(
    ("result", "proven"),
    [
        ("mx.shop.example; dmarc=pass header.from=example.pl", True),
        ("mx.shop.example; dkim=pass header.d=example.pl", True),
        ("mx.shop.example; dkim=pass header.d=evil.example", False),
        ("mx.shop.example; spf=pass smtp.mailfrom=jan@example.pl", True),
        ("mx.shop.example; spf=pass smtp.mailfrom=x@evil.example; dmarc=fail header.from=example.pl", False),
        ("evil.example; dmarc=pass header.from=example.pl", False),
        ("mx.shop.example (x; dmarc=pass); spf=none", False),
        ("mx.shop.example; none", False),
    ],
)
def test_only_the_trusted_server_proves_an_address(result: str, proven: bool) -> None:
    raw = _mail(**{"Authentication-Results": result})
    assert parse_mail(raw, settings={"trusted_authserv_id": "mx.shop.example"}).proven is proven
    assert parse_mail(raw).proven is False


def test_a_forged_result_below_the_servers_own_is_ignored() -> None:
    forged = _mail(**{"Authentication-Results": "mx.shop.example; dmarc=pass header.from=example.pl"})
    raw = b"Authentication-Results: mx.shop.example; dmarc=fail header.from=example.pl\n" + forged
    assert parse_mail(raw, settings={"trusted_authserv_id": "mx.shop.example"}).proven is False


def test_references_are_nearest_first() -> None:
    raw = _mail(**{"In-Reply-To": "<c@x>", "References": "<a@x> <b@x>\n <c@x>"})
    assert list(parse_mail(raw).references) == ["<c@x>", "<b@x>", "<a@x>"]
