"""The tabs that stand above every report, what a chart is marked with, and survey scores in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports import day_notes, over_time
from reports.charts.drawings import Drawing
from reports.comparing import Cell
from reports.pages import PAGES
from reports.period import firm_zone
from surveys import scores
from surveys.models import SurveyAnswer

register = template.Library()


@register.simple_tag
def figure_cell(cell: Cell) -> SafeString:
    """A figure in a long table, with the way to its tickets. No template of its own: a year of figures has a thousand of these."""
    css = "num few-cell" if cell.row.few else "num"
    if cell.row.link and cell.row.value is not None:
        return format_html(
            '<td class="{}"><a href="{}" data-n="{}">{}</a></td>', css, cell.row.link, cell.row.n, cell.text
        )
    return format_html('<td class="{}">{}</td>', css, cell.text)


@register.filter
def score_mood(answer: SurveyAnswer) -> str:
    """The colour of a score's chip: good, bad or, between them, warn."""
    if scores.is_happy(answer.kind, answer.score):
        return "good"
    return "bad" if scores.is_unhappy(answer.kind, answer.score) else "warn"


@register.inclusion_tag("reports/charts/_notes.html", takes_context=True)
def chart_notes(context: dict[str, Any], drawing: Drawing) -> dict[str, Any]:
    """The annotations of the page's period (Frame.context) on a chart whose places are that period's days; none on others."""
    period, noted = context.get("period"), context.get("annotations")
    if period is None or not noted or list(drawing.names) != over_time.labels(period):
        return {"notes": []}
    notes = []
    for bucket, those in day_notes.by_bucket(noted).items():
        says = "; ".join(f"{date_format(one.annotation.day, 'j E')}: {one.annotation.text}" for one in those)
        first = those[0].number
        numbers = str(first) if len(those) == 1 else f"{first}+"
        notes.append((drawing.place(bucket), numbers, says, first))
    return {"notes": notes}


@register.filter
def firm_time(moment: datetime) -> str:
    """Day and time by the firm's clock."""
    return date_format(moment.astimezone(firm_zone()).replace(tzinfo=None), "j E Y, H:i")


@register.inclusion_tag("reports/_tabs.html", takes_context=True)
def report_tabs(context: dict[str, Any], here: str = "") -> dict[str, Any]:
    """`here` is the key of the page that is open (reports/pages.py). Agents have no tabs: *Now* is all they see."""
    return {"pages": PAGES, "here": here, "user": context["user"]}
