"""What others read of cases; nothing here writes."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from surveys.models import BY_ITSELF, CaseState, FollowUpCase

OPEN = ~Q(state=CaseState.CLOSED)
# Whoever has left owns nothing any more.
UNOWNED = Q(owner=None) | Q(owner__is_active=False)


def counted() -> QuerySet[FollowUpCase]:
    """The cases that figures know: none about spam, and none that closed by itself because the customer changed the answer."""
    return FollowUpCase.objects.exclude(outcome__in=BY_ITSELF).exclude(answer__invitation__ticket__is_spam=True)
