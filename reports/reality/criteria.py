"""What the scores of each criterion mean, in words, so that two reviewers mean the same by a 3."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models.reality import Criterion

LOWEST, HIGHEST = 1, 5

# Criterion → (the question, what 1 means, what 3 means, what 5 means).
ANCHORS: dict[str, tuple[str | Promise, str | Promise, str | Promise, str | Promise]] = {
    Criterion.TONE: (
        _("How did we speak to the customer?"),
        _("Cold, curt or blaming"),
        _("Polite, but by rote"),
        _("Warm and personal; the mood was met"),
    ),
    Criterion.CORRECTNESS: (
        _("Was what we said right?"),
        _("Wrong or misleading in what matters"),
        _("Right in the main, with a slip"),
        _("Right in everything"),
    ),
    Criterion.COMPLETENESS: (
        _("Was everything answered?"),
        _("The question stayed open"),
        _("Answered; the next question could be foreseen"),
        _("All of it, and what would have come next"),
    ),
    Criterion.EFFORT: (
        _("How easy did we make it for the customer?"),
        _("They had to repeat, wait or ask again"),
        _("One detour"),
        _("One message, and done"),
    ),
    Criterion.BRAND_VOICE: (
        _("Did it sound like us?"),
        _("Could be anybody's, or against our style"),
        _("Ours in parts"),
        _("Ours from greeting to goodbye"),
    ),
}
