"""All writes to tickets and messages are actions: nobody else creates, updates or deletes their rows."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITES = re.compile(
    r"\b(Ticket|Message|TicketEvent|Attachment)\.objects(?:\.\w+\([^()]*\))*\.(create|bulk_create|update|bulk_update|delete)\("
)
# The seed writes history of 90 days in bulk; deliver.py copies a state that actions/channel.py has decided on.
ALLOWED = {
    "helpdesk/demo/": "history in bulk, proven by the recount",
    "tickets/actions/": "the actions themselves",
    "channels_inbox/deliver.py": "external id and state of its own message",
    "bench/": "a benchmark fills a database of its own",
    "tests/": "tests arrange things",
    "/migrations/": "migrations",
}


def test_only_actions_write_tickets_and_messages() -> None:
    found = []
    for path in ROOT.rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(".") or any(part in f"/{name}" or name.startswith(part) for part in ALLOWED):
            continue
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if WRITES.search(text):
                found.append(f"{name}:{line}: {text.strip()}")
    assert not found, "Write through tickets/actions instead:\n" + "\n".join(found)
