from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from channels_inbox import inboxes


class Command(BaseCommand):
    help = "Fetches what the providers keep for the inboxes in use, such as approved templates. It runs once a day by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{inboxes.sync_all()} inboxes are up to date.")
