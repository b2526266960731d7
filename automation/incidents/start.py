"""What incidents tell the apps below, once at start."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import audit
from automation.incidents import banners, panel, similar
from tickets import hooks, panels, work


def register() -> None:
    """Called by the app's config."""
    work.register("incidents", similar.LISTENS, similar.on_created)
    if banners.notices not in hooks.notices:
        hooks.notices.append(banners.notices)
    hooks.search_filters["incident"] = panel.search_filter
    panels.register(panels.Panel("incidents", "automation/incidents/_panel.html", panel.context))
    panels.register_card(panels.ListCard("incidents", "automation/incidents/_cards.html", panel.cards))
    panels.register_rail_link(panels.RailLink(_("Incidents"), "/incidents/", "flame", panel.open_count))
    audit.register("incident", _("Incident"))
    audit.register("incident_settings", _("When an incident is suggested"))
