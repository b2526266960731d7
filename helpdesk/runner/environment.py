"""The environment of the helpdesk's processes, from the data folder and what the owner has set."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from helpdesk.embedded.home import EmbeddedError, Home
from helpdesk.embedded.services import Services

ROOT = Path(__file__).resolve().parents[2]


def data_home() -> Home:
    return Home(Path(os.environ.get("HELPDESK_HOME", "").strip() or ROOT / ".helpdesk"))


def number(name: str, default: int) -> int:
    """A port from the environment."""
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise EmbeddedError(f"{name} must be a port between 1 and 65535, not {value!r}.")
    return int(value)


def environment(home: Home, found: Services, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the owner set wins over `extra`, but for the services, which `found` has already decided."""
    values = {
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        **(extra or {}),
        **{name: value for name, value in os.environ.items() if value.strip()},
        **found.environment(),
        "HELPDESK_HOME": str(home.path),
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    if not values.get("SECRET_KEY"):
        home.secret("secret_key")  # the settings read it there
    return values
