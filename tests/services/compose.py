"""Reads docker-compose.yml as the engine would, far enough to run its commands here."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$\$|\${(?P<name>[A-Z0-9_]+)(?::-(?P<default>[^}]*)|:\?(?P<error>[^}]*))?}")
NEEDED = {"SECRET_KEY": "a-key-for-containers-in-tests", "POSTGRES_PASSWORD": "pg", "REDIS_PASSWORD": "rd"}


def resolve(text: str, variables: dict[str, str]) -> str:
    """Compose's interpolation: ${A}, ${A:-default}, ${A:?error} and $$. Raises KeyError for what must be set and is not."""

    def value(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        found = variables.get(match["name"], "")
        if not found and match["error"] is not None:
            raise KeyError(f"{match['name']}: {match['error']}")
        return found or match["default"] or ""

    return VARIABLE.sub(value, text)


def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


def service(name: str, variables: dict[str, str] | None = None) -> dict[str, Any]:
    """One service with its variables filled in."""

    def fill(value: Any) -> Any:
        if isinstance(value, str):
            return resolve(value, variables if variables is not None else NEEDED)
        if isinstance(value, list):
            return [fill(part) for part in value]
        if isinstance(value, dict):
            return {key: fill(part) for key, part in value.items()}
        return value

    filled: dict[str, Any] = fill(document()["services"][name])
    return filled


def here(words: str, replaced: dict[str, str]) -> str:
    """What the container sees under its own addresses and folders is elsewhere on the test's machine."""
    for old, new in replaced.items():
        words = words.replace(old, new)
    return words


def environment(name: str, overrides: dict[str, str]) -> dict[str, str]:
    """The service's variables alone, as in a container, with the venv on the PATH."""
    values = {key: str(value) for key, value in service(name)["environment"].items()}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**values, "PATH": path, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "helpdesk.settings", **overrides}
