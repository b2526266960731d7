"""Figures as words."""

from __future__ import annotations

from django import template

from reports import service

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """0.864 as "86 %"; a dash for None."""
    return service.percent(share)
