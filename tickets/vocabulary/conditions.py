"""Conditions: checked when saved, met or not by a ticket, read as sentences, turned into SQL for views."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.text import clean_line, fold, search_groups
from tickets.vocabulary.facts import Facts
from tickets.vocabulary.fields import CHOICE, FLAG, NUMBER, OPS, PAIR, WORDS, Field, get_field

MAX_ITEMS = 30
MAX_VALUES = 50
MAX_WORD = 80
Conditions = dict[str, Any]
EVERYTHING: Conditions = {"match": "all", "items": []}


class BadCondition(ValueError):
    """A condition that can't be; `index` is its row, the message says what to do."""

    def __init__(self, message: str, index: int = 0) -> None:
        super().__init__(message)
        self.index = index


def check(given: Any, *, for_views: bool = False) -> Conditions:
    """The conditions in their normal form. Raises BadCondition. No items: every ticket meets them."""
    if not isinstance(given, Mapping) or given.get("match") not in {"all", "any"}:
        raise BadCondition(_("Say whether all or any of the conditions must be met."))
    items = given.get("items")
    if not isinstance(items, list) or len(items) > MAX_ITEMS:
        raise BadCondition(_("%(n)s conditions at most.") % {"n": MAX_ITEMS})
    return {"match": given["match"], "items": [_check_one(item, index, for_views) for index, item in enumerate(items)]}


def _check_one(item: Any, index: int, for_views: bool) -> dict[str, Any]:
    field = get_field(str(item.get("field", ""))) if isinstance(item, Mapping) else None
    if field is None or (for_views and field.query is None):
        raise BadCondition(_("Choose what the condition is about."), index)
    op = str(item.get("op", ""))
    if op not in OPS[field.kind]:
        raise BadCondition(_("Choose how it is compared."), index)
    try:
        value = _value(field, item.get("value"))
    except (TypeError, ValueError) as error:
        raise BadCondition(str(error) or _("Fill in a value."), index) from error
    return {"field": field.name, "op": op, "value": value}


def _value(field: Field, given: Any) -> Any:
    match field.kind:
        case "number":
            number = float(str(given).replace(",", "."))
            if not -1e12 < number < 1e12:
                raise ValueError(_("This number is too large."))
            return int(number) if number == int(number) else number
        case "flag":
            if not isinstance(given, bool):
                raise ValueError(_("Choose yes or no."))
            return given
        case "choice":
            known = {key for key, _label in (field.options() if field.options else ())}
            wanted = [key for key in _list(given) if key in known]
            if not wanted:
                raise ValueError(_("Choose at least one value."))
            return wanted
        case "pair":
            if not isinstance(given, Mapping):
                raise ValueError(_("Say which fact, and its value."))
            name, values = clean_line(str(given.get("name", "")), MAX_WORD).strip(), _texts(given.get("values"))
            if not name:
                raise ValueError(_("Say which fact, and its value."))
            return {"name": name, "values": values}
    return _texts(given)


def _list(given: Any) -> list[Any]:
    values = given if isinstance(given, list) else [given]
    return values[:MAX_VALUES]


def _texts(given: Any) -> list[str]:
    texts = [clean_line(str(value), MAX_WORD).strip() for value in _list(given)]
    texts = list(dict.fromkeys(filter(None, texts)))
    if not texts:
        raise ValueError(_("Write at least one word."))
    return texts


def matches(conditions: Conditions, facts: Facts) -> bool:
    """Does the ticket meet them? A field that is gone (an app taken out) meets nothing."""
    results = (_meets(item, facts) for item in conditions["items"])
    if conditions["match"] == "any" and conditions["items"]:
        return any(results)
    return all(results)


def why(conditions: Conditions, facts: Facts) -> list[dict[str, Any]]:
    """The conditions that the ticket meets, for the trace."""
    return [item for item in conditions["items"] if _meets(item, facts)]


def _meets(item: Mapping[str, Any], facts: Facts) -> bool:
    field = get_field(item["field"])
    if field is None:
        return False
    found, op, value = field.read(facts), item["op"], item["value"]
    if field.kind == CHOICE:
        have: Collection[Any] = found if isinstance(found, (set, frozenset)) else {found}
        return bool(set(value) & set(have)) == (op == "any")
    if field.kind == NUMBER:
        return found is not None and (found >= value if op == "min" else found <= value)
    if field.kind == FLAG:
        return bool(found) is value
    if field.kind == PAIR:
        said = fold(found.get(fold(value["name"]), ""))
        return (said in {fold(one) for one in value["values"]}) == (op == "any")
    hits = [_contains(found, one) for one in value]
    return all(hits) if op == "all" else any(hits) == (op == "any")


def _contains(found: Facts | str, wanted: str) -> bool:
    """A single word in any of its forms; several words as they stand, one after the other."""
    if isinstance(found, str):
        return fold(wanted) in fold(found)
    groups = search_groups(wanted)
    if len(groups) == 1 and not any(char.isspace() for char in wanted):
        return bool(found.terms & set(groups[0]))
    return f" {' '.join(fold(wanted).split())} " in found.folded


def as_query(conditions: Conditions) -> Q:
    """The same as SQL over tickets. KeyError for a field that can't be asked this way (see `check(for_views=True)`)."""
    whole = Q()
    for item in conditions["items"]:
        field = get_field(item["field"])
        if field is None or field.query is None:
            raise KeyError(item["field"])
        part = field.query(item["op"], item["value"])
        whole = whole | part if conditions["match"] == "any" else whole & part
    return whole


def describe(item: Mapping[str, Any], seen: dict[str, dict[Any, str]] | None = None) -> str:
    """One condition in words: "channel is E-mail or SMS". `seen` keeps the names of values for the next."""
    field = get_field(item["field"])
    if field is None:
        return _("a condition that no longer exists")
    op, value = str(OPS[field.kind][item["op"]]), item["value"]
    either = f" {pgettext('between values', 'or')} "
    if field.kind == CHOICE:
        seen = {} if seen is None else seen
        if field.name not in seen:
            seen[field.name] = {key: str(label) for key, label in (field.options() if field.options else ())}
        labels = seen[field.name]
        said = either.join(labels.get(key, str(key)) for key in value)
    elif field.kind == FLAG:
        return str(field.label) if value else _("not: %(what)s") % {"what": field.label}
    elif field.kind == NUMBER:
        said = f"{value} {field.unit}".strip()
    elif field.kind == PAIR:
        return f"{value['name']} {op} {either.join(value['values'])}"
    else:
        said = ", ".join(_("“%(words)s”") % {"words": one} for one in value)
    return f"{field.label} {op} {said}"


__all__ = ["WORDS", "BadCondition", "as_query", "check", "describe", "matches", "why"]
