"""What a reviewer reads of an interaction: what was said, without who of us said it and without who the customer is.

Internal notes and events stay out. Authors become "we"; names of colleagues, in every case and their usual short forms,
are taken out of the texts, and so are their addresses, signatures and initials. Of the customer, names, addresses and
long numbers go as well: nothing of them is needed to judge an answer. A nickname that nobody could know may stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from accounts.models import User
from core.text import fold
from reports.reality.inflect import forms
from tickets.models import Message, MessageKind, Ticket

MOST_MESSAGES = 200
_WORD = re.compile(r"[^\W\d_]+")
# Begun nowhere but at its first letter: else a long row of letters is read anew from each of them.
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w/])\+?\d(?:[ \-().]?\d){8,}(?!\w)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?\.\d\d?\.\d{4}")
_AFTER_DIGIT = re.compile(r"\d\s*\Z")


@dataclass(frozen=True, slots=True)
class Said:
    """`side` is "customer", "we" or "automatic". `files` counts what came along."""

    side: str
    channel: str
    at: datetime
    text: str
    files: int = 0
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    title: str
    said: list[Said] = field(default_factory=list)
    # How many internal notes stay out, and messages beyond the most that are shown.
    notes: int = 0
    more: int = 0


def conversation(ticket: Ticket) -> Conversation:
    """Two queries whatever its length, and one for the names of all who work here."""
    rows = list(
        Message.objects.filter(ticket=ticket)
        .prefetch_related("attachments")
        .order_by("sent_at", "pk")[: 2 * MOST_MESSAGES]
    )
    spoken = [row for row in rows if row.kind != MessageKind.NOTE]
    mask = Mask(User.objects.all(), [ticket.customer.name, *(row.envelope.get("name", "") for row in spoken[:1])])
    return Conversation(
        mask.text(ticket.subject),
        [_said(row, mask) for row in spoken[:MOST_MESSAGES]],
        len(rows) - len(spoken),
        max(0, len(spoken) - MOST_MESSAGES),
    )


def _said(row: Message, mask: Mask) -> Said:
    ours = "automatic" if row.automatic else "we"
    side = "customer" if row.kind == MessageKind.INBOUND else ours
    facts = "\n".join(f"{_(label)}: {value}" for label, value in row.envelope.get("facts", []))
    text = "\n\n".join(part for part in (facts, row.text or row.full_text) if part)
    removed = bool(row.envelope.get("removed_at"))
    files = len(row.attachments.all())
    return Said(side, row.channel, row.sent_at, "" if removed else mask.text(text), files, removed)


def _place(link: re.Match[str]) -> str:
    """Whose page it is; of what only looks like a link, nothing."""
    try:
        host = urlsplit(link[0]).hostname
    except ValueError:
        host = None
    return f"{host or ''}/…"


class Mask:
    """Takes names out of texts: of all `colleagues`, and those in `customers`."""

    def __init__(self, colleagues: Iterable[User], customers: Iterable[str] = ()) -> None:
        # Folded form → is it a given name? Those are met in small letters too.
        self.ours: dict[str, bool] = {}
        self.theirs: set[str] = set()
        self.lines: set[str] = set()
        self.initials: set[str] = set()
        for user in colleagues:
            self._know(user)
        for name in customers:
            for index, word in enumerate(_WORD.findall(name or "")):
                if len(word) > 2:
                    self.theirs |= forms(word, given=index == 0)

    def _know(self, user: User) -> None:
        words = _WORD.findall(user.name)
        for index, word in enumerate(words):
            if len(word) > 1:
                for form in forms(word, given=index == 0):
                    self.ours[form] = self.ours.get(form, False) or (index == 0 and len(form) > 2)
        if len(words) > 1:
            self.ours[fold("".join(words))] = True
            self.initials.add("".join(word[0] for word in words).upper())
        self.lines |= {line.strip() for line in user.signature.splitlines() if any(char.isalnum() for char in line)}

    def text(self, text: str) -> str:
        """The text as a reviewer may read it."""
        kept = [line for line in text.splitlines() if not self._signs(line)]
        # Addresses, links and long numbers first: a name inside them must not break them into halves.
        words = _LINK.sub(_place, "\n".join(kept))
        words = _ADDRESS.sub(_("[address]"), words)
        words = _NUMBER.sub(lambda found: found[0] if _DATE.match(found[0]) else _("[number]"), words)
        colleague, customer = _("[colleague]"), _("[customer]")
        out: list[str] = []
        end = 0
        for found in _WORD.finditer(words):
            near = words[max(0, found.start() - 4) : found.start()]
            goes_on = bool(out) and found.start() - end == 1 and near[-1] in {" ", "-", ".", "_"}
            hidden = self._hidden(found[0], near, goes_on and near[-1] != " ")
            if not hidden:
                continue
            mark = colleague if hidden == "ours" else customer
            # First name and surname are one person.
            if not (goes_on and out[-1] == mark):
                out += [words[end : found.start()], mark]
            end = found.end()
        return "".join(out) + words[end:]

    def _hidden(self, word: str, before: str, joined: bool) -> str:
        """ "ours", "theirs" or neither. `joined`: it hangs on a name, as in iga.bober."""
        folded = fold(word)
        # "3 maja" is a day, not Maja.
        loud = word[0].isupper() or joined
        if folded in self.ours and (loud or (self.ours[folded] and not _AFTER_DIGIT.search(before))):
            return "ours"
        return "theirs" if loud and folded in self.theirs else ""

    def _signs(self, line: str) -> bool:
        """A line of somebody's signature, or their initials."""
        bare = line.strip(" \t-–—/.,;")
        return line.strip() in self.lines or bare.replace(".", "").replace(" ", "") in self.initials
