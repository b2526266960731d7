"""The owner's list of pages that may show a form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _


class OriginsField(forms.CharField):
    """One address a line; `clean` gives origins (RFC 6454) without their paths."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        origins = []
        for line in super().clean(value).split():
            try:
                parts = urlsplit(line)
                host = parts.hostname
            except ValueError:
                host = None
            # A header is made of them: nothing that could end a directive.
            if not host or parts.scheme not in {"http", "https"} or set(parts.netloc) & set(";,'\"@"):
                raise forms.ValidationError(_("%(line)s is not the address of a page."), params={"line": line})
            origins.append(f"{parts.scheme}://{parts.netloc}".lower())
        return list(dict.fromkeys(origins))
