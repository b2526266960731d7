"""Mails as real programs write them: outcome, new words, files. The mails are in cases/, one file per family."""

from __future__ import annotations

import pytest

from channels_inbox.adapters.email.parse import parse_mail

from .cases import ALL, Case


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_names_are_unique() -> None:
    names = [case.name for case in ALL]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_mail(case: Case) -> None:
    message = parse_mail(case.raw)
    assert message.outcome.value == case.outcome
    if case.text is not None:
        assert _lines(message.text) == _lines(case.text)
    if case.subject is not None:
        assert message.subject == case.subject
    if case.files is not None:
        found = [(item.name, item.content_type, item.size) for item in message.attachments]
        expected = [
            (name, kind, got[2] if size is None and len(found) == len(case.files) else size)
            for (name, kind, size), got in zip(case.files, found or [("", "", 0)] * len(case.files), strict=False)
        ]
        assert found == expected
        assert len(found) == len(case.files)
    for words in case.full:
        assert words in message.full_text
    if case.bounce is not None:
        assert (
            message.bounced_external_id,
            message.bounce_permanent,
            message.meta["bounce"]["recipient"],
        ) == case.bounce
