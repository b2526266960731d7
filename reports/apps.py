from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from typing import Any

        from django.db.models.signals import post_delete, post_save

        from reports.facts import keep, said
        from reports.models import DirtyDay, Fact
        from surveys.models import SurveyAnswer, SurveyInvitation
        from tickets import work

        def forgotten(instance: Fact, **kwargs: Any) -> None:
            DirtyDay.mark({instance.day})

        work.register("reports", {kind.value for kind in keep.LISTENS}, keep.on_event)
        # A ticket that is erased takes its facts along.
        post_delete.connect(forgotten, sender=Fact, weak=False, dispatch_uid="reports.forgotten")
        for model, heard in ((SurveyAnswer, said.on_answer), (SurveyInvitation, said.on_invitation)):
            for signal in (post_save, post_delete):
                signal.connect(heard, sender=model, dispatch_uid=f"reports.{heard.__name__}")
