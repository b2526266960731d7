"""The short form: who, by which way they want the answer, what it is about, and their consent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_noop, pgettext
from django.utils.translation import gettext as _

from channels_inbox.adapters.counter.payloads import ADDRESS_KINDS, Way
from channels_inbox.public_forms.fields import AddressField, ConsentField, LineField, TextField
from channels_inbox.public_forms.opened import Opened
from channels_inbox.public_forms.submission import Submission
from channels_inbox.public_forms.wording import in_language
from customers import consents
from tickets.models import Inbox

KIND = "counter"
# Labels of facts; the agent's page translates them.
PLACE, WAY, BY = gettext_noop("Place"), gettext_noop("Wants the answer by"), gettext_noop("Written down by")
LABELS = {"email": lambda: _("E-mail"), "phone": lambda: _("Phone number")}


def consent_words(inbox: Inbox) -> str:
    """The exact words beside the box, the owner's or ours."""
    own = in_language(inbox.connection.settings, "consent")
    return own or _(
        "I agree that %(brand)s answers me by the way I chose, and keeps what I write here for as long as that takes."
    ) % {"brand": settings.BRAND_NAME}


class WayInput(forms.RadioSelect):
    """Each choice says which kind of address it needs (form.css shows only that one)."""

    def __init__(self, ways: Sequence[Way]) -> None:
        super().__init__()
        self.kinds = {way.channel: way.address_kind for way in ways}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-kind"] = self.kinds.get(str(value), "")
        return option


class CounterForm(forms.Form):
    """`ways` is never empty."""

    def __init__(self, *args: Any, ways: Sequence[Way], words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = {way.channel: way for way in ways}
        attrs = {"autocomplete": "name"}
        self.fields["name"] = LineField(
            label=pgettext("person", "Name"), max_length=120, widget=forms.TextInput(attrs=attrs)
        )
        choices = [(way.channel, way.label) for way in ways]
        self.fields["channel"] = forms.ChoiceField(
            label=_("How shall we answer you?"), choices=choices, initial=choices[0][0], widget=WayInput(ways)
        )
        needed = {way.address_kind for way in ways}
        for kind in ADDRESS_KINDS:
            if kind in needed:
                self.fields[kind] = AddressField(kind, label=LABELS[kind]())
                # Browsers refuse to send a form with an empty required field that they don't show.
                self.fields[kind].widget.use_required_attribute = lambda _initial: False
        self.fields["message"] = TextField(label=_("What is it about?"), max_length=4000)
        self.fields["consent"] = ConsentField(words)

    @property
    def way(self) -> Way:
        return self.ways[self.cleaned_data["channel"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "channel" not in data:
            return data
        needed = self.way.address_kind
        for kind in ADDRESS_KINDS:
            if kind != needed:
                # What stands in a field that isn't shown for this way doesn't matter.
                self.errors.pop(kind, None)
        return data


def submission(
    inbox: Inbox, form: CounterForm, opened: Opened, words: str, *, by: str = "", suspicion: str = ""
) -> Submission:
    """What a valid form says; `by` is the agent who wrote it down."""
    data, way = form.cleaned_data, form.way
    address = data[way.address_kind]
    place = str(opened.data.get("place", ""))
    facts = [(PLACE, place), (WAY, way.label), (BY, by)]
    return Submission(
        page=opened.nonce,
        kind=way.address_kind,
        address=address,
        name=data["name"],
        text=data["message"],
        language=get_language() or inbox.language,
        facts=[(label, value) for label, value in facts if value],
        words=words,
        purpose=consents.MESSAGES,
        source=consents.source(KIND, address),
        prefers=way.channel,
        suspicion=suspicion,
    )
