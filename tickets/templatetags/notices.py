"""Notifications on pages."""

from __future__ import annotations

from django import template

from accounts.models import User
from tickets import notices
from tickets.models import Notification
from tickets.notices import kinds

register = template.Library()


@register.filter
def notice_text(row: Notification) -> str:
    return notices.say(row)


@register.filter
def notice_icon(row: Notification) -> str:
    return kinds.get(row.kind).icon


@register.simple_tag
def unread_notices(user: User) -> int:
    return notices.unread_count(user)
