"""Where sockets go."""

from __future__ import annotations

from channels.routing import URLRouter
from django.urls import path

from channels_inbox.adapters.webchat.consumer import ChatConsumer
from tickets.consumers import AgentConsumer

application = URLRouter([path("ws/agent/", AgentConsumer.as_asgi()), path("ws/chat/", ChatConsumer.as_asgi())])
