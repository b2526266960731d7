"""The touchpoints in the order in which customers meet them, and by which figures each is judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.figures import FIGURES

HOUR = 3600.0


class Colour(StrEnum):
    """From the worst on. GREY: too few to judge."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Limits:
    """In the figure's own unit. Where more is better green is the higher one, else the lower."""

    green: float
    red: float

    def colour(self, value: float, better: int) -> Colour:
        if (value - self.green) * better >= 0:
            return Colour.GREEN
        return Colour.RED if (value - self.red) * better < 0 else Colour.AMBER


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """`icon` is lucide's; `figures` are those it is judged by, the worst of them gives its colour."""

    key: str
    title: str | Promise
    about: str | Promise
    icon: str
    figures: tuple[str, ...]


TOUCHPOINTS = (
    Touchpoint(
        "contact", _("Getting in touch"), _("One contact is enough."), "hand", ("first_contact",),
    ),
    Touchpoint(
        "waiting", _("Waiting for the first answer"), _("It comes soon, and as soon as promised."), "hourglass",
        ("first_response", "sla_first_response"),
    ),
    Touchpoint(
        "talk", _("The conversation"), _("Nobody repeats themselves, is passed around or has a hard time."),
        "messages-square", ("ces", "repeated", "transferred", "next_response"),
    ),
    Touchpoint(
        "resolution", _("The resolution"), _("People are satisfied, and it is done when promised."), "circle-check",
        ("csat", "sla_resolution"),
    ),
    Touchpoint("after", _("Afterwards"), _("What is resolved stays resolved."), "rotate-ccw", ("reopen_rate",)),
    Touchpoint("relation", _("The relation"), _("They would recommend us."), "heart", ("nps",)),
)  # fmt: skip
USUAL = {
    "first_contact": Limits(0.7, 0.5),
    "first_response": Limits(HOUR, 4 * HOUR),
    "sla_first_response": Limits(0.9, 0.75),
    "ces": Limits(5.5, 4.5),
    "repeated": Limits(0.05, 0.15),
    "transferred": Limits(0.15, 0.3),
    "next_response": Limits(HOUR, 4 * HOUR),
    "csat": Limits(0.85, 0.7),
    "sla_resolution": Limits(0.9, 0.75),
    "reopen_rate": Limits(0.05, 0.15),
    "nps": Limits(30.0, 0.0),
}


def better(name: str) -> int:
    """The direction that is good for customers: satisfaction goes up."""
    return FIGURES[name].better if name in FIGURES else 1
