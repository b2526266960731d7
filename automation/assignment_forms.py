"""Skills, their levels, and how much work fits people, as forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import AgentSkill, Skill, User
from accounts.models.skill import Level
from automation.desk import Channels, usual_limit
from automation.models import Capacity
from core.text import clean_line
from tickets.channel_info import ChannelInfo

MOST = 100
LEVELS = [(0, pgettext_lazy("skill level", "no")), *Level.choices]


class SkillForm(forms.ModelForm):
    """Its name, and which language it is, if any."""

    language = forms.ChoiceField(
        label=gettext_lazy("It is the language"),
        required=False,
        help_text=gettext_lazy(
            "Where tickets go to the best skilled, one in this language needs the skill without anybody saying so."
        ),
    )

    class Meta:
        model = Skill
        fields = ["name", "language"]
        labels = {"name": gettext_lazy("Name")}
        error_messages = {"name": {"unique": gettext_lazy("There is a skill of this name already.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.language
        names = dict(settings.LANGUAGES) | ({kept: kept} if kept and kept not in dict(settings.LANGUAGES) else {})
        self.fields["language"].choices = [("", _("none: a topic")), *names.items()]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"], 60).strip()
        if not name:
            raise forms.ValidationError(_("Give it a name."))
        if Skill.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is a skill of this name already."))
        return name

    def clean_language(self) -> str:
        language: str = self.cleaned_data["language"]
        other = Skill.objects.filter(language=language).exclude(pk=self.instance.pk).first() if language else None
        if other is not None:
            raise forms.ValidationError(_("The skill “%(name)s” is this language already.") % {"name": other.name})
        return language


class LevelsForm(forms.Form):
    """Everybody's level in every skill. What somebody else changed meanwhile stays: only changed cells count."""

    def __init__(self, data: Any, people: Iterable[User], skills: Iterable[Skill]) -> None:
        super().__init__(data)
        self.people, self.skills = list(people), list(skills)
        rows = AgentSkill.objects.filter(user__in=self.people).values_list("user", "skill", "level")
        known = {(user, skill): level for user, skill, level in rows}
        for user in self.people:
            for skill in self.skills:
                # A skill that was made since the page was read isn't among what comes back.
                field = forms.ChoiceField(
                    required=False,
                    choices=LEVELS,
                    initial=known.get((user.pk, skill.pk), 0),
                    show_hidden_initial=True,
                    label=_("%(skill)s: %(name)s") % {"skill": skill.name, "name": user},
                    error_messages={"invalid_choice": _("Choose a level.")},
                )
                field.widget.attrs["aria-label"] = field.label
                self.fields[_cell(user, skill)] = field

    def rows(self) -> list[tuple[User, list[forms.BoundField]]]:
        """For the page: a person with a field for each skill."""
        return [(user, [self[_cell(user, skill)] for skill in self.skills]) for user in self.people]

    def changes(self) -> dict[User, dict[int, int]]:
        """Person → skill → level, of the cells that were changed."""
        found: dict[User, dict[int, int]] = {}
        for user in self.people:
            for skill in self.skills:
                level = self.cleaned_data[_cell(user, skill)]
                if level and _cell(user, skill) in self.changed_data:
                    found.setdefault(user, {})[skill.pk] = int(level)
        return found


def _cell(user: User, skill: Skill) -> str:
    return f"level-{user.pk}-{skill.pk}"


class WorkField(forms.IntegerField):
    """A number of tickets or of their weight."""

    def __init__(self, least: int = 0, **kwargs: Any) -> None:
        sentence = _("From %(a)s to %(b)s.") % {"a": least, "b": MOST}
        messages = {"min_value": sentence, "max_value": sentence, "invalid": _("Enter a whole number.")}
        super().__init__(min_value=least, max_value=MOST, error_messages=messages, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"


class CapacityForm(forms.Form):
    """How much fits everybody who has nothing of their own, and what a ticket of each channel takes."""

    def __init__(self, data: Any, channels: Iterable[ChannelInfo]) -> None:
        super().__init__(data)
        self.channels, known = list(channels), Channels.load()
        self.fields["limit"] = WorkField(
            1,
            label=_("How much work fits one person"),
            initial=usual_limit(),
            help_text=_("The weight of their new and open tickets together, whatever team these are in."),
        )
        for info in self.channels:
            weight = WorkField(1, initial=known.weight(info.kind))
            weight.widget.attrs["aria-label"] = _("%(channel)s: weight of a ticket") % {"channel": info.name}
            most = WorkField(0, initial=known.at_once.get(info.kind), required=False)
            most.widget.attrs["aria-label"] = _("%(channel)s: most at once") % {"channel": info.name}
            self.fields[f"weight-{info.kind}"], self.fields[f"most-{info.kind}"] = weight, most

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        limit = cleaned.get("limit")
        for info in self.channels:
            weight = cleaned.get(f"weight-{info.kind}")
            if limit is not None and weight is not None and weight > limit:
                self.add_error(f"weight-{info.kind}", _("More than fits one person: nobody would get it."))
        return cleaned

    def rows(self) -> list[tuple[ChannelInfo, forms.BoundField, forms.BoundField]]:
        return [(info, self[f"weight-{info.kind}"], self[f"most-{info.kind}"]) for info in self.channels]

    def of_channels(self) -> dict[str, tuple[int, int | None]]:
        given = self.cleaned_data
        return {info.kind: (given[f"weight-{info.kind}"], given[f"most-{info.kind}"]) for info in self.channels}


class OwnCapacityForm(forms.Form):
    """How much fits one person; what is left empty is as for everybody."""

    def __init__(self, data: Any, user: User, channels: Iterable[ChannelInfo]) -> None:
        super().__init__(data)
        known, own = Channels.load(), Capacity.objects.filter(user=user).first()
        self.kept = dict(own.channels) if own else {}
        self.channels = list(channels)
        self.fields["limit"] = WorkField(
            label=_("How much work fits them"),
            required=False,
            initial=own.limit if own else None,
            help_text=_("Empty: as everybody, %(limit)s. 0: nothing by itself.") % {"limit": usual_limit()},
        )
        for info in self.channels:
            usual = known.at_once.get(info.kind)
            field = WorkField(
                label=_("%(channel)s: most at once") % {"channel": info.name},
                required=False,
                initial=self.kept.get(info.kind),
            )
            field.widget.attrs["placeholder"] = _("no limit") if usual is None else str(usual)
            self.fields[f"most-{info.kind}"] = field

    @property
    def rows(self) -> list[tuple[ChannelInfo, forms.BoundField]]:
        """A channel and how many of its tickets at once."""
        return [(info, self[f"most-{info.kind}"]) for info in self.channels]

    def of_channels(self) -> dict[str, int]:
        """Also those of channels that aren't on the page."""
        given = {info.kind: self.cleaned_data[f"most-{info.kind}"] for info in self.channels}
        return {name: most for name, most in (self.kept | given).items() if most is not None}
