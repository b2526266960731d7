"""The Facebook comments' part of the inbox form."""

from __future__ import annotations

from channels_inbox.providers.meta_forms import SECRET_FIELDS, PageForm

__all__ = ["SECRET_FIELDS", "SettingsForm"]


class SettingsForm(PageForm):
    """Which page it is, and how we and Meta know each other."""
