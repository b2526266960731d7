from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from channels_inbox import registry
from channels_inbox.views import deliveries, hide, hooks, inboxes, media, quarantine, start

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(prefix, include(module)) for prefix, module in registry.pages()),
    path("hooks/<slug:kind>/<str:public_id>/", hooks.hook, name="hook"),
    path("media/<uuid:public_id>/retry/", media.retry, name="media-retry"),
    path("messages/<uuid:public_id>/hide/", hide.hide, name="message-hide"),
    path("settings/start/", start.getting_started, name="getting-started"),
    path("settings/inboxes/", inboxes.inboxes, name="inboxes"),
    path("settings/inboxes/new/", inboxes.choose, name="inbox-choose"),
    path("settings/inboxes/new/<slug:kind>/", inboxes.new, name="inbox-new"),
    path("settings/inboxes/<int:pk>/", inboxes.edit, name="inbox-settings"),
    path("settings/inboxes/<int:pk>/active/", inboxes.set_active, name="inbox-active"),
    path("settings/quarantine/", quarantine.quarantine, name="quarantine"),
    path("settings/quarantine/replay/", quarantine.replay_all, name="quarantine-replay-all"),
    path("settings/quarantine/<int:pk>/original/", quarantine.original, name="quarantine-original"),
    path("settings/quarantine/<int:pk>/replay/", quarantine.replay, name="quarantine-replay"),
    path("settings/quarantine/<int:pk>/dismiss/", quarantine.dismiss, name="quarantine-dismiss"),
    path("settings/deliveries/", deliveries.deliveries, name="deliveries"),
    path("settings/deliveries/<int:pk>/retry/", deliveries.retry, name="delivery-retry"),
    path("settings/deliveries/<int:pk>/arrived/", deliveries.arrived, name="delivery-arrived"),
    path("settings/deliveries/<int:pk>/give-up/", deliveries.give_up, name="delivery-give-up"),
]
