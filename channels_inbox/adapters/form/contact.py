"""The form that visitors fill in, made for one topic and for what the page knows already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from channels_inbox.adapters.form.payloads import Known
from channels_inbox.adapters.form.topics import Field, Topic
from channels_inbox.public_forms.fields import AddressField, ConsentField, LineField, TextField
from channels_inbox.public_forms.uploads import FilesField


def _field(field: Field) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "required": field.required}
    if field.kind == "date":
        return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **common)
    if field.kind == "number":
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        return forms.DecimalField(
            max_digits=20, decimal_places=6, localize=True, widget=forms.TextInput(attrs), **common
        )
    if field.kind == "choice":
        first = _("Please choose") if field.required else "–"
        return forms.ChoiceField(choices=[("", first), *((one, one) for one in field.choices)], **common)
    return LineField(max_length=300, **common)


class TopicForm(forms.Form):
    """The fields of one topic. Their names carry the topic, so that what was typed under another isn't mixed up."""

    def __init__(self, topic: Topic, known: Known, data: Any = None) -> None:
        super().__init__(data, prefix=f"t-{topic.key}")
        self.topic = topic
        asked = [field for field in topic.fields if not (known.order and field.is_order)]
        self.fields.update({field.key: _field(field) for field in asked})

    def facts(self) -> list[tuple[str, str]]:
        """Labels and answers, those that were given."""
        found = ((self.fields[key].label, _shown(value)) for key, value in self.cleaned_data.items())
        return [(str(label), value) for label, value in found if value]

    def order(self) -> str:
        """The order's number, when the topic asks for one."""
        asked = [field.key for field in self.topic.fields if field.is_order]
        return next((_shown(self.cleaned_data[key]) for key in asked if self.cleaned_data.get(key)), "")


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(formats.localize(value) if value is not None and not isinstance(value, str) else value or "")


class ContactForm(forms.Form):
    """Topic, who writes, what about, files, consent; without what the page already knows."""

    field_order = ("topic", "name", "email", "message", "files", "consent")

    def __init__(
        self,
        *args: Any,
        topics: Sequence[Topic],
        known: Known,
        words: str = "",
        takes_files: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if topics:
            choices = [("", _("Please choose")), *((topic.key, topic.label) for topic in topics)]
            self.fields["topic"] = forms.ChoiceField(label=_("What is it about?"), choices=choices)
        if not known.name:
            attrs = {"autocomplete": "name"}
            label = pgettext("person", "Name")
            self.fields["name"] = LineField(label=label, max_length=120, required=False, widget=forms.TextInput(attrs))
        if not known.email:
            self.fields["email"] = AddressField("email", label=_("E-mail"), help_text=_("We answer to this address."))
        self.fields["message"] = TextField(label=_("Message"))
        if takes_files:
            self.fields["files"] = FilesField(
                label=_("Files"), required=False, help_text=_("Five at most, 10 MB each. Pictures, PDF, office files.")
            )
        if words:
            self.fields["consent"] = ConsentField(words)
        self.order_fields(self.field_order)


def keep_typed(form: forms.Form, data: Mapping[str, Any]) -> None:
    """Show what was typed again, unchecked. Browsers don't let us keep files."""
    form.initial = {name: data.get(form.add_prefix(name)) for name in form.fields if name != "files"}
