from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.demo.seed import seed


class Command(BaseCommand):
    help = "Fills an empty workspace with the demo shop's history. Does nothing when it is already there."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        count = seed()
        if count:
            self.stdout.write(f"{count} tickets of the demo shop in {time.monotonic() - began:.1f} s.")
        else:
            self.stdout.write("The demo shop is already there.")
