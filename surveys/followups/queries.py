"""What others read of cases; nothing here writes."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from surveys.models import BY_ITSELF, CaseState, FollowUpCase

OPEN = ~Q(state=CaseState.CLOSED)
# Whoever has left owns nothing any more.
UNOWNED = Q(owner=None) | Q(owner__is_active=False)


def todo(agent: User) -> Q:
    """What waits for this person: open cases of theirs; managers also see to those that nobody has."""
    return OPEN & (Q(owner=agent) | UNOWNED if agent.sees_everything else Q(owner=agent))


def counted() -> QuerySet[FollowUpCase]:
    """The cases that figures know: none about spam, and none that closed by itself because the customer changed the answer."""
    return FollowUpCase.objects.exclude(outcome__in=BY_ITSELF).exclude(answer__invitation__ticket__is_spam=True)
