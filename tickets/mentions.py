"""@Name in an internal note: who is meant, and how it is shown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from accounts.models import User
from core.text import fold
from tickets.access import who_may_see
from tickets.models import Ticket

MAX_MENTIONS = 20
MAX_OFFERED = 8
_TAG = re.compile(r"(<[^>]*>)")


def find(text: str, ticket: Ticket) -> list[tuple[User, str]]:
    """Who is mentioned by full name, or by a first name that only one of them has; and the words that said so. Only those
    who may see the ticket can be meant."""
    if "@" not in text:
        return []
    people = list(who_may_see(ticket))
    first_names = Counter(user.get_short_name().casefold() for user in people)
    known: dict[str, User] = {}
    for user in people:
        known[" ".join(str(user).split()).casefold()] = user
    for user in people:
        short = user.get_short_name().casefold()
        if first_names[short] == 1:
            known.setdefault(short, user)
    found: dict[int, tuple[User, str]] = {}
    for match in _pattern(known).finditer(text):
        user = known[" ".join(match[1].split()).casefold()]
        found.setdefault(user.pk, (user, match[1]))
    return list(found.values())[:MAX_MENTIONS]


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Longer names first: of two people, *Jan Sowa* is not *Jan*. An address (a@jan) is nobody."""
    said = "|".join(r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True) if name)
    return re.compile(rf"(?<![\w.@+-])@({said or '(?!)'})(?!\w)", re.IGNORECASE)


def whom(agent: User, ticket: Ticket, words: str) -> list[User]:
    """Colleagues who can be meant and in whose name a word begins so, those whose first name does before the others."""
    wanted = fold(words).split()
    found = []
    for user in who_may_see(ticket).exclude(pk=agent.pk).order_by("name", "pk"):
        name = fold(str(user))
        if name.startswith(" ".join(wanted)) or all(any(one.startswith(w) for one in name.split()) for w in wanted):
            found.append(user)
    return sorted(found, key=lambda user: not fold(str(user)).startswith(" ".join(wanted)))[:MAX_OFFERED]


def mark(html: str, names: Sequence[str]) -> str:
    """Sanitised HTML with the mentions in it marked; only between tags, and names are escaped as the text is."""
    if not names:
        return html
    pattern = _pattern([escape(name, quote=False) for name in names])
    parts = _TAG.split(html)
    parts[::2] = [pattern.sub(r'<span class="mention">@\1</span>', part) for part in parts[::2]]
    return "".join(parts)
