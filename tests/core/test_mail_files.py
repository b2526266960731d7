"""Hostile files: whatever they hold, they come back, and what doesn't change comes back byte for byte."""

from __future__ import annotations

import base64
import random

import pytest

from core import mail_files

SECRET = "sekret"


def hide(text: str) -> str:
    return text.replace(SECRET, "…")


def test_a_mail_within_a_mail_that_is_encoded_against_the_rules() -> None:
    inner = f"Subject: x\r\n\r\nHere: {SECRET}\r\n".encode()
    head = b"Subject: y\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    given = mail_files.changed(head + base64.encodebytes(inner), hide)
    assert given.startswith(head)
    assert base64.b64decode(given[len(head) :]) == inner.replace(SECRET.encode(), b"...")


@pytest.mark.parametrize("seed", range(20))
def test_broken_mails_come_back_as_they_were(seed: int) -> None:
    pick = random.Random(seed)
    pieces = [
        b"Content-Type: multipart/mixed; boundary=b\r\n", b"\r\n\r\n", b"--b\r\n", b"--b--", b"\xff\xfe", b"\x00", b"\n",
        b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\n", b"=C5=\r\n", b"Zm9v",
        b"Content-Type: message/rfc822\r\n", b"Content-Type: text/plain; charset=\xff\r\n", b"From x\n", b"=?utf-8?q?=FF?=",
    ]  # fmt: skip
    for _round in range(100):
        data = b"".join(pick.choices(pieces, k=pick.randrange(30)))
        assert mail_files.changed(data, hide) == data


def test_parts_within_parts_without_end() -> None:
    layers = [b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)]
    data = b"".join(layers) + SECRET.encode()
    assert mail_files.changed(data, hide) == data.replace(SECRET.encode(), b"...")
