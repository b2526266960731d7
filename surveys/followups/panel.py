"""What other pages show of cases: the box on the ticket, the number in the rail."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from surveys.followups.access import visible_cases
from surveys.followups.queries import OPEN, todo
from surveys.models import FollowUpCase
from surveys.panel import said
from tickets.models import Ticket

SHOWN = 3


def context(ticket: Ticket) -> dict[str, Any] | None:
    """The ticket's open cases, the most pressing first; None when there are none. Closed ones stand beside their answers."""
    going_on = FollowUpCase.objects.filter(OPEN, answer__invitation__ticket=ticket)
    rows = going_on.select_related("answer__invitation__survey", "owner").order_by("due_at", "pk")[:SHOWN]
    cases = [{"case": case, "said": said(case.answer)} for case in rows]
    return {"cases": cases} if cases else None


def count(agent: User) -> int:
    """What waits for them: as many as the worklist opens with."""
    return visible_cases(agent).filter(todo(agent)).count()
