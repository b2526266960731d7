"""Cases for unhappy answers from before there were cases; asked for by `bin/manage open_follow_ups`.

Nobody is given old work unasked: an upgrade opens none by itself, since a house may have dealt with those answers in its own
way, and a worklist that starts with a month of old ones hides what is new. Who wants them says so; deadlines count from then.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from core import sweeps
from surveys import scores
from surveys.followups import opening
from surveys.models import SurveyAnswer

SWEEP = "follow-ups: of before"
BATCH = 200


def without_case(days: int) -> QuerySet[SurveyAnswer]:
    """Unhappy answers of the last days that have none. A second question's answer belongs to the case of the first; on spam
    nothing is opened."""
    since = timezone.now() - timedelta(days=days)
    found = SurveyAnswer.objects.filter(scores.unhappy_q(), case=None, answered_at__gt=since)
    found = found.filter(invitation__second_of=None).exclude(invitation__ticket__is_spam=True)
    return found.select_related("invitation").order_by("pk")


def open_missing(days: int = opening.TOO_OLD.days) -> int:
    """Open their cases, each in a transaction of its own; how many. Stopped in the middle or run twice, each answer still has
    one case. One that breaks is logged and left for the next run."""
    opened, after = 0, 0
    while numbers := list(without_case(days).filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        opened += sweeps.each(SWEEP, numbers, _open)
        after = numbers[-1]
    return opened


def _open(pk: int) -> bool:
    given = SurveyAnswer.objects.select_related("invitation").filter(pk=pk, case=None).first()
    return given is not None and opening.open_case(given) is not None
