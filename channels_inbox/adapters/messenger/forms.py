"""Messenger's part of the inbox form."""

from __future__ import annotations

from channels_inbox.providers.meta_forms import SECRET_FIELDS, HumanAgentForm, PageForm

__all__ = ["SECRET_FIELDS", "SettingsForm"]


class SettingsForm(HumanAgentForm, PageForm):
    """Which page it is, how we and Meta know each other, how long answers may go."""
