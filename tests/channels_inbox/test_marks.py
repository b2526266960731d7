"""Every channel can be told from the others at a glance."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from channels_inbox import registry
from tickets import channel_info

TOKENS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", registry.ADAPTERS)
def test_its_mark_has_an_icon_and_a_colour_of_the_tokens(kind: str) -> None:
    info = channel_info.get(kind)
    assert f".ch-{info.colour} " in TOKENS or f".ch-{info.colour}," in TOKENS, f"no colour {info.colour} in tokens.css"
    html = Template("{% channel_icon kind %}{% avatar 'Anna' kind %}").render(Context({"kind": kind}))
    assert html.count("<svg") == 2 and f"ch-{info.colour}" in html
