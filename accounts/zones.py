"""Time zones that people choose from."""

from __future__ import annotations

import zoneinfo
from functools import cache

AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def zone_choices() -> list[tuple[str, str]]:
    """IANA names by area, as choices of a form; UTC at the end."""
    names = sorted(name for name in zoneinfo.available_timezones() if name.split("/")[0] in AREAS)
    return [(name, name.replace("_", " ")) for name in [*names, "UTC"]]
