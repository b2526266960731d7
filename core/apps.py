from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The bottom layer: knows nothing of tickets, customers or agents."""

    name = "core"
