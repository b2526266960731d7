"""Which dimensions the sums by day tell apart. A question is answered by the coarsest grain that knows all it asks for."""

from __future__ import annotations

from collections.abc import Collection

DIMENSIONS = ("channel", "inbox", "team", "agent", "language", "topic")
# All topics of a ticket as one, so that each ticket counts once: a number made of them, kept in the place of the topic.
SUBJECT = "subject"

# Stored with every row: never give a number to another set. What none of them holds is read from the facts themselves.
GRAINS: dict[int, tuple[str, ...]] = {
    0: (),
    1: ("channel",),
    2: ("channel", "inbox", "team", "language"),
    3: ("team", "agent"),
    4: ("channel", "topic"),
    5: ("channel", "inbox", "team", SUBJECT),
}


def grain_for(asked: Collection[str]) -> int | None:
    """The first grain that tells these apart; None when there is none."""
    return next((number for number, known in GRAINS.items() if set(asked) <= set(known)), None)
