from __future__ import annotations

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "automation"

    def ready(self) -> None:
        from automation import engine
        from tickets import work

        work.register("automation", engine.LISTENS, engine.on_event)
