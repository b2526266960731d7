"""What the firm says of a customer's worth: the facts *Segment* and *Value* (or *Wartość*) of what we already know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core.text import clean_line, fold

SEGMENT_NAMES = ("segment",)
VALUE_NAMES = ("value", fold("wartość"))
MAX_SEGMENT = 80
MAX_VALUE = Decimal(10) ** 12
# Zero and a fraction of any length, else a whole part and perhaps two decimals.
_PARTS = re.compile(r"(-?0)[.,](\d+)|(-?[\d.,]*?)(?:[.,](\d{1,2}))?")
_NUMBER = re.compile(r"[-−]?\d(?:[\d.,'  \s]*\d)?")


def segment_of(facts: Mapping[str, Any]) -> str:
    """The segment as it was typed, "" where none is known."""
    return clean_line(_said(facts, SEGMENT_NAMES), MAX_SEGMENT)


def value_of(facts: Mapping[str, Any]) -> Decimal | None:
    """The value with two decimals; None where none is known, or where what is said there is no number."""
    return number(_said(facts, VALUE_NAMES))


def number(text: str) -> Decimal | None:
    """The first number in the text, however its thousands are set apart: 1 234,50 · 1.234,50 · 1,234.50 · 1234.5 zł.

    One or two digits after the last comma or point are decimals, three are thousands ("12.500" is twelve thousand).
    """
    found = _NUMBER.search(text)
    if found is None:
        return None
    written = re.sub(r"[^\d.,-]", "", found[0].replace("−", "-"))
    parts = _PARTS.fullmatch(written)
    assert parts is not None, written
    whole, decimals = re.sub(r"[.,]", "", parts[1] or parts[3]), parts[2] or parts[4] or "0"
    value = Decimal(f"{whole}.{decimals}")
    return value.quantize(Decimal("0.01")) if abs(value) < MAX_VALUE else None


def _said(facts: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of these facts that says something; names are compared without case and accents."""
    known = {fold(str(name)).strip(): str(said).strip() for name, said in facts.items() if said is not None}
    return next((known[name] for name in names if known.get(name)), "")
