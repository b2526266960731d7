"""Pieces of a message beside its words: signs under it, earlier versions, files that can be heard or seen."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString, mark_safe

from core.filetypes import FILMS, SOUNDS, may_harm
from tickets import mentions
from tickets.models import Attachment, Message

register = template.Library()


@register.filter
def reaction_counts(message: Message) -> list[tuple[str, int]]:
    """Each sign under the message with how many gave it, the most given first."""
    return Counter(message.envelope.get("reactions", {}).values()).most_common()


@register.filter
def moment(text: Any) -> datetime | None:
    """A time that was kept as ISO text; None for what isn't one."""
    try:
        return parse_datetime(str(text or ""))
    except ValueError:
        return None


@register.filter
def is_sound(attachment: Attachment) -> bool:
    """Does every browser play it?"""
    return attachment.content_type in SOUNDS


@register.filter
def is_film(attachment: Attachment) -> bool:
    return attachment.content_type in FILMS


@register.filter
def is_risky(attachment: Attachment) -> bool:
    """Would a double click run it?"""
    return may_harm(attachment.name)


@register.filter
def with_mentions(html: SafeString, message: Message) -> SafeString:
    """Sanitised HTML with the colleagues mentioned in it marked."""
    return mark_safe(mentions.mark(html, message.envelope.get("mentions", [])))
