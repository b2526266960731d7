from __future__ import annotations

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from typing import Any

        from django.db.models.signals import post_delete, post_save
        from django.utils.translation import gettext_lazy as _

        from accounts import audit
        from reports import day_notes
        from reports.facts import keep, said
        from reports.journey import thresholds
        from reports.mailing import content
        from reports.models import DirtyDay, Fact
        from surveys.models import SurveyAnswer, SurveyInvitation
        from tickets import hooks, work

        def forgotten(instance: Fact, **kwargs: Any) -> None:
            DirtyDay.mark({instance.day})

        if content.without_stops not in hooks.private_words:
            hooks.private_words.append(content.without_stops)
        audit.register(day_notes.WHAT, _("Note on a day of the reports"))
        work.register("reports", {kind.value for kind in keep.LISTENS}, keep.on_event)
        audit.register(thresholds.AUDITED, _("Green and red in the journey"))
        # A ticket that is erased takes its facts along.
        post_delete.connect(forgotten, sender=Fact, weak=False, dispatch_uid="reports.forgotten")
        for model, heard in ((SurveyAnswer, said.on_answer), (SurveyInvitation, said.on_invitation)):
            for signal in (post_save, post_delete):
                signal.connect(heard, sender=model, dispatch_uid=f"reports.{heard.__name__}")
        audit.register("reality", _("Reality check"))
        audit.register("scheduled_report", _("Report by mail"))
