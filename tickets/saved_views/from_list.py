"""What a list shows, as the conditions of a view: its filters, and the words that were searched for."""

from __future__ import annotations

import re
from typing import Any

from core.text import fold
from tickets.models import Priority
from tickets.vocabulary import get_field
from tickets.vocabulary.conditions import MAX_ITEMS, MAX_VALUES, Conditions

# As search (tickets/search.py) knows them -> the vocabulary's names.
FIELDS = {"channel": "channel", "status": "status", "priority": "priority", "tag": "tags", "team": "team"}
FILTER = re.compile(rf"\b({'|'.join(FIELDS)}):([\w.-]{{1,60}})")
ADDRESS = re.compile(r"\S+@\S+|\+?\d[\d ()-]{6,}")


def conditions_of(listing: Any) -> Conditions:
    """Those of the saved view that the list starts from, and its filters on top. All of them must be met, so a view that
    asks for any of its conditions can't be narrowed this way: its own stay as they are."""
    saved = listing.saved
    if saved is not None and saved.conditions["match"] == "any" and len(saved.conditions["items"]) > 1:
        return dict(saved.conditions)
    items = list(saved.conditions["items"]) if saved is not None else []
    for name in ("team", "assignee", "channel"):
        value = getattr(listing, name)
        if value:
            items.append({"field": name, "op": "any", "value": [value]})
    words = listing.q
    for whole, key, text in [(found[0], found[1], found[2]) for found in FILTER.finditer(words)]:
        values = _values(FIELDS[key], text)
        if values:
            items.append({"field": FIELDS[key], "op": "any", "value": values})
            words = words.replace(whole, " ")
    words = " ".join(words.split())
    if ADDRESS.fullmatch(words):
        items.append({"field": "customer", "op": "all", "value": [words]})
    elif words:
        items.append({"field": "words", "op": "all", "value": words.split()[:MAX_VALUES]})
    return {"match": "all", "items": items[:MAX_ITEMS]}


def _values(name: str, text: str) -> list[Any]:
    """The values of a field that are called so, in the reader's language or by their code; of teams those with it in the
    name."""
    field = get_field(name)
    wanted = fold(text)
    options = list(field.options()) if field is not None and field.options else []
    if name == "team":
        return [key for key, label in options if wanted in fold(str(label))]
    codes = {level.value: level.name for level in Priority} if name == "priority" else {}
    return [key for key, label in options if wanted in {fold(str(label)), fold(str(key)), fold(codes.get(key, ""))}]
