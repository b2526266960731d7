from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "tickets"

    def ready(self) -> None:
        from customers.signals import customers_joined
        from tickets import live
        from tickets.actions import rejoin_customer

        def rejoin(source, target, **kwargs):  # type: ignore[no-untyped-def]
            rejoin_customer(source, target)

        customers_joined.connect(rejoin, weak=False, dispatch_uid="tickets.rejoin")
        live.connect()
