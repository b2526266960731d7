"""Mail that wants to hurt: whatever the bytes, parsing ends soon, with a message or with UnreadablePayload.

Costs are held by counting work, not by clocks: the number of lines that the quote reader looks at closely grows with
the mail and no faster.
"""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from channels_inbox.adapters.email import attributions, footers, header_blocks, mime, quotes
from channels_inbox.adapters.email.parse import parse_mail
from channels_inbox.contract import InboundMessage, UnreadablePayload

HEAD = b"From: a@b.example\nSubject: Re: x\n"


def parsed(raw: bytes) -> InboundMessage | None:
    try:
        return parse_mail(raw)
    except UnreadablePayload:
        return None


PIECES = st.sampled_from(
    [
        b"From: a@b.example\n",
        b"Subject: =?utf-8?q?=C5?= =?x?b?/?=\n",
        b"Content-Type: multipart/mixed; boundary=x\n",
        b"Content-Type: text/html; charset=utf-7\n",
        b"Content-Type: message/delivery-status\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: x-uuencode\n",
        b"\n",
        b"--x\n",
        b"--x--\n",
        b"> On 4 Nov 2026 10:12 a@b.example wrote:\n",
        b"<blockquote type=cite>",
        b"-- \n",
        b"+2AA-\xff\x00",
        b"Date: Mon, 99 Foo 99999 99:99:99 +9999\n",
        b"Content-Disposition: attachment; filename*0*=utf-8'';filename*1*=%ff\n",
    ]
)


@given(
    st.one_of(st.binary(max_size=400), st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=30).map(b"".join))
)
@hypothesis_settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_message_or_are_unreadable(raw: bytes) -> None:
    message = parsed(raw)
    if message is not None:
        "".join([message.text, message.full_text, message.html, message.subject, message.display_name]).encode("utf-8")
        assert "\x00" not in message.text + message.full_text + message.html


@given(st.text(max_size=300), st.booleans())
@hypothesis_settings(max_examples=300, deadline=None)
def test_new_text_is_never_empty_without_a_quote(text: str, reply: bool) -> None:
    if text.replace("\x00", "").strip() and ">" not in text and "＞" not in text:
        assert quotes.new_text(text.replace("\x00", ""), reply=reply).strip()


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 200_000,
        HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(3_000)),
        b"\x00" * 100,
        b"",
        b"no mail at all",
        b"X: y\n" * 200_000 + b"\nno sender",
    ],
    ids=["siblings", "nested", "nul", "empty", "prose", "headers"],
)
def test_what_cannot_be_read_safely_is_said_so(raw: bytes) -> None:
    with pytest.raises(UnreadablePayload):
        parse_mail(raw)


def test_parts_are_counted_before_they_are_read() -> None:
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 200_000
    with patch.object(mime, "split_headers", wraps=mime.split_headers) as split:
        assert parsed(raw) is None
    assert split.call_count <= 2


@pytest.mark.parametrize(
    "line",
    [
        "> x",
        ">",
        "--",
        "_____________",
        "Sent from my iPhone",
        "From: a@b.example",
        "On 4 Nov 2026 10:12 a@b.example wrote",
        "a 2026@:",
    ],
)
def test_work_per_line_does_not_grow(line: str) -> None:
    def work(count: int) -> int:
        with (
            patch.object(quotes, "fold", wraps=quotes.fold) as fold,
            patch.object(footers, "fold", wraps=footers.fold) as footer_fold,
            patch.object(attributions, "fold", wraps=attributions.fold) as attribution_fold,
            patch.object(header_blocks, "fold", wraps=header_blocks.fold) as label_fold,
        ):
            quotes.new_text("\n".join([line] * count))
            return sum(spy.call_count for spy in (fold, footer_fold, attribution_fold, label_fold))

    small, large = work(200), work(2_000)
    assert large <= 12 * small + 100


def test_a_long_line_is_never_looked_at_closer() -> None:
    with (
        patch.object(quotes, "fold", wraps=quotes.fold) as fold,
        patch.object(attributions, "fold", wraps=attributions.fold) as attribution_fold,
    ):
        assert quotes.new_text("On " + "a b " * 12_500)
    assert sum(len(call.args[0]) for call in [*fold.call_args_list, *attribution_fold.call_args_list]) < 5_000


def test_odd_lines_survive() -> None:
    for raw in (
        HEAD + b"To: " + b"(" * 100_000 + b"\n\nhi",
        HEAD + b"To: " + b"a@b.example, " * 20_000 + b"\n\nhi",
        HEAD + b"X: " + b"=?" * 100_000 + b"\n\nhi",
    ):
        message = parsed(raw)
        assert message is not None and message.text == "hi"
