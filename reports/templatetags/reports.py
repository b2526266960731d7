"""Figures as words, and the tabs that stand above every report."""

from __future__ import annotations

from typing import Any

from django import template

from reports import service
from reports.pages import PAGES

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """0.864 as "86 %"; a dash for None."""
    return service.percent(share)


@register.inclusion_tag("reports/_tabs.html", takes_context=True)
def report_tabs(context: dict[str, Any], here: str = "") -> dict[str, Any]:
    """`here` is the key of the page that is open (reports/pages.py). Agents have no tabs: *Now* is all they see."""
    return {"pages": PAGES, "here": here, "user": context["user"]}
