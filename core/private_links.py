"""Links of ours that are meant for one person: whoever has the token may do what it allows, so nobody else is shown it."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings


def without_tokens(text: str, path: str) -> str:
    """The text without the token of any link of ours under `path` ("s"), also where a mail program wrapped the link into
    one of its own. An ellipsis stands where it was."""
    return _links_of(urlsplit(settings.PUBLIC_URL).netloc, path).sub(r"\1…", text)


@lru_cache(maxsize=16)
def _links_of(host: str, path: str) -> re.Pattern[str]:
    place = re.escape(host).replace(":", "(?::|%3A)")
    steps = "".join(f"{re.escape(step)}(?:/|%2F)" for step in path.split("/"))
    return re.compile(rf"({place}(?:/|%2F){steps})(?:[\w:-]|%3A){{20,}}", re.IGNORECASE | re.ASCII)
