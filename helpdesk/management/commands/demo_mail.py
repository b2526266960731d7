from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from helpdesk.demo.outbox import outbox_server


class Command(BaseCommand):
    help = "Runs listen_mail, and beside it the server that keeps the demo's outgoing mail (where OUTBOX_PORT is set)."

    def handle(self, *args: Any, **options: Any) -> None:
        keeping = settings.DEMO and settings.OUTBOX_PORT
        with outbox_server(settings.OUTBOX_PORT) if keeping else nullcontext():
            call_command("listen_mail")
