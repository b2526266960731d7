"""All families of mails."""

from __future__ import annotations

from . import answers, clients, outlook, polish, webmail, words
from .build import Case

__all__ = ["ALL", "Case"]

ALL: list[Case] = [
    *webmail.CASES,
    *outlook.CASES,
    *clients.CASES,
    *answers.CASES,
    *polish.CASES,
    *words.CASES,
]
