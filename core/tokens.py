"""Unguessable tokens: signed ones that carry data and expire, and random ones that are stored as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.core import signing

_SALT = "helpdesk.token."


class BadToken(Exception):
    """The token was altered, made for another purpose, or is not a token at all."""


class ExpiredToken(BadToken):
    """The token was good once, but is too old now."""


def make_token(purpose: str, data: Any) -> str:
    """A URL-safe signed token around JSON-able `data`, good for this purpose only. The data is readable, not secret."""
    return signing.dumps(data, salt=_SALT + purpose, compress=True)


def read_token(purpose: str, token: str, max_age_s: float) -> Any:
    """The data of a token that `make_token` made at most `max_age_s` seconds ago.

    Raises `ExpiredToken` when it is older, and `BadToken` (its parent) for everything else.
    """
    try:
        return signing.loads(token, salt=_SALT + purpose, max_age=timedelta(seconds=max_age_s))
    except signing.SignatureExpired as error:
        raise ExpiredToken("This link has expired.") from error
    # The signature is checked first, so ValueError can only mean text that isn't one of our tokens (say, lone
    # surrogates).
    except (signing.BadSignature, ValueError) as error:
        raise BadToken("This link is not valid.") from error


def random_token() -> str:
    """256 random bits, URL-safe, 43 characters."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """SHA-256 in hex, 64 characters: enough for random tokens, which can't be guessed; never use it for passwords."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
