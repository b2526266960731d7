"""The owner's side: settings, the snippet, and what the closed widget is told."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import translation

from channels_inbox import registry
from channels_inbox.adapters.webchat.access import origin_allowed
from channels_inbox.adapters.webchat.forms import SettingsForm
from channels_inbox.adapters.webchat.leaving import mail_inbox
from channels_inbox.models import ChatSession, Connection
from tests.cast import make_cast, make_inbox
from tickets.models import Inbox


def _saved(**values: object) -> SettingsForm:
    return SettingsForm({"position": "left", "ask_email": "on", **values})


def test_settings_reach_the_widget(db: None, client: Client) -> None:
    chat = make_cast().chat
    form = _saved(greeting_pl="Cześć!", hue=30, allowed_origins="https://Shop.example/some/page\nhttps://shop.example")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["allowed_origins"] == ["https://shop.example"]
    Connection.objects.filter(inbox=chat).update(settings=form.cleaned_data)

    told = client.get(f"/chat/config/{chat.public_id}/?language=pl-PL").json()
    assert (told["language"], told["hue"], told["position"], told["askEmail"]) == ("pl", 30, "left", True)
    assert told["words"]["greeting"] == "Cześć!"
    assert client.get(f"/chat/config/{chat.public_id}/?language=de").json()["language"] == chat.language
    assert client.get("/chat/config/nobody/").status_code == 404
    # What was saved comes back into the form as it was typed.
    assert "https://shop.example" in str(SettingsForm(initial=form.cleaned_data)["allowed_origins"])


def test_wrong_settings_are_refused_beside_their_field(db: None) -> None:
    form = _saved(allowed_origins="javascript:alert(1)", hue=999, mail_inbox="77")
    assert set(form.errors) == {"allowed_origins", "hue", "mail_inbox"}


def test_the_chosen_mail_inbox_goes_on(db: None) -> None:
    cast = make_cast()
    other = make_inbox("other", "email", cast.delivery, address="other@shop.example")
    chat = Inbox.objects.select_related("connection").get(pk=cast.chat.pk)
    session = ChatSession(inbox=chat)
    assert mail_inbox(session) == cast.mail
    form = _saved(mail_inbox=str(other.pk))
    assert form.is_valid(), form.errors
    chat.connection.settings = form.cleaned_data
    assert mail_inbox(session) == other


def test_which_pages_may_show_it(settings: Any) -> None:
    named = {"allowed_origins": ["https://shop.example"]}
    assert origin_allowed("https://anything.example", {})
    assert origin_allowed("https://SHOP.example", named)
    assert origin_allowed(settings.PUBLIC_URL, named)
    assert not origin_allowed("https://shop.example.thief.example", named)
    assert not origin_allowed("", named)


def test_snippet_and_connection_test(db: None) -> None:
    adapter = registry.adapter("webchat")
    chat = make_cast().chat
    line = adapter.snippet(chat)  # type: ignore[attr-defined]
    assert f'data-inbox="{chat.public_id}"' in line and "/chat/widget.js" in line
    with translation.override("en"):
        assert adapter.test_connection({}, {}).startswith("The chat is ready")
    assert "data-inbox" in registry.guide("webchat")
