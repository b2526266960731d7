"""RFC 9110 §14.1.2 and §14.2, with its own examples."""

from __future__ import annotations

import pytest

from core.ranges import NotSatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "size", "part"),
    [
        ("bytes=0-499", 10_000, (0, 499)),
        ("bytes=500-999", 10_000, (500, 999)),
        ("bytes=-500", 10_000, (9500, 9999)),
        ("bytes=9500-", 10_000, (9500, 9999)),
        ("bytes=0-", 5, (0, 4)),
        ("bytes=0-9999999999999999999999", 5, (0, 4)),
        ("bytes=-500", 5, (0, 4)),
        ("Bytes = 4-4", 5, (4, 4)),
        # Ignored: the whole file is sent.
        ("", 5, None),
        ("bytes=-", 5, None),
        ("bytes=3-2", 5, None),
        ("bytes=0-0,-1", 5, None),
        ("bytes=a-b", 5, None),
        ("bytes=٣-٤", 5, None),
        ("lines=0-1", 5, None),
        ("bytes=" + "9" * 5000 + "-", 5, None),
    ],
)
def test_parts(header: str, size: int, part: tuple[int, int] | None) -> None:
    assert parse_range(header, size) == part


@pytest.mark.parametrize(("header", "size"), [("bytes=5-", 5), ("bytes=9-12", 5), ("bytes=-0", 5), ("bytes=0-", 0)])
def test_past_the_end(header: str, size: int) -> None:
    with pytest.raises(NotSatisfiable):
        parse_range(header, size)
