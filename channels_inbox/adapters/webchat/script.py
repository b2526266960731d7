"""The widget's one script, joined from its parts: the shop's page loads a single small file."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

FOLDER: Path = settings.BASE_DIR / "static" / "chat" / "widget"
# In this order, inside one function, so that nothing of ours is seen by the shop's own scripts.
PARTS = ("storage", "elements", "panel", "socket", "outbox", "items", "survey", "contact", "start")


def _paths() -> list[Path]:
    return [FOLDER / f"{part}.js" for part in PARTS]


def is_complete() -> bool:
    return all(path.is_file() for path in _paths())


def script() -> tuple[bytes, str]:
    """The script and its ETag, made anew when a part changes."""
    return _joined(max(path.stat().st_mtime_ns for path in _paths()))


@lru_cache(maxsize=2)
def _joined(_newest_ns: int) -> tuple[bytes, str]:
    # Comments and indentation stay at home: the shop's customers needn't load them.
    lines = (line.strip() for path in _paths() for line in path.read_bytes().splitlines())
    kept = [line for line in lines if line and not line.startswith(b"//")]
    content = b"\n".join([b"(() => {", b'"use strict";', *kept, b"})();", b""])
    return content, f'"{sha256(content).hexdigest()[:20]}"'
