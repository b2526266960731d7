"""All families of mails."""

from __future__ import annotations

from . import (
    again,
    answers,
    automatic,
    bounced,
    clients,
    files,
    headers_above,
    markup,
    outlook,
    polish,
    prose,
    shapes,
    webmail,
    words,
)
from .build import Case

__all__ = ["ALL", "Case"]

ALL: list[Case] = [
    *webmail.CASES,
    *outlook.CASES,
    *clients.CASES,
    *answers.CASES,
    *polish.CASES,
    *words.CASES,
    *shapes.CASES,
    *files.CASES,
    *automatic.CASES,
    *bounced.CASES,
    *headers_above.CASES,
    *markup.CASES,
    *prose.CASES,
    *again.CASES,
]
