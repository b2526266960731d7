"""The owner's topics: one a line, with what has to be known about each.

    Returns: Order number*, Reason (damaged / wrong size / changed my mind)*, Bought on (date)
    Where is my parcel?: Order number*
    Something else

A star makes a field required. In brackets: `date`, `number`, or choices with slashes between; else it is a line of text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.text import clean_line, fold

MAX_TOPICS = 30
MAX_FIELDS = 12
MAX_CHOICES = 30
MAX_LABEL = 80

KINDS = {"date": "date", "data": "date", "number": "number", "liczba": "number", "text": "text", "tekst": "text"}
# A comma inside brackets belongs to the choices.
_COMMAS = re.compile(r",(?![^()]*\))")
_FIELD = re.compile(r"(?P<label>[^()*]+?)\s*(?P<star>\*)?\s*(?:\((?P<spec>[^()]*)\))?\s*(?P<late_star>\*)?\Z")
_ORDER = re.compile(r"\b(order|zamowien)")


class BadTopics(ValueError):
    """A sentence for the owner."""


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    label: str
    kind: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def is_order(self) -> bool:
        """Does it ask for the order's number? Not asked when the page has passed it."""
        return self.kind in {"text", "number"} and bool(_ORDER.search(fold(self.label)))


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    label: str
    fields: tuple[Field, ...] = ()


@lru_cache(maxsize=64)
def read_topics(text: str) -> tuple[Topic, ...]:
    """The topics in their order. Raises BadTopics."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MAX_TOPICS:
        raise BadTopics(_("%(n)s topics at most.") % {"n": MAX_TOPICS})
    topics: list[Topic] = []
    for number, line in lines:
        try:
            topic = _topic(line)
            if any(topic.key == known.key for known in topics):
                raise BadTopics(_("there is such a topic already."))
        except BadTopics as error:
            raise BadTopics(_("Line %(n)s: %(what)s") % {"n": number, "what": error}) from None
        topics.append(topic)
    return tuple(topics)


def _topic(line: str) -> Topic:
    label, colon, rest = line.partition(":")
    # A choice may hold a colon; a topic's name holds no bracket.
    label = _label(label, _("a topic needs a name before the colon."))
    if rest.count("(") != rest.count(")"):
        raise BadTopics(_("a bracket is open. Choices look like this: Size (S / M / L)"))
    fields: list[Field] = []
    for part in _COMMAS.split(rest) if colon else []:
        if not part.strip():
            continue
        found = _field(part.strip())
        if any(found.key == known.key for known in fields):
            raise BadTopics(_("“%(field)s” stands there twice.") % {"field": found.label})
        fields.append(found)
    if len(fields) > MAX_FIELDS:
        raise BadTopics(_("%(n)s fields at most.") % {"n": MAX_FIELDS})
    return Topic(_key(label), label, tuple(fields))


def _field(part: str) -> Field:
    match = _FIELD.match(part)
    if match is None:
        raise BadTopics(_("“%(field)s” can't be read. Write: Name*, or Name (choice / choice)*") % {"field": part[:60]})
    label = _label(match["label"], _("a field needs a name."))
    spec = clean_line(match["spec"] or "", 2000)
    required = bool(match["star"] or match["late_star"])
    if "/" not in spec:
        kind = KINDS.get(spec.lower(), "") if spec else "text"
        if not kind:
            raise BadTopics(
                _("“%(spec)s” is none of: date, number. Choices need a slash between them: yes / no")
                % {"spec": spec[:60]}
            )
        return Field(_key(label), label, kind, required)
    choices = tuple(dict.fromkeys(clean_line(one, MAX_LABEL) for one in spec.split("/") if one.strip()))
    if not 2 <= len(choices) <= MAX_CHOICES:
        raise BadTopics(_("“%(field)s” needs 2 to %(n)s choices.") % {"field": label, "n": MAX_CHOICES})
    return Field(_key(label), label, "choice", required, choices)


def _label(text: str, missing: str) -> str:
    label = clean_line(text, 1000).strip()
    if not label:
        raise BadTopics(missing)
    if len(label) > MAX_LABEL:
        raise BadTopics(
            _("“%(label)s…” is too long: %(n)s characters at most.") % {"label": label[:30], "n": MAX_LABEL}
        )
    return label


def _key(label: str) -> str:
    """Stable while the words stay: a page that is open keeps its meaning when the owner moves lines."""
    return slugify(fold(label)) or "x" + label.encode().hex()[:40]
