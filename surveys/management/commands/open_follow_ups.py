"""`bin/manage open_follow_ups [--days N] [--count]`: follow-up cases for unhappy answers that came before there were any."""

from __future__ import annotations

import argparse

from django.core.management.base import BaseCommand, CommandError

from surveys.followups import catching_up, opening


class Command(BaseCommand):
    help = "Open follow-up cases for unhappy answers of the last days that have none. Run twice, nothing is doubled."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        most = opening.TOO_OLD.days
        parser.add_argument("--days", type=int, default=most, help=f"how far to look back, {most} at most")
        parser.add_argument("--count", action="store_true", help="only say how many there are")

    def handle(self, *args: object, days: int, count: bool, **options: object) -> None:
        if not 1 <= days <= opening.TOO_OLD.days:
            raise CommandError(f"--days is 1 to {opening.TOO_OLD.days}: nobody remembers what was longer ago.")
        if count:
            self.stdout.write(f"{catching_up.without_case(days).count()} without a case")
            return
        self.stdout.write(f"{catching_up.open_missing(days)} opened")
        if left := catching_up.without_case(days).count():
            self.stderr.write(f"{left} could not be opened; the log says why. Run it again later.")
