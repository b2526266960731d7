"""The browser that the tests drive: the machine's Chromium, else Playwright's own download."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = (
    "No Chromium was found. Install one (on Debian: apt-get install chromium), set CHROMIUM to its path, "
    "or let Playwright fetch its own: .venv/bin/playwright install chromium"
)


def chromium() -> str | None:
    """The path of a Chromium on this machine, None where Playwright's own is to be used. Raises RuntimeError when there is none."""
    named = os.environ.get("CHROMIUM", "").strip()
    if named:
        if not Path(named).exists():
            raise RuntimeError(f"CHROMIUM names {named}, which does not exist.")
        return named
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    fetched = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, text=True
    )
    if fetched.returncode:
        raise RuntimeError(f"{HOW}\n{fetched.stderr.strip()[-500:]}")
    return None


def launch_arguments() -> list[str]:
    arguments = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return arguments
