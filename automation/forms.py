"""A rule as a form that reads as a sentence: when, if, then."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automation.models import Anchor, Rule, RuleKind, Trigger
from core.text import clean_line
from tickets.durations import read_duration, write_duration
from tickets.models import Calendar
from tickets.vocabulary.forms import ConditionsField, EffectsField


class LengthField(forms.CharField):
    """Minutes, written as people do: "3 d", "4 h", "30 min"."""

    def prepare_value(self, value: Any) -> Any:
        return write_duration(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return read_duration(text) if text else None


class RuleForm(forms.ModelForm):
    """For one kind of rule: only what that kind has."""

    triggers = forms.MultipleChoiceField(
        label=gettext_lazy("When any of these happens"),
        choices=Trigger.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )
    anchor = forms.ChoiceField(label=gettext_lazy("When"), choices=Anchor.choices)
    after_minutes = LengthField(label=gettext_lazy("for"), max_length=30, help_text=gettext_lazy("30 min, 4 h or 3 d"))
    calendar = forms.ModelChoiceField(
        Calendar.objects.none(),
        label=gettext_lazy("counted"),
        required=False,
        empty_label=gettext_lazy("round the clock"),
        help_text=gettext_lazy("In working hours a day of eight hours is 8 h."),
    )
    conditions = ConditionsField(label=gettext_lazy("If"))
    effects = EffectsField(label=gettext_lazy("Then"))

    class Meta:
        model = Rule
        fields = [
            "name",
            "triggers",
            "anchor",
            "after_minutes",
            "calendar",
            "conditions",
            "effects",
            "stops",
            "is_active",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.instance.kind
        unwanted = {
            RuleKind.ROUTING: ["triggers", "anchor", "after_minutes", "calendar"],
            RuleKind.EVENT: ["anchor", "after_minutes", "calendar"],
            RuleKind.TIME: ["triggers", "stops"],
        }[RuleKind(kind)]
        for name in unwanted:
            del self.fields[name]
        if kind == RuleKind.TIME:
            choice = self.fields["calendar"]
            assert isinstance(choice, forms.ModelChoiceField)
            choice.queryset = Calendar.objects.all()
        else:
            self.fields["stops"].label = _("Then no other rule of this kind looks at the ticket")
        self.fields["is_active"].label = _("Switched on")

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"], 120).strip()
        if not name:
            raise forms.ValidationError(_("Give it a name."))
        return name


class TryForm(RuleForm):
    """What is needed to try a rule that isn't finished: neither its name nor what it does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {"conditions", "triggers"}:
            del self.fields[name]

    clean_name = None  # type: ignore[assignment]
