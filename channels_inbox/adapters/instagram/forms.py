"""Instagram's part of the inbox form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from channels_inbox.providers.meta_forms import SECRET_FIELDS, HumanAgentForm, InstagramForm

__all__ = ["SECRET_FIELDS", "SettingsForm"]


class SettingsForm(HumanAgentForm, InstagramForm):
    """Which account it is, how we and Meta know each other, how long answers may go."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].help_text = _("By Instagram itself no page is needed, but files can't be sent.")
