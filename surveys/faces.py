"""The five faces in words: what a screen reader says and what stands under the drawing."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

MOUTHS = {
    1: "M8 16.2c2-3 6-3 8 0",
    2: "M8 15.5c2-1.6 6-1.6 8 0",
    3: "M8 15h8",
    4: "M8 14.5c2 1.9 6 1.9 8 0",
    5: "M8 13.6c1 4 7 4 8 0z",
}


# For channels that draw nothing of their own.
EMOJI = {1: "😠", 2: "😞", 3: "😐", 4: "😊", 5: "😀"}


@dataclass(frozen=True, slots=True)
class Face:
    """`mouth` is the SVG path in a 24 by 24 box, under the eyes."""

    score: int
    label: str | Promise
    mouth: str


FACES = [
    Face(1, pgettext_lazy("survey face", "Very bad"), MOUTHS[1]),
    Face(2, pgettext_lazy("survey face", "Bad"), MOUTHS[2]),
    Face(3, pgettext_lazy("survey face", "So-so"), MOUTHS[3]),
    Face(4, pgettext_lazy("survey face", "Good"), MOUTHS[4]),
    Face(5, pgettext_lazy("survey face", "Very good"), MOUTHS[5]),
]
