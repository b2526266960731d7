"""What the ticket page shows of its surveys."""

from __future__ import annotations

from typing import Any

from surveys.faces import FACES
from surveys.models import SurveyInvitation
from tickets.models import Ticket

SHOWN = 5


def context(ticket: Ticket) -> dict[str, Any] | None:
    """The ticket's latest surveys with their answers in one query; None when there are none."""
    found = SurveyInvitation.objects.filter(ticket=ticket).select_related("answer", "agent")
    rows: list[dict[str, Any]] = []
    for survey in found.order_by("-resolution_cycle")[:SHOWN]:
        given = getattr(survey, "answer", None)
        rows.append({"survey": survey, "answer": given, "face": FACES[given.score - 1] if given else None})
    return {"surveys": rows} if rows else None
