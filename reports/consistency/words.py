"""Differences in the words of whoever runs the place."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.units import percent
from reports.comparing import show
from reports.consistency.compare import Comparison, Verdict
from reports.consistency.measured import MEASURED, Scale

CHIPS = {
    Verdict.WORSE: ("bad", gettext_lazy("certainly worse")),
    Verdict.BETTER: ("good", gettext_lazy("certainly better")),
    Verdict.SMALL: ("", gettext_lazy("certain, but small")),
    Verdict.OPEN: ("", gettext_lazy("no difference shown")),
    Verdict.FEW: ("few", gettext_lazy("too few to judge")),
}
# What it means for people when a channel does worse.
HARM = {
    "first_response": gettext_lazy("The first answer takes %(gap)s: %(ours)s against %(others)s"),
    "resolution": gettext_lazy("Until it is resolved it takes %(gap)s: %(ours)s against %(others)s"),
    "reopen_rate": gettext_lazy("More has to be reopened: %(ours)s against %(others)s, %(gap)s"),
    "first_contact": gettext_lazy("Less is settled at the first contact: %(ours)s against %(others)s, %(gap)s"),
    "repeated": gettext_lazy("More customers have to repeat themselves: %(ours)s against %(others)s, %(gap)s"),
    "csat": gettext_lazy("Fewer are satisfied: CSAT %(ours)s against %(others)s, %(gap)s"),
    "ces": gettext_lazy("It is harder for customers: CES %(ours)s against %(others)s, %(gap)s"),
    "nps": gettext_lazy("Fewer would recommend us: NPS %(ours)s against %(others)s, %(gap)s"),
}


def value(name: str, number: float | None) -> str:
    return "–" if number is None else show(name, number)


def chip(verdict: Verdict) -> tuple[str, str]:
    """(css, words)"""
    css, says = CHIPS[verdict]
    return css, str(says)


def gap(one: Comparison) -> str:
    """How far apart, so that anybody can see it: "7 times as long", "14 points less"."""
    if one.ours is None or one.others is None:
        return ""
    scale, more = MEASURED[one.name].scale, one.ours > one.others
    if scale == Scale.TIME:
        return _longer(one.ours, one.others) if more else _shorter(one.ours, one.others)
    if scale == Scale.SCORE:
        by = number_format(abs(one.ours - one.others), 1)
        return _("%(by)s more") % {"by": by} if more else _("%(by)s less") % {"by": by}
    points = round(abs(one.ours - one.others) * (1 if scale == Scale.POINTS else 100))
    if more:
        return ngettext("%(n)s point more", "%(n)s points more", points) % {"n": points}
    return ngettext("%(n)s point less", "%(n)s points less", points) % {"n": points}


def _longer(ours: float, others: float) -> str:
    times = ours / max(1.0, others)
    if times < 2:
        return _("%(by)s longer") % {"by": percent(round(100 * (times - 1)))}
    return _("%(times)s times as long") % {"times": _times(times)}


def _shorter(ours: float, others: float) -> str:
    times = others / max(1.0, ours)
    if times < 2:
        return _("%(by)s less time") % {"by": percent(round(100 * (1 - ours / max(1.0, others))))}
    return _("%(times)s times as fast") % {"times": _times(times)}


def _times(times: float) -> str:
    """Halves up to five, then whole."""
    rounded = round(2 * times) / 2 if times < 5 else round(times)
    return number_format(rounded, 0 if rounded == round(rounded) else 1)


def harm(one: Comparison) -> str:
    """One sentence on what is worse."""
    return str(HARM[one.name]) % {
        "gap": gap(one),
        "ours": value(one.name, one.ours),
        "others": value(one.name, one.others),
    }
