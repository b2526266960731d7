from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_save


class SurveysConfig(AppConfig):
    name = "surveys"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from accounts import audit
        from customers import panels as customer_panels
        from customers.signals import customers_joined
        from surveys import answering, defaults, inviting, panel, ratings, replies, topics, vocabulary, wording
        from surveys.followups import start as followups
        from tickets import hooks, panels, work
        from tickets.events import Kind
        from tickets.models import Tag

        def joined(source: Any, target: Any, **kwargs: Any) -> None:
            answering.move_to(source, target)

        vocabulary.register()
        audit.register("survey", _("Survey"))
        audit.register("survey_settings", _("Surveys"))
        post_migrate.connect(defaults.ensure_default, sender=self, dispatch_uid="surveys.first")
        work.register("surveys", set(inviting.FOLLOWS), inviting.on_event)
        work.register("surveys.ratings", {Kind.AMENDED}, ratings.on_amended)
        if ratings.keep not in hooks.ratings:
            hooks.ratings.append(ratings.keep)
        if replies.claim not in hooks.inbound_claims:
            hooks.inbound_claims.append(replies.claim)
        if wording.without_links not in hooks.private_words:
            hooks.private_words.append(wording.without_links)
        pre_save.connect(topics.on_tag, sender=Tag, dispatch_uid="surveys.topics")
        customers_joined.connect(joined, weak=False, dispatch_uid="surveys.joined")
        followups.register()
        panels.register(panels.Panel("surveys", "surveys/panel.html", panel.context))
        customer_panels.register(
            customer_panels.CustomerPanel("surveys", "surveys/customer_panel.html", panel.customer_context)
        )
