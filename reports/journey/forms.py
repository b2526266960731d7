"""The limits as a form, in units that people think in: minutes, percent, points."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext as _

from reports.comparing import title
from reports.figures import FIGURES, Unit
from reports.journey.map import TOUCHPOINTS, USUAL, Limits, better
from surveys.models import Kind

# figure's unit -> (how many of it make one of the form's, the least and the most in the form's)
MINUTE = 60.0
YEAR = 366 * 24 * 60.0


def scale(name: str) -> tuple[float, float, float]:
    """How many of the figure's own unit make one of the form's, and the least and the most that can be typed."""
    if name in FIGURES:
        return (MINUTE, 0.0, YEAR) if FIGURES[name].unit == Unit.SECONDS else (0.01, 0.0, 100.0)
    return {Kind.CSAT: (0.01, 0.0, 100.0), Kind.CES: (1.0, 1.0, 7.0), Kind.NPS: (1.0, -100.0, 100.0)}[Kind(name)]


def unit(name: str) -> str:
    if name in FIGURES and FIGURES[name].unit == Unit.SECONDS:
        return _("minutes")
    if name == Kind.NPS:
        return _("points")
    return _("from 1 to 7") if name == Kind.CES else "%"


class ThresholdsForm(forms.Form):
    """Two fields a figure: green_NAME and red_NAME."""

    def __init__(self, data: Any, now: dict[str, Limits]) -> None:
        super().__init__(data)
        for name, one in now.items():
            times, least, most = scale(name)
            for side, value in (("green", one.green), ("red", one.red)):
                self.fields[f"{side}_{name}"] = forms.FloatField(
                    label=title(name),
                    min_value=least,
                    max_value=most,
                    initial=f"{round(value / times, 4):g}",
                    widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
                )

    @property
    def groups(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        """(touchpoint, its figures with both fields), for the template."""
        return [
            (
                point,
                [
                    {
                        "title": title(name),
                        "unit": unit(name),
                        "up": better(name) > 0,
                        "green": self[f"green_{name}"],
                        "red": self[f"red_{name}"],
                        "usual": [
                            localize(float(f"{one / scale(name)[0]:.4g}")).removesuffix(".0").removesuffix(",0")
                            for one in (USUAL[name].green, USUAL[name].red)
                        ],
                    }
                    for name in point.figures
                ],
            )
            for point in TOUCHPOINTS
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in USUAL:
            green, red = given.get(f"green_{name}"), given.get(f"red_{name}")
            if green is None or red is None or (green - red) * better(name) >= 0:
                continue
            says = (
                _("Red can't begin above where green does.")
                if better(name) > 0
                else _("Red can't begin below where green ends.")
            )
            self.add_error(f"red_{name}", says)
        return given

    def wanted(self) -> dict[str, Limits]:
        """What was typed, in the figures' own units."""
        return {
            name: Limits(*(round(self.cleaned_data[f"{side}_{name}"] * scale(name)[0], 6) for side in ("green", "red")))
            for name in USUAL
        }
