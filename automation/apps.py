from __future__ import annotations

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "automation"

    def ready(self) -> None:
        from django.db.models.signals import post_save
        from django.utils.translation import gettext_lazy as _

        from accounts import audit
        from accounts.signals import availability_changed
        from automation import assignment, assignment_effects, engine, mood, notify, time_rules, timers
        from automation.incidents import start as incidents
        from automation.learning import register as register_learning
        from automation.models import Rule
        from tickets import hooks, work
        from tickets.models import Calendar

        work.register("automation", engine.LISTENS, engine.on_event)
        work.register("assignment", assignment.LISTENS, assignment.on_event)
        assignment_effects.register()
        availability_changed.connect(assignment.hint, dispatch_uid="automation.assignment")
        notify.register()
        hooks.deadlines_moved.append(timers.follow)
        post_save.connect(time_rules.rule_saved, sender=Rule)
        post_save.connect(time_rules.calendar_saved, sender=Calendar)
        register_learning()
        mood.register()
        incidents.register()
        audit.register("rule", _("Rule"))
        audit.register("escalation", _("Escalation steps"))
        audit.register("assignment", _("Assignment"))
        audit.register("skill", _("Skill"))
        audit.register("agent_skills", _("Skills of"))
        audit.register("capacity", _("Capacity"))
