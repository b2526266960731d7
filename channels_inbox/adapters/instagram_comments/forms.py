"""The Instagram comments' part of the inbox form."""

from __future__ import annotations

from channels_inbox.providers.meta_forms import SECRET_FIELDS, InstagramForm

__all__ = ["SECRET_FIELDS", "SettingsForm"]


class SettingsForm(InstagramForm):
    """Which account it is, and how we and Meta know each other."""
