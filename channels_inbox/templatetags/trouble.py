"""How much waits for a person's decision, for the settings' navigation."""

from __future__ import annotations

from django import template

from channels_inbox.models import Delivery, EventState, InboundEvent
from channels_inbox.quarantine import TROUBLE

register = template.Library()


@register.simple_tag
def trouble_counts() -> dict[str, int]:
    """Two counts over partial indexes that hold nothing else."""
    return {
        "quarantine": InboundEvent.objects.filter(state=EventState.QUARANTINED).count(),
        "deliveries": Delivery.objects.filter(state__in=TROUBLE).count(),
    }
