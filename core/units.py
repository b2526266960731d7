"""Figures in words: what belongs together never breaks over a line, and a minus is a minus. For people; files get plain numbers."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format

NBSP = "\u00a0"
MINUS = "\u2212"
# How sure the intervals of all figures are.
SURE = f"95{NBSP}%"


def percent(number: float | str) -> str:
    """86 as "86 %"."""
    return f"{minus(number)}{NBSP}%"


def minus(number: float | str) -> str:
    """-2 as "−2"; what begins with no hyphen stays as it is."""
    text = str(number)
    return MINUS + text[1:] if text.startswith("-") else text


def signed(number: float, decimals: int = 0) -> str:
    """+5, −5, and 0 without a sign, as the language writes numbers."""
    value = round(number, decimals)
    if not value:
        return "0"
    return ("+" if value > 0 else MINUS) + number_format(abs(Decimal(str(value))), decimals)
