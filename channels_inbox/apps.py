from django.apps import AppConfig


class ChannelsInboxConfig(AppConfig):
    name = "channels_inbox"

    def ready(self) -> None:
        from channels_inbox import deliver, registry, routes, ways_in
        from tickets import hooks

        registry.register_channels()
        registry.start_channels()
        hooks.queue_delivery = deliver.queue
        hooks.reply_routes = routes.reply_routes
        hooks.start_templates = routes.start_templates
        hooks.ways_in = ways_in.ways_in
