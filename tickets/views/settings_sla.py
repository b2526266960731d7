"""The SLA policy: targets per priority, and when their clocks run."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import admin_required, agent_of
from tickets.durations import read_duration, write_duration
from tickets.models import Calendar, Priority, SLAPolicy, Status
from tickets.policy import Targets, active_policy, change_policy


class DurationField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return write_duration(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return read_duration(text) if text else None


FIELDS = {
    "first": ("first_response_minutes", gettext_lazy("First response")),
    "next": ("next_response_minutes", gettext_lazy("Next response")),
    "resolution": ("resolution_minutes", gettext_lazy("Resolution")),
}
WAITING = [Status.PENDING, Status.ON_HOLD]


class SLAForm(forms.Form):
    """When the clocks run, and a row per priority, most urgent first."""

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
        super().__init__(data, initial={"calendar": policy.calendar_id, "paused_in": policy.paused_in})
        choice = self.fields["calendar"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Calendar.objects.all()
        known = {target.priority: target for target in policy.targets.all()}
        for priority in sorted(Priority, reverse=True):
            target = known.get(priority)
            for name, (column, label) in FIELDS.items():
                self.fields[f"{name}_{priority}"] = DurationField(
                    label=label, initial=getattr(target, column, None), required=name != "next"
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


@admin_required
def sla(request: HttpRequest) -> HttpResponse:
    policy = active_policy()
    form = SLAForm(request.POST or None, policy=policy)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        changed = change_policy(
            agent_of(request), policy, form.targets(), calendar=data["calendar"], paused_in=data["paused_in"]
        )
        if changed:
            messages.success(request, _("Saved. The deadlines of open tickets follow within a minute."))
        return redirect("sla")
    return render(request, "settings/sla.html", {"form": form, "policy": policy})
