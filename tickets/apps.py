from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TicketsConfig(AppConfig):
    name = "tickets"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from accounts import audit
        from accounts.signals import agent_left
        from customers.signals import customers_joined
        from tickets import customer_side, live, policy, work
        from tickets.actions import offer_back, rejoin_customer
        from tickets.notices import usual

        def rejoin(source, target, **kwargs):
            rejoin_customer(source, target)

        def hand_over(user, by, **kwargs):
            offer_back(user, by)

        customers_joined.connect(rejoin, weak=False, dispatch_uid="tickets.rejoin")
        agent_left.connect(hand_over, weak=False, dispatch_uid="tickets.hand_over")
        post_migrate.connect(policy.ensure_default, sender=self, dispatch_uid="tickets.policy")
        audit.register("sla_policy", _("SLA policy"))
        audit.register("calendar", _("Working hours"))
        audit.register("macro", _("Macro"))
        audit.register("saved_view", _("Saved view"))
        work.register("notices", usual.LISTENS, usual.on_event)
        customer_side.connect()
        live.connect()
