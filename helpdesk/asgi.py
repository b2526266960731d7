"""HTTP by Django, sockets by Channels, one process."""

from __future__ import annotations

import os
from threading import Thread

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
# Apps must be ready before consumers are imported.
http = get_asgi_application()

from core.text import warm_up  # noqa: E402
from helpdesk.limits import BodyLimit  # noqa: E402
from helpdesk.routing import application as sockets  # noqa: E402

# An agent's first answer must not wait for the search dictionaries while it holds the ticket's lock.
Thread(target=warm_up, name="dictionaries", daemon=True).start()

# The agents' consumer checks the Origin itself; the widget's socket is opened by the shop's pages, from anywhere.
application = ProtocolTypeRouter({"http": BodyLimit(http), "websocket": AuthMiddlewareStack(sockets)})
