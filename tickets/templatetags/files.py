"""Addresses of a message's files, each behind the one door."""

from __future__ import annotations

from django import template
from django.urls import reverse

from tickets.models import Attachment
from tickets.templatetags.inbox import attachment_url

register = template.Library()


@register.simple_tag
def thumbnail_url(attachment: Attachment) -> str:
    """The small picture; the picture itself while there is none."""
    if attachment.thumbnail:
        return reverse("attachment-thumbnail", args=[attachment.public_id])
    return attachment_url(attachment, inline=True)
