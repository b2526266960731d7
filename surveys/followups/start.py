"""What follow-up cases tell the apps below, once at start."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from surveys import hooks
from surveys.followups import opening, panel, telling, ticket_events
from tickets import panels, work
from tickets.notices import kinds


def register() -> None:
    """Called by the app's config."""
    if opening.on_answered not in hooks.answered:
        hooks.answered.append(opening.on_answered)
    work.register("follow_ups", ticket_events.LISTENS, ticket_events.on_event)
    kinds.register(telling.KIND)
    panels.register(panels.Panel("follow-ups", "surveys/followups/_panel.html", panel.context))
    panels.register_rail_link(panels.RailLink(_("Follow-ups"), "/follow-ups/", "frown", panel.count))
