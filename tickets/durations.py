"""Lengths of time as people write them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

UNITS = {"m": 1, "h": 60, "g": 60, "d": 1440}
PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?")
LONGEST = 365 * 1440


def read_duration(text: str) -> int:
    """Minutes of "90 min", "1h 30m", "2 days", "8 godz." or "4:30" (hours:minutes). ValidationError for anything else."""
    text = text.strip().lower()
    clock = re.fullmatch(r"(\d{1,4}):([0-5]\d)", text)
    parts = PART.findall(text)
    if clock:
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif parts and not PART.sub("", text).strip() and all(unit[0] in UNITS for _n, unit in parts):
        minutes = round(sum(float(n.replace(",", ".")) * UNITS[unit[0]] for n, unit in parts))
    else:
        raise ValidationError(_("Write a time like 30 min, 4 h or 2 d."))
    if not 1 <= minutes <= LONGEST:
        raise ValidationError(_("Between one minute and a year, please."))
    return minutes


def write_duration(minutes: int) -> str:
    """The shortest exact form: "30 min", "4 h", "1 h 30 min", "5 d". Read back by read_duration."""
    if minutes % 1440 == 0 and minutes >= 2 * 1440:
        return f"{minutes // 1440} d"
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)
