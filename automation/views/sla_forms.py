"""The forms of an SLA policy's page: whom it is for, when its clocks run, targets per priority, escalation steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from automation.escalation import StepRow, steps_of
from automation.models import Clock
from core.text import clean_line
from tickets.durations import read_duration, write_duration
from tickets.models import Calendar, Priority, SLAPolicy, Status
from tickets.policy import DEFAULTS, Targets
from tickets.vocabulary.forms import ConditionsField, EffectsField

FIELDS = {
    "first": ("first_response_minutes", gettext_lazy("First response")),
    "next": ("next_response_minutes", gettext_lazy("Next response")),
    "resolution": ("resolution_minutes", gettext_lazy("Resolution")),
}
WAITING = [Status.PENDING, Status.ON_HOLD]
MAX_STEPS = 20
MAX_PERCENT = 300
# What the builder sends of a step that nobody filled in.
UNTOUCHED = {None, "", "[]", '[{"effect":"","value":null}]'}


class DurationField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return write_duration(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return read_duration(text) if text else None


class PolicyForm(forms.Form):
    """Whom it is for, when the clocks run, and a row per priority, most urgent first."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    conditions = ConditionsField(label=gettext_lazy("For tickets where"))
    is_active = forms.BooleanField(label=gettext_lazy("In force"), required=False)
    calendar = forms.ModelChoiceField(
        Calendar.objects.none(),
        label=gettext_lazy("Clocks run"),
        required=False,
        empty_label=gettext_lazy("round the clock"),
    )
    paused_in = forms.MultipleChoiceField(
        label=gettext_lazy("Clocks stand still while a ticket is"),
        choices=[(status.value, status.label) for status in WAITING],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, policy: SLAPolicy) -> None:
        self.policy = policy
        names = ["name", "conditions", "is_active", "paused_in"]
        initial = {name: getattr(policy, name) for name in names} | {"calendar": policy.calendar_id}
        super().__init__(data, initial=initial)
        choice = self.fields["calendar"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Calendar.objects.all()
        known = {target.priority: target for target in policy.targets.all()} if policy.pk else {}
        for priority in sorted(Priority, reverse=True):
            target = known.get(priority)
            usual = {} if policy.pk else dict(zip(("first", "resolution"), DEFAULTS[priority], strict=True))
            for name, (column, label) in FIELDS.items():
                self.fields[f"{name}_{priority}"] = DurationField(
                    label=label, initial=getattr(target, column, usual.get(name)), required=name != "next"
                )
            self.fields[f"chat_{priority}"] = forms.IntegerField(
                label=gettext_lazy("First answer in a chat (seconds)"),
                initial=getattr(target, "chat_first_response_seconds", None),
                required=False,
                min_value=1,
                max_value=86_400,
            )

    def rows(self) -> list[dict[str, Any]]:
        names = [*FIELDS, "chat"]
        return [
            {"priority": Priority(p).label, "fields": [self[f"{name}_{p}"] for name in names]}
            for p in sorted(Priority, reverse=True)
        ]

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"], 80).strip()
        if not name:
            raise ValidationError(_("Give it a name."))
        if SLAPolicy.objects.filter(name=name).exclude(pk=self.policy.pk).exists():
            raise ValidationError(_("Another policy has this name."))
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for priority in Priority:
            first, resolution = data.get(f"first_{priority}"), data.get(f"resolution_{priority}")
            if first and resolution and first > resolution:
                self.add_error(f"resolution_{priority}", _("A resolution can’t be due before the first response."))
        return data

    def targets(self) -> Targets:
        data = self.cleaned_data
        found: Targets = {
            int(p): {column: data[f"{name}_{p}"] for name, (column, _label) in FIELDS.items()} for p in Priority
        }
        for p in Priority:
            found[int(p)]["chat_first_response_seconds"] = data[f"chat_{p}"]
        return found


class StepForm(forms.Form):
    """One escalation step; all empty: none."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    percent = forms.IntegerField(
        label=gettext_lazy("At so much of the target (%)"),
        min_value=1,
        max_value=MAX_PERCENT,
        error_messages={"required": gettext_lazy("Say when: 80 is before the target, 100 at it, 150 after it.")},
    )
    clock = forms.ChoiceField(label=gettext_lazy("Clock"), choices=Clock.choices)
    effects = EffectsField(label=gettext_lazy("Then"), allowed=lambda e: e.name != "policy" and not e.by_people)

    def has_changed(self) -> bool:
        """A new one is looked at as soon as anything is filled in."""
        return bool(self["percent"].data) or self["effects"].data not in UNTOUCHED


class BaseSteps(forms.BaseFormSet):
    def rows(self) -> list[StepRow]:
        kept = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data]
        values = [form.cleaned_data for form in kept]
        return [StepRow(one["clock"], one["percent"], one["effects"], one["pk"]) for one in values]


StepForms = forms.formset_factory(
    StepForm, BaseSteps, extra=1, can_delete=True, max_num=MAX_STEPS, validate_max=True, absolute_max=MAX_STEPS + 5
)


def step_forms(data: Any, policy: SLAPolicy) -> BaseSteps:
    """The policy's steps and an empty one."""
    known = [{"pk": s.pk, "clock": s.clock, "percent": s.percent, "effects": s.effects} for s in steps_of(policy)]
    forms_of_steps = StepForms(data, initial=known, prefix="steps")
    assert isinstance(forms_of_steps, BaseSteps)
    return forms_of_steps
