"""Compiles translations without the system's gettext."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]


def compile_changed(root: Path = ROOT) -> list[Path]:
    """Writes the .mo of every .po under `locale/` that is newer than its .mo; gives those that it wrote."""
    written = []
    for source in sorted(root.glob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        # Two commands that start together each write a file of their own; the later one replaces the earlier whole.
        temporary = target.with_suffix(f".mo.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(temporary))
        os.replace(temporary, target)
        written.append(target)
    return written


if __name__ == "__main__":
    compile_changed()
    sys.exit(0)
