"""Why somebody was given a ticket, or it was taken back: the words for what the event keeps (`how`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

RULES = {
    "round_robin": pgettext_lazy("why assigned", "in turn"),
    "least_busy": pgettext_lazy("why assigned", "least busy"),
    "best_skilled": pgettext_lazy("why assigned", "best skilled"),
    "known": pgettext_lazy("why assigned", "knows the customer"),
    "taken": pgettext_lazy("why assigned", "took the next ticket"),
    "away": gettext_lazy("%(name)s is away"),
}


def say_how(how: Mapping[str, Any]) -> str:
    """ "least busy: 3 of 12", "best skilled (Polish 3, Returns 2): 4 of 12", "Iga Bober is away"; empty for what is unknown."""
    rule = RULES.get(str(how.get("rule", "")))
    if rule is None:
        return ""
    said = str(rule) % {"name": how.get("name", "")} if how.get("rule") == "away" else str(rule)
    if how.get("skills"):
        said += f" ({', '.join(f'{name} {level}' for name, level in how['skills'])})"
    if how.get("waived"):
        said += ", " + _("nobody with the skills needed was free")
    if "load" in how:
        said += ": " + _("%(load)s of %(limit)s") % {"load": how["load"], "limit": how.get("limit", 0)}
    return said
