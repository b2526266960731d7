"""`receive_email`: the contract of DESIGN.md, as an MTA or anyone outside meets it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from helpdesk.embedded.home import pick_port
from tests.cast import Cast
from tests.services.environment import ROOT
from tickets.models import Message

FIXTURES = Path(__file__).parent / "fixtures"


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + str(connection.settings_dict["NAME"])
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "receive_email", *arguments],
        input=stdin,
        capture_output=True,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "helpdesk.settings", **environment},
        timeout=90,
        check=False,
    )


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode("ascii").splitlines()]


def test_files_in_order_then_duplicates(live_cast: Cast) -> None:
    names = [
        str(FIXTURES / f"{name}.eml")
        for name in ("alternative_attachments", "alternative_attachments", "ooo_en_header")
    ]
    done = run("--inbox", "support", *names)
    assert done.returncode == 0, done.stderr.decode()
    first, second, third = lines(done)
    assert list(first) == ["outcome", "ticket", "message", "customer", "subject", "text", "full_text", "attachments"]
    message = Message.objects.get(pk=first["message"])
    assert (first["outcome"], first["ticket"], first["customer"]) == ("received", message.ticket_id, "jan@example.pl")
    assert first["text"] == "Zdjęcie w załączniku."
    assert first["attachments"][1]["name"] == "faktura zażółć.pdf"
    assert first["attachments"][1]["content_type"] == "application/pdf" and first["attachments"][1]["size"] == 9
    assert (second["outcome"], second["ticket"], second["message"]) == ("duplicate", first["ticket"], first["message"])
    assert third["outcome"] == "auto_reply"


def test_stdin_and_what_cannot_be_read(live_cast: Cast) -> None:
    done = run("--inbox", "support", stdin=b"no mail\xff\xe2\x80\xa8")
    assert done.returncode == 0 and lines(done)[0]["outcome"] == "quarantined"
    assert lines(done)[0]["ticket"] is None


def test_an_unknown_inbox_and_a_missing_file(live_cast: Cast) -> None:
    done = run("--inbox", "nobody", stdin=b"x")
    assert done.returncode == 67 and b"nobody" in done.stderr and not done.stdout
    done = run("--inbox", "support", "/nowhere.eml", str(FIXTURES / "signature.eml"))
    assert done.returncode == 66 and b"/nowhere.eml" in done.stderr
    assert lines(done)[0]["text"] == "Please call me."


def test_without_a_database_the_mta_shall_try_again() -> None:
    done = run("--inbox", "support", stdin=b"x", DATABASE_URL=f"postgres://h:x@127.0.0.1:{pick_port()}/h")
    assert done.returncode == 75 and not done.stdout, done.stderr.decode()


@pytest.mark.parametrize("arguments", [[], ["--inbox"]])
def test_a_wrong_call_says_how(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode != 0 and b"usage" in done.stderr
