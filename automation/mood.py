"""The mood of a message as a condition of rules; what counts as angry or pleased is in core/mood.py."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from core.mood import MOODS, NEUTRAL, mood_of
from tickets.vocabulary import Facts, Field, register_field
from tickets.vocabulary.fields import CHOICE


def _read(facts: Facts) -> str:
    message = facts.message
    return mood_of(f"{message.subject}\n{message.text}") if message is not None else NEUTRAL


def register() -> None:
    """Called once at start."""
    register_field(Field("mood", _("mood of the message"), CHOICE, _read, lambda: MOODS))
