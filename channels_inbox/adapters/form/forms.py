"""The form's part of the inbox form: what it asks, and which pages may show it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from channels_inbox.adapters.form.topics import BadTopics, read_topics
from channels_inbox.public_forms.origins import OriginsField
from tickets.models import Inbox

SECRET_FIELDS: tuple[str, ...] = ()


def _mail_inboxes() -> list[tuple[str, Any]]:
    rows = Inbox.objects.filter(channel="email", is_active=True).order_by("name", "pk")
    return [("", _("The team's mail inbox")), *((str(inbox.pk), inbox.name) for inbox in rows)]


class TopicsField(forms.CharField):
    """Lines of topics.py, kept as they were typed."""

    widget = forms.Textarea

    def __init__(self, example: str, **kwargs: Any) -> None:
        attrs = {"rows": 6, "placeholder": example, "spellcheck": "false"}
        super().__init__(required=False, max_length=8000, widget=forms.Textarea(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        try:
            read_topics(text)
        except BadTopics as error:
            raise forms.ValidationError(str(error)) from error
        return text


def _words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SettingsForm(forms.Form):
    """Everything may stay empty: then it is a name, an e-mail address, a message and files."""

    title_pl = forms.CharField(label=_("Heading in Polish"), max_length=120, required=False)
    title_en = forms.CharField(label=_("Heading in English"), max_length=120, required=False)
    intro_pl = forms.CharField(label=_("Text under it in Polish"), max_length=600, required=False, widget=_words(2))
    intro_en = forms.CharField(label=_("Text under it in English"), max_length=600, required=False, widget=_words(2))
    topics_pl = TopicsField(
        "Zwrot: Numer zamówienia*, Powód (uszkodzone / zły rozmiar / rozmyśliłem się)*\nInna sprawa",
        label=_("Topics in Polish"),
        help_text=_(
            "One topic a line; after a colon what you need to know, with a star where you can't do without. "
            "In brackets choices with slashes, or “date” or “number”. Empty: as in the other language."
        ),
    )
    topics_en = TopicsField(
        "Return: Order number*, Reason (damaged / wrong size / changed my mind)*\nSomething else",
        label=_("Topics in English"),
    )
    consent_pl = forms.CharField(
        label=_("Consent in Polish"),
        max_length=1000,
        required=False,
        widget=_words(2),
        help_text=_(
            "Stands beside a box that has to be ticked, and is kept with the customer word for word. Empty: no box."
        ),
    )
    consent_en = forms.CharField(label=_("Consent in English"), max_length=1000, required=False, widget=_words(2))
    takes_files = forms.BooleanField(label=_("Files may be added"), required=False, initial=True)
    mail_inbox = forms.ChoiceField(label=_("Answers go out through"), choices=_mail_inboxes, required=False)
    allowed_origins = OriginsField(
        label=_("Pages that may show the form"),
        required=False,
        help_text=_("One address a line, such as https://shop.example. Empty: every page."),
    )
    key_number = forms.IntegerField(
        label=_("Number of the signing key"),
        min_value=1,
        max_value=10_000,
        required=False,
        initial=1,
        help_text=_(
            "Raise it when somebody else has seen the key: there is a new one then, and the old one is worthless."
        ),
    )
