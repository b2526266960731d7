"""What the running demo told the data folder about itself."""

from __future__ import annotations

import os

from helpdesk.embedded.home import Home
from helpdesk.embedded.launch import alive

FILE = "run.json"


def write(home: Home, values: dict[str, str]) -> None:
    home.write_json(FILE, {"pid": os.getpid(), "environment": values})


def clear(home: Home) -> None:
    (home.path / FILE).unlink(missing_ok=True)


def running_demo(home: Home) -> dict[str, str]:
    """The settings that the running demo gave its processes (ports, addresses); empty when none runs."""
    found = home.read_json(FILE)
    pid, values = found.get("pid"), found.get("environment")
    if not isinstance(pid, int) or not isinstance(values, dict) or not alive(pid):
        return {}
    return {str(name): str(value) for name, value in values.items()}
