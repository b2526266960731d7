"""What admins must do before an inbox can send again: a banner on every page of theirs."""

from __future__ import annotations

from typing import Any

from django import template

from channels_inbox.models import Connection

register = template.Library()

SHOWN = 3


@register.inclusion_tag("channels_inbox/_attention.html", takes_context=True)
def attention_banner(context: dict[str, Any]) -> dict[str, Any]:
    """One query over the inboxes in use, for admins only."""
    user = context.get("user")
    if not getattr(user, "is_authenticated", False) or not getattr(user, "is_admin", False):
        return {"troubles": []}
    rows = Connection.objects.filter(inbox__is_active=True).exclude(attention="").order_by("inbox__name", "pk")
    troubles = list(rows.values("attention", "inbox_id", "inbox__name", "inbox__channel"))
    return {"troubles": troubles[:SHOWN], "more": max(0, len(troubles) - SHOWN)}
