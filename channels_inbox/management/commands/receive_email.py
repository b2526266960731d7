from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError

from channels_inbox.adapters.email import limits
from channels_inbox.adapters.email.intake import take
from tickets.models import Inbox

# sysexits.h, as mail servers read them from a pipe.
EX_NOINPUT, EX_NOUSER, EX_TEMPFAIL = 66, 67, 75


class Command(BaseCommand):
    help = "Take in mails from files, or one from stdin, and print one JSON line for each."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--inbox", required=True, metavar="SLUG", help="short name of a mail inbox")
        parser.add_argument("files", nargs="*", metavar="FILE", help="a mail as bytes (RFC 5322); stdin without any")

    def handle(self, *args: Any, inbox: str, files: list[str], **options: Any) -> None:
        try:
            self._run(inbox, files)
        except (OperationalError, InterfaceError) as error:
            raise CommandError(
                f"The database can't be reached, try again later: {error}", returncode=EX_TEMPFAIL
            ) from error

    def _run(self, slug: str, files: list[str]) -> None:
        inbox = Inbox.objects.filter(slug=slug).first()
        if inbox is None or inbox.channel != "email":
            known = ", ".join(Inbox.objects.filter(channel="email").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no mail inbox called {slug!r}. Known: {known}.", returncode=EX_NOUSER)
        if not files:
            self._one(inbox, sys.stdin.buffer.read(limits.MAX_MAIL_BYTES + 1))
            return
        missing = []
        for name in files:
            try:
                with Path(name).open("rb") as file:
                    raw = file.read(limits.MAX_MAIL_BYTES + 1)
            except OSError as error:
                missing.append(f"{name}: {error.strerror}")
                continue
            self._one(inbox, raw)
        if missing:
            raise CommandError("Not read: " + "; ".join(missing), returncode=EX_NOINPUT)

    def _one(self, inbox: Inbox, raw: bytes) -> None:
        # ASCII escapes keep U+2028 and its like from being a second line for somebody.
        self.stdout.write(json.dumps(take(inbox, raw), ensure_ascii=True))
        self.stdout.flush()
