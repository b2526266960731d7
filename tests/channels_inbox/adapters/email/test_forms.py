"""The inbox form's mail part: what is stored, and what is refused."""

from __future__ import annotations

from channels_inbox.adapters.email.forms import SettingsForm


def test_aliases_become_addresses_and_come_back_as_lines() -> None:
    form = SettingsForm({"aliases": "Sales@shop.example, \nhelp@shop.example"})
    assert form.is_valid() and form.cleaned_data["aliases"] == ["sales@shop.example", "help@shop.example"]
    assert SettingsForm(initial=form.cleaned_data).initial["aliases"] == "sales@shop.example\nhelp@shop.example"


def test_what_makes_no_sense_is_refused() -> None:
    assert "aliases" in SettingsForm({"aliases": "not an address"}).errors
    assert "imap_host" in SettingsForm({"imap_user": "x"}).errors
    assert "smtp_port" in SettingsForm({"smtp_port": "70000"}).errors


def test_passwords_keep_their_spaces() -> None:
    form = SettingsForm({"imap_host": "h", "imap_password": " a b "})
    assert form.is_valid() and form.cleaned_data["imap_password"] == " a b "
