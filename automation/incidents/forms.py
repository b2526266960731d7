"""Forms of incidents: an incident itself, one answer to all, and when many tickets are suggested as one."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from automation.models import Incident, IncidentSettings
from core.text import clean_line, search_groups
from tickets import channel_info
from tickets.models import Inbox

MAX_WORDS = 8
MAX_ANSWER = 20_000


class WordsField(forms.CharField):
    """Words with commas between; a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        parts = (clean_line(part, 60).strip() for part in re.split(r"[,;\n]", super().clean(value) or ""))
        words = list(dict.fromkeys(part for part in parts if search_groups(part, 1)))
        if len(words) > MAX_WORDS:
            raise ValidationError(_("%(n)s words at most.") % {"n": MAX_WORDS})
        return words


class IncidentForm(forms.Form):
    """What it is; for managers also what customers read, and where, and whether tickets of any team are linked unasked."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=150, help_text=gettext_lazy("For colleagues. Customers don't see it.")
    )
    words = WordsField(
        label=gettext_lazy("Words of the topic"),
        required=False,
        help_text=gettext_lazy("With commas between. New tickets with two of them (or the only one) are offered here."),
    )
    links_itself = forms.BooleanField(label=gettext_lazy("Link such tickets without asking"), required=False)
    text_pl = forms.CharField(
        label=gettext_lazy("In Polish"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    text_en = forms.CharField(
        label=gettext_lazy("In English"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_public = forms.BooleanField(label=gettext_lazy("Customers read this while the incident is open"), required=False)
    on_help = forms.BooleanField(label=gettext_lazy("On the help page, too"), required=False)
    teams = forms.ModelMultipleChoiceField(
        Team.objects.none(), label=gettext_lazy("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )
    inboxes = forms.ModelMultipleChoiceField(
        Inbox.objects.none(), label=gettext_lazy("Inboxes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Channels"), required=False, widget=forms.CheckboxSelectMultiple
    )

    # Where a text of ours stands before the customer writes.
    TELLS = ("webchat", "form", "counter")
    MANAGERS = ("links_itself", "text_pl", "text_en", "is_public", "on_help", "teams", "inboxes", "channels")

    def __init__(self, data: Any = None, *, incident: Incident, agent: User) -> None:
        names = ("title", "words", "links_itself", "text_pl", "text_en", "is_public", "on_help", "channels")
        initial: dict[str, Any] = {name: getattr(incident, name) for name in names}
        if incident.pk:
            initial |= {name: list(getattr(incident, name).all()) for name in ("teams", "inboxes")}
        super().__init__(data, initial=initial)
        if not agent.sees_everything:
            for name in self.MANAGERS:
                del self.fields[name]
            return
        teams, inboxes, channels = (self.fields[name] for name in ("teams", "inboxes", "channels"))
        assert isinstance(teams, forms.ModelChoiceField) and isinstance(inboxes, forms.ModelChoiceField)
        assert isinstance(channels, forms.MultipleChoiceField)
        teams.queryset = Team.objects.all()
        inboxes.queryset = Inbox.objects.filter(is_active=True, channel__in=self.TELLS)
        channels.choices = [(kind, channel_info.get(kind).name) for kind in self.TELLS]

    def clean_title(self) -> str:
        title = clean_line(self.cleaned_data["title"], 150).strip()
        if not title:
            raise ValidationError(_("Give it a title."))
        return title

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("text_pl", "text_en"):
            if name in data:
                data[name] = clean_line(data[name], 500).strip()
        if data.get("is_public") and not (data.get("text_pl") or data.get("text_en")):
            self.add_error("text_pl", _("Write what customers should read."))
        if data.get("links_itself") and not data.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say by which words such tickets are known."))
        return data


class AnswerForm(forms.Form):
    """One answer to all linked tickets."""

    text_pl = forms.CharField(
        label=gettext_lazy("In Polish"), max_length=MAX_ANSWER, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    text_en = forms.CharField(
        label=gettext_lazy("In English"),
        max_length=MAX_ANSWER,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    resolves = forms.BooleanField(label=gettext_lazy("Resolve the tickets with it"), required=False)
    by_assignee = forms.BooleanField(
        label=gettext_lazy("Each in the name of its assignee"),
        required=False,
        help_text=gettext_lazy("Tickets that nobody has go in your name and become yours."),
    )
    also_done = forms.BooleanField(label=gettext_lazy("Also to those already resolved"), required=False)
    key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in ("text_pl", "text_en"):
            data[name] = data.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()
        if not (data["text_pl"] or data["text_en"]) and not self.errors:
            self.add_error("text_pl", _("Write the answer in at least one language."))
        return data


class SettingsForm(forms.ModelForm):
    class Meta:
        model = IncidentSettings
        fields = ["enabled", "tickets", "minutes"]
