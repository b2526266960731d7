"""What to do next about a touchpoint: one sentence by rule, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports import links
from reports.consistency.measured import MEASURED
from reports.figures.satisfaction import KINDS
from reports.journey.findings import Journey, Lane, Station
from reports.journey.map import Colour

# Where most of it comes from, by the figure that is worst.
FROM: dict[str, str | Promise] = {
    "first_contact": gettext_lazy("Most that one contact didn't settle came by this channel: %(channel)s."),
    "first_response": gettext_lazy("People wait longest for a first answer on this channel: %(channel)s."),
    "sla_first_response": gettext_lazy("Most first answers that were late are on this channel: %(channel)s."),
    "ces": gettext_lazy("It is hardest for customers on this channel: %(channel)s."),
    "repeated": gettext_lazy("Most who had to repeat themselves wrote by this channel: %(channel)s."),
    "transferred": gettext_lazy("Most that was passed on came by this channel: %(channel)s."),
    "next_response": gettext_lazy("People wait longest between answers on this channel: %(channel)s."),
    "csat": gettext_lazy("Most answers that aren't happy come from this channel: %(channel)s."),
    "sla_resolution": gettext_lazy("Most that was resolved too late came by this channel: %(channel)s."),
    "reopen_rate": gettext_lazy("Most that came back is of this channel: %(channel)s."),
    "nps": gettext_lazy("Most who wouldn't recommend us are of this channel: %(channel)s."),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """`says` what is known, `do` what to do about it, at `href`."""

    says: str
    do: str
    href: str


def advise(journey: Journey, station: Station) -> Advice:
    worst = station.worst
    if station.colour == Colour.GREY:
        return _few(journey, station)
    behind = links.tickets(f"figure:{worst.name}", journey.scope, journey.period)
    if station.colour == Colour.GREEN:
        return Advice(_("It holds."), _("See how it was"), behind)
    lane = journey.worst_lane(worst.name)
    if lane is None:
        return Advice(_("Read what lies behind it, the latest first."), _("Open the tickets"), behind)
    says = str(FROM[worst.name]) % {"channel": lane.label}
    if worst.name in MEASURED:
        return Advice(says, _("Look at Consistency"), _consistency(journey, worst.name, lane))
    there = links.tickets(f"figure:{worst.name}", journey.narrowed(lane.channel), journey.period)
    return Advice(says, _("Open its tickets"), there)


def _few(journey: Journey, station: Station) -> Advice:
    if all(one.name in KINDS for one in station.measured):
        return Advice(_("Too few answers to judge."), _("Ask more customers"), reverse("survey-settings"))
    longer = urlencode({"days": 90, **journey.scope.params()})
    return Advice(_("Too few tickets to judge."), _("Look at a longer time"), f"{reverse('report-journey')}?{longer}")


def _consistency(journey: Journey, name: str, lane: Lane) -> str:
    query = {**links.span(journey.period), **journey.narrowed(lane.channel).params(), "figure": name}
    return f"{reverse('report-consistency')}?{urlencode(query)}"
