"""What the ticket's and the customer's pages show of surveys."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from accounts.models import User
from customers.models import Customer
from surveys.choices import in_words
from surveys.models import SurveyAnswer, SurveyInvitation
from surveys.scores import SHORT, Kind
from tickets import channel_info
from tickets.access import visible_tickets
from tickets.models import Ticket

SHOWN = 5


def context(ticket: Ticket) -> dict[str, Any] | None:
    """The ticket's latest surveys with their answers in one query; None when there are none."""
    found = SurveyInvitation.objects.filter(ticket=ticket).select_related(
        "answer__invitation__survey", "answer__case", "agent", "survey"
    )
    rows: list[dict[str, Any]] = []
    for one in found.order_by("-pk")[:SHOWN]:
        given = getattr(one, "answer", None)
        shown = {"said": said(given), "case": getattr(given, "case", None)} if given else {}
        rows.append({"survey": one, "scale": SHORT[Kind(one.kind)], **shown})
    return {"surveys": rows} if rows else None


def said(given: SurveyAnswer) -> dict[str, Any]:
    """An answer for agents: its chip, its words, the reasons that were ticked."""
    survey, language = given.invitation.survey, get_language() or settings.LANGUAGE_CODE
    return {
        "answer": given,
        "label": in_words(given.kind, given.score),
        "short": SHORT[Kind(given.kind)],
        "via": _channel(given.via),
        "reasons": [survey.reason_label(key, language) for key in given.reasons] if survey else [],
    }


def _channel(via: str) -> Any:
    """The name of the channel that it came back by; nothing for the page."""
    return next((info.name for info in channel_info.all_channels() if info.kind == via), "")


def customer_context(customer: Customer, agent: User) -> dict[str, Any] | None:
    """The customer's latest answers on tickets that this agent may see; None when there are none."""
    found = (
        SurveyAnswer.objects.filter(invitation__customer=customer, invitation__ticket__in=visible_tickets(agent))
        .select_related("invitation__ticket", "invitation__survey")
        .order_by("-answered_at", "-pk")[:SHOWN]
    )
    rows = [said(given) | {"ticket": given.invitation.ticket} for given in found]
    return {"answers": rows} if rows else None
