"""What the forms of macros and saved views share: for whom it is, and whose list it stands in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from core.text import clean_line

ME, ALL = "me", "all"


class AudienceField(forms.ChoiceField):
    """Only me, everybody, or a team. Agents keep things for themselves only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("For whom"), **kwargs)

    def suit(self, agent: User) -> None:
        self.choices = [(ME, _("only me"))]
        if agent.sees_everything:
            teams = [(str(team.pk), team.name) for team in Team.objects.all()]
            self.choices = [(ALL, _("everybody")), *teams, (ME, _("only me"))]


class KeptForm(forms.ModelForm):
    """A form of something with a `name`, an `owner` and a `team`."""

    audience = AudienceField()

    def __init__(self, *args: Any, agent: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agent = agent
        field = self.fields["audience"]
        assert isinstance(field, AudienceField)
        field.suit(agent)
        kept = self.instance
        now = str(kept.team_id or ALL) if kept.owner_id is None else ME
        self.initial["audience"] = now if agent.sees_everything else ME
        if not agent.sees_everything:
            field.widget = forms.HiddenInput()

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"], self.instance._meta.get_field("name").max_length).strip()
        if not name:
            raise forms.ValidationError(_("Give it a name."))
        return name

    def save(self, commit: bool = True) -> Any:
        """With owner and team as chosen; `commit` is always the caller's, who keeps a record."""
        kept, wanted = super().save(commit=False), self.cleaned_data["audience"]
        kept.owner = self.agent if wanted == ME else None
        kept.team_id = int(wanted) if wanted not in {ME, ALL} else None
        return kept


def place_of(request: HttpRequest) -> int:
    """The place that a page asks for when it puts something in order."""
    place = request.POST.get("place", "")
    return int(place) if place.isascii() and place.isdigit() and len(place) < 6 else 0


def id_of(text: str) -> int:
    """An id of a query string; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
