"""Lines that apps above put under a ticket's header."""

from __future__ import annotations

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from tickets import panels
from tickets.models import Ticket

register = template.Library()


@register.simple_tag
def header_lines(ticket: Ticket) -> SafeString:
    """Templates of our own apps, escaped when they are rendered."""
    found = panels.lines_for(ticket)
    return format_html_join(
        "", "{}", ((mark_safe(render_to_string(line.template, context)),) for line, context in found)
    )
