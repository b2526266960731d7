"""kind -> adapter, one line per channel. URL, settings form, icon and guide are derived from it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.module_loading import import_string

from tickets import channel_info

if TYPE_CHECKING:
    from django import forms

    from channels_inbox.contract import Adapter
    from channels_inbox.contract.demo import ChannelDemo

ADAPTERS: dict[str, str] = {
    "email": "channels_inbox.adapters.email.adapter.EmailAdapter",
    "webchat": "channels_inbox.adapters.webchat.adapter.WebchatAdapter",
    "reviews": "channels_inbox.adapters.reviews.adapter.ReviewsAdapter",
    "whatsapp": "channels_inbox.adapters.whatsapp.adapter.WhatsappAdapter",
    "sms": "channels_inbox.adapters.sms.adapter.SmsAdapter",
    "voice": "channels_inbox.adapters.voice.adapter.VoiceAdapter",
    "form": "channels_inbox.adapters.form.adapter.FormAdapter",
    "counter": "channels_inbox.adapters.counter.adapter.CounterAdapter",
    "telegram": "channels_inbox.adapters.telegram.adapter.TelegramAdapter",
    "messenger": "channels_inbox.adapters.messenger.adapter.MessengerAdapter",
    "instagram": "channels_inbox.adapters.instagram.adapter.InstagramAdapter",
    "facebook_comments": "channels_inbox.adapters.facebook_comments.adapter.FacebookCommentsAdapter",
    "instagram_comments": "channels_inbox.adapters.instagram_comments.adapter.InstagramCommentsAdapter",
    "x": "channels_inbox.adapters.x.adapter.XAdapter",
}


@cache
def adapter(kind: str) -> Adapter:
    """The one instance of a channel's adapter. KeyError for a kind nobody registered."""
    instance: Adapter = import_string(ADAPTERS[kind])()
    return instance


def _package(kind: str) -> str:
    return ADAPTERS[kind].rsplit(".", 2)[0]


def settings_form(kind: str) -> type[forms.Form]:
    """The channel's part of the inbox form: `SettingsForm` in its forms.py."""
    form: type[forms.Form] = import_module(f"{_package(kind)}.forms").SettingsForm
    return form


def guide(kind: str, language: str = "en") -> str:
    """The owner's guide (Markdown): the channel's doc.<language>.md, else its doc.md."""
    folder = Path(str(import_module(_package(kind)).__file__)).parent
    own = folder / f"doc.{language}.md"
    return (own if own.exists() else folder / "doc.md").read_text(encoding="utf-8")


def demo(kind: str) -> ChannelDemo | None:
    """How the channel is played without its provider: `DEMO` in its demo.py; None where there is none."""
    if find_spec(f"{_package(kind)}.demo") is None:
        return None
    player: ChannelDemo = import_module(f"{_package(kind)}.demo").DEMO
    return player


def pages() -> list[tuple[str, str]]:
    """(prefix, module) of the channels that have pages of their own, a urls.py: under `c/<kind>/`, or under the module's
    `PREFIX`."""
    modules = {kind: f"{_package(kind)}.urls" for kind in ADAPTERS}
    having = {kind: module for kind, module in modules.items() if find_spec(module) is not None}
    return [(str(getattr(import_module(m), "PREFIX", f"c/{kind}/")), m) for kind, m in having.items()]


def register_channels() -> None:
    """Tell tickets what pages must know of each channel: `INFO` in its adapter.py."""
    for path in ADAPTERS.values():
        channel_info.register(import_string(path.rsplit(".", 1)[0] + ".INFO"))


def start_channels() -> None:
    """Let channels follow what happens to tickets: an adapter may have `ready()`, called once at start."""
    for kind in ADAPTERS:
        ready = getattr(adapter(kind), "ready", None)
        if ready is not None:
            ready()
