from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import lucide
import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from core import channel_marks
from core.channel_marks import register_mark
from core.templatetags.ui import avatar_colour, duration, filesize_short, initials


def render(source: str, **context: Any) -> str:
    html = Template("{% load ui %}" + source).render(Context(context))
    assert "style=" not in html
    return html


def test_icon() -> None:
    html = render('{% icon "send" size=20 class="big" %}')
    assert html.startswith("<svg")
    assert 'aria-hidden="true"' in html
    assert 'class="icon big"' in html
    assert 'width="20"' in html
    assert "&quot;" in render("{% icon 'send' class=evil %}", evil='"><script>')
    with pytest.raises(lucide.IconDoesNotExist):
        render('{% icon "no-such-icon" %}')


def test_channel_icon_and_avatar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel_marks, "_marks", {})
    register_mark("pigeon", "bird", "Carrier <b>pigeon")
    html = render("{% channel_icon 'pigeon' %}")
    assert "ch-pigeon" in html
    assert 'aria-label="Carrier &lt;b&gt;pigeon"' in html
    assert "ch-unknown" in render("{% channel_icon 'unknown' %}")
    html = render("{% avatar name 'pigeon' %}", name="<script>alert(1)</script> Kowalski")
    assert "<script" not in html
    assert f"av-{avatar_colour('<script>alert(1)</script> Kowalski')}" in html
    assert "ch-pigeon" in html
    assert "dot" not in render("{% avatar name %}", name="Jan")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Jan Kowalski", "JK"), ("Łucja", "Ł"), ("anna maria nowak", "AN"), ("jan.kowalski@firma.pl", "JK"), ("🦊", "?"), ("", "?"),
     ("🦊 Fox", "F"), ("+48 600 100 217", "17"), ("\u202eevil", "E"), ("ß", "S"), ("Jean-Luc", "JL")],
)  # fmt: skip
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_avatar_colours_are_steady_and_spread() -> None:
    assert avatar_colour("Jan") == avatar_colour(" jan ")
    assert {avatar_colour(f"name {number}") for number in range(200)} == set(range(12))


def test_when_speaks_utc_to_the_browser_and_local_time_to_people() -> None:
    moment = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    with timezone.override("Europe/Warsaw"), translation.override("pl"):
        html = render("{% when moment %}", moment=moment)
    assert 'datetime="2026-07-01T22:30:00Z" data-when' in html
    assert "0:30" in html
    assert render("{% when moment %}", moment=None) == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        ("", "–"),
        (0, "0\u00a0s"),
        (59.4, "59\u00a0s"),
        (60, "1\u00a0min"),
        (3599, "59\u00a0min"),
        (3600, "1\u00a0h"),
        (11_100, "3\u00a0h 5\u00a0min"),
        (86_400, "1\u00a0d"),
        (187_200, "2\u00a0d 4\u00a0h"),
        (-300, "−5\u00a0min"),
    ],
)  # fmt: skip
def test_duration(seconds: float | None, text: str) -> None:
    with translation.override("en"):
        assert duration(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, "0\u00a0B"),
        (0, "0\u00a0B"),
        (900, "900\u00a0B"),
        (12_000, "12\u00a0kB"),
        (1_048_575, "1\u00a0MB"),
        (3_565_158, "3.4\u00a0MB"),
        (5 * 1024**4, "5120\u00a0GB"),
    ],
)
def test_filesize(size: int | None, text: str) -> None:
    with translation.override("en"):
        assert filesize_short(size) == text
