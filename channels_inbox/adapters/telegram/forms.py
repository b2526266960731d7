"""Telegram's part of the inbox form."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.telegram.api import TOKEN


class SettingsForm(forms.Form):
    """The bot's token and its greeting. An empty token keeps the stored one (the page does that)."""

    SECRET_FIELDS: ClassVar[tuple[str, ...]] = ("token",)

    token = forms.CharField(
        label=_("Bot token"),
        max_length=150,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("From @BotFather. It looks like 123456789:AA…"),
    )
    greeting = forms.CharField(
        label=_("Greeting"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the bot says to who opens the chat. Empty: nothing."),
    )

    def clean_token(self) -> str:
        token: str = self.cleaned_data["token"].strip()
        if token and not TOKEN.match(token):
            raise forms.ValidationError(_("This isn't a whole token. Copy all of it, with the number and the colon."))
        return token

    def clean(self) -> dict[str, Any]:
        """The number before the colon is the bot's own: two inboxes of one bot would take each other's messages."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("token"):
            cleaned["bot_id"] = cleaned["token"].partition(":")[0]
        return cleaned
