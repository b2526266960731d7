"""The one vocabulary of conditions and effects: routing, automation, SLA policies, macros and views all speak it.

A condition is `{"field", "op", "value"}`, a set of them `{"match": "all" | "any", "items": [...]}`; an effect is
`{"effect", "value"}`. Both are JSON, checked when they are saved and read as sentences on the pages.
"""

from tickets.vocabulary.conditions import BadCondition, as_query, check, describe, matches, why
from tickets.vocabulary.effects import (
    BadEffect,
    Done,
    Effect,
    all_effects,
    apply_effects,
    check_effects,
    describe_effect,
    register_effect,
)
from tickets.vocabulary.facts import Facts
from tickets.vocabulary.fields import Field, all_fields, get_field, register_field

__all__ = [
    "BadCondition",
    "BadEffect",
    "Done",
    "Effect",
    "Facts",
    "Field",
    "all_effects",
    "all_fields",
    "apply_effects",
    "as_query",
    "check",
    "check_effects",
    "describe",
    "describe_effect",
    "get_field",
    "matches",
    "register_effect",
    "register_field",
    "why",
]
