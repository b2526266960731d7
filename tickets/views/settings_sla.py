"""The SLA policy: a target for first response and resolution per priority."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import admin_required, agent_of
from tickets.models import Priority, SLAPolicy
from tickets.policy import active_policy, change_targets

UNITS = {"m": 1, "h": 60, "g": 60, "d": 1440}
PART = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?")
LONGEST = 365 * 1440


def read_duration(text: str) -> int:
    """Minutes of "90 min", "1h 30m", "2 days", "8 godz." or "4:30" (hours:minutes). ValidationError for anything else."""
    text = text.strip().lower()
    clock = re.fullmatch(r"(\d{1,4}):([0-5]\d)", text)
    parts = PART.findall(text)
    if clock:
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif parts and not PART.sub("", text).strip() and all(unit[0] in UNITS for _n, unit in parts):
        minutes = round(sum(float(n.replace(",", ".")) * UNITS[unit[0]] for n, unit in parts))
    else:
        raise ValidationError(_("Write a time like 30 min, 4 h or 2 d."))
    if not 1 <= minutes <= LONGEST:
        raise ValidationError(_("Between one minute and a year, please."))
    return minutes


def write_duration(minutes: int) -> str:
    """The shortest exact form: "30 min", "4 h", "1 h 30 min", "5 d". Read back by read_duration."""
    if minutes % 1440 == 0 and minutes >= 2 * 1440:
        return f"{minutes // 1440} d"
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


class DurationField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return write_duration(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        return read_duration(super().clean(value))


class SLAForm(forms.Form):
    """A row per priority, most urgent first."""

    def __init__(self, *args: Any, policy: SLAPolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {target.priority: target for target in policy.targets.all()}
        for priority in sorted(Priority, reverse=True):
            target = known.get(priority)
            self.fields[f"first_{priority}"] = DurationField(
                label=gettext_lazy("First response"), initial=target.first_response_minutes if target else None
            )
            self.fields[f"resolution_{priority}"] = DurationField(
                label=gettext_lazy("Resolution"), initial=target.resolution_minutes if target else None
            )

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"priority": Priority(p).label, "first": self[f"first_{p}"], "resolution": self[f"resolution_{p}"]}
            for p in sorted(Priority, reverse=True)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for priority in Priority:
            first, resolution = data.get(f"first_{priority}"), data.get(f"resolution_{priority}")
            if first and resolution and first > resolution:
                self.add_error(f"resolution_{priority}", _("A resolution can’t be due before the first response."))
        return data

    def targets(self) -> dict[int, tuple[int, int]]:
        data = self.cleaned_data
        return {int(p): (data[f"first_{p}"], data[f"resolution_{p}"]) for p in Priority}


@admin_required
def sla(request: HttpRequest) -> HttpResponse:
    policy = active_policy()
    form = SLAForm(request.POST or None, policy=policy)
    if request.method == "POST" and form.is_valid():
        if change_targets(agent_of(request), policy, form.targets()):
            messages.success(request, _("Saved. The deadlines of open tickets follow within a minute."))
        return redirect("sla")
    return render(request, "settings/sla.html", {"form": form, "policy": policy})
