"""The one door to follow-up cases: whoever may see the ticket; those without a ticket are the managers' alone."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from accounts.access import who_sees_everything
from accounts.models import User
from surveys.models import FollowUpCase
from tickets.access import visible_tickets, who_may_see
from tickets.models import Ticket


def visible_cases(agent: User) -> QuerySet[FollowUpCase]:
    cases = FollowUpCase.objects.all()
    if agent.sees_everything:
        return cases
    return cases.filter(answer__invitation__ticket__in=visible_tickets(agent))


def get_case_for(agent: User, pk: int) -> FollowUpCase:
    """The case with what its page shows. Raises Http404 when it isn't there or isn't theirs."""
    found = visible_cases(agent).select_related(
        "answer__invitation__survey",
        "answer__invitation__customer",
        "answer__invitation__agent",
        "answer__invitation__ticket__customer",
        "answer__invitation__ticket__team",
        "answer__invitation__ticket__assignee",
        "owner",
        "closed_by",
    )
    case = found.filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def who_may_own(ticket: Ticket | None) -> QuerySet[User]:
    """The active people who may have the case of an answer about this ticket."""
    if ticket is not None:
        return who_may_see(ticket)
    return who_sees_everything()
