from __future__ import annotations

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from channels_inbox.adapters.email.listener import Listener


class Command(BaseCommand):
    help = "Take mail in by SMTP, and by LMTP when MAIL_LMTP_PORT is set, until SIGINT or SIGTERM."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.MAIL_HOST)
        parser.add_argument("--port", type=int, default=settings.MAIL_PORT)
        parser.add_argument("--lmtp-port", type=int, default=settings.MAIL_LMTP_PORT, help="0 leaves LMTP off")

    def handle(self, *args: Any, host: str, port: int, lmtp_port: int, **options: Any) -> None:
        asyncio.run(self._serve(Listener(host, port, lmtp_port)))

    async def _serve(self, listener: Listener) -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopped.set)
        try:
            await listener.start()
        except OSError as error:
            raise CommandError(f"The mail port can't be opened: {error.strerror or error}") from error
        self.stdout.write(f"Mail comes in on {listener.host}:{listener.port}")
        await stopped.wait()
        await listener.stop()
