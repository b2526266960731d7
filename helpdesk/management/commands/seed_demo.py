from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.demo import seed_channels
from helpdesk.demo.seed import seed


class Command(BaseCommand):
    help = (
        "Fills an empty workspace with the demo shop's history, and gives every channel its inbox. What is there stays."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        count = seed()
        if count:
            self.stdout.write(f"{count} tickets of the demo shop in {time.monotonic() - began:.1f} s.")
        else:
            self.stdout.write("The demo shop is already there.")
        for inbox in seed_channels.connect():
            self.stdout.write(f"{inbox.name} is connected to its stand-in.")
