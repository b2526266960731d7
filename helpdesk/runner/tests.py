"""bin/test: pytest on every core, with the arguments that were given."""

from __future__ import annotations

import os
import sys


def tests(arguments: list[str]) -> int:
    """Replaces this process by pytest. The services start in tests/conftest.py, so that a bare pytest works as well."""
    named = any(
        word == "-n" or word.startswith(("-n", "--numprocesses", "-h", "--help", "--co", "--version"))
        for word in arguments
    )
    spread = [] if named else ["-n", "auto", "--dist", "loadgroup"]
    command = [sys.executable, "-m", "pytest", *spread, *arguments]
    sys.stdout.flush()
    # tests/conftest.py names the settings once the services stand; named here, they would be read too early. And dozens of
    # processes would compile the same files where bytecode may not be kept.
    left_out = {"DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"}
    values = {name: value for name, value in os.environ.items() if name not in left_out}
    os.execve(sys.executable, command, values)
