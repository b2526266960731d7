"""Fields for what strangers type."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from channels_inbox.public_forms.submission import MAX_TEXT, clean_text
from core.text import clean_line
from customers.normalise import normalise


class LineField(forms.CharField):
    """One honest line: no control, bidi or invisible characters."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        # What is too long is refused as it is, not shortened.
        return clean_line(text, self.max_length) if self.max_length and len(text) <= self.max_length else text


class TextField(forms.CharField):
    """What they have to say, in several lines."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_TEXT)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 6}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class AddressField(LineField):
    """An e-mail address or a phone number, in its one spelling."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        mail = kind == "email"
        widget = forms.EmailInput if mail else forms.TextInput
        attrs = {"autocomplete": "email"} if mail else {"autocomplete": "tel", "inputmode": "tel", "type": "tel"}
        kwargs.setdefault("max_length", 254 if mail else 40)
        super().__init__(widget=widget(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return normalise(self.kind, text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class ConsentField(forms.BooleanField):
    """A box under exact words. Always to be ticked."""

    default_error_messages = {"required": gettext_lazy("Please tick this, else we may not answer you.")}

    def __init__(self, words: str) -> None:
        super().__init__(label=words, required=True)


def focus_first_error(form: forms.Form) -> None:
    """The cursor goes where something is wrong, without a script."""
    for bound in form:
        if bound.errors and not bound.is_hidden:
            bound.field.widget.attrs["autofocus"] = True
            return
