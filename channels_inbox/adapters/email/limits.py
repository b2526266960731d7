"""What a mail may cost. The caps come before any real parsing, so a hostile mail is refused by counting, not by time.

The standard library's parser recurses once per nested part and needs seconds for a hundred thousand siblings; mime.py
splits the mail itself and stops at these numbers.
"""

from __future__ import annotations

MAX_MAIL_BYTES = 40 * 1024 * 1024
"""The whole mail as it came, in bytes."""

MAX_PARTS = 1_000
"""Leaves and containers together."""

MAX_DEPTH = 40
"""Multiparts inside multiparts."""

MAX_HEADER_BYTES = 512 * 1024
"""One header block; what lies beyond is read as if it weren't there."""

MAX_HEADERS = 2_000
"""Header fields in one block."""

MAX_HEADER_VALUE = 64 * 1024
"""One unfolded header value, in characters."""

MAX_ADDRESSES = 500
"""Mailboxes read from one header."""

MAX_REFERENCES = 100
"""Message-IDs kept from References: the nearest ones."""

MAX_TEXT_CHARS = 1_000_000
"""Text of one mail after decoding; the mail itself is kept whole with its event."""

MAX_HTML_CHARS = 2_000_000
"""HTML of one mail after decoding."""

MAX_HTML_NESTING = 400
"""Open elements when HTML is read for its text; deeper markup is read without its tags."""

MAX_HEADER_LINE = 1_000
"""A longer line of text is prose (or an attack), never the header of a quote."""

MAX_FILE_NAME = 200
"""Characters of an attachment's name."""
