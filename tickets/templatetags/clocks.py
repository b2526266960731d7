"""The clocks of a ticket as chips: what is left of each, whether it runs, stands still or was missed."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext_lazy

from tickets import sla
from tickets.durations import write_duration
from tickets.models import Ticket

register = template.Library()

SHORT = {
    sla.FIRST: gettext_lazy("Answer"),
    sla.NEXT: gettext_lazy("Next answer"),
    sla.RESOLUTION: gettext_lazy("Resolution"),
}


@register.inclusion_tag("tickets/_clocks.html")
def clock_chips(ticket: Ticket) -> dict[str, Any]:
    """Those that run or stand still, while the ticket isn't resolved, and those that stopped too late."""
    found = [clock for clock in sla.clocks(ticket) if clock.state == "missed" or ticket.is_unresolved]
    return {
        "clocks": [
            {
                "label": SHORT[clock.name],
                "state": clock.state,
                "due_at": clock.due_at,
                "left": time_left(clock.left_s),
                "late": time_left((clock.stopped_at - clock.due_at).total_seconds())
                if clock.stopped_at and clock.due_at
                else "",
                "is_over": clock.stopped_at is not None,
            }
            for clock in found
            if clock.state != "met"
        ]
    }


def time_left(seconds: float) -> str:
    """As people say it: "3 h 20 min", and "45 s" where a chat's first answer is counted in them."""
    if seconds < 120:
        return f"{max(1, round(seconds))} s"
    return write_duration(round(seconds / 60))
