"""Tokens in addresses open a survey, an invitation or a file, or stop a report: they stay out of the log."""

from __future__ import annotations

import logging
import re

_SECRET = re.compile(
    r"(/bot(?=\d+:)|/s/|/reports/stop/|/c/sms/f/|/invite/|/chat/files/|/password/reset/key/)[^/\s\"']+|([?&](?:key|known|sent)=)[^&\s\"']+"
)


def without_tokens(text: str) -> str:
    return _SECRET.sub(lambda match: f"{match[1] or match[2]}…", text)


class WithoutTokens(logging.Filter):
    """Django logs the path of every request that is refused; what it holds may still be good."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(without_tokens(arg) if isinstance(arg, str) else arg for arg in record.args)
        if isinstance(record.msg, str):
            record.msg = without_tokens(record.msg)
        return True
