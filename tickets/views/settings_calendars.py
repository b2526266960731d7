"""Working hours: a week that can be painted, public holidays, the firm's own days."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import agent_of, manager_required
from core.names import told_when_taken
from core.text import clean_line
from tickets.calendars import OFFICE_WEEK, holiday_names, is_open_now, remove_calendar, save_calendar
from tickets.hours import DAY_MIN, Span
from tickets.models import Calendar

SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")
DAY = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(.*)")
COUNTRIES = [("PL", gettext_lazy("Poland")), ("", gettext_lazy("none"))]
MAX_DAYS = 500
OPEN = "+"


def read_spans(text: str) -> list[list[int]]:
    """Minutes of "8-16", "8:00–12:00, 13:00–17:30" or, over midnight, "22-6". ValidationError with a sentence."""
    found: list[list[int]] = []
    for part in filter(None, (piece.strip() for piece in re.split(r"[,;]", text))):
        match = SPAN.fullmatch(part)
        if match is None:
            raise ValidationError(_("Write hours like 8:00–16:00, several with commas."))
        start, end = (int(match[n]) * 60 + int(match[n + 1] or 0) for n in (1, 3))
        if start >= DAY_MIN or end > DAY_MIN or int(match[2] or 0) > 59 or int(match[4] or 0) > 59:
            raise ValidationError(_("A day has hours from 0:00 to 24:00."))
        end += DAY_MIN if end <= start else 0
        Span(start, end)
        found.append([start, end])
    found.sort()
    for before, after in pairwise(found):
        if after[0] < before[1]:
            raise ValidationError(_("These hours overlap."))
    return found


def write_spans(spans: list[list[int]]) -> str:
    """The form that read_spans reads."""

    def clock(minutes: int) -> str:
        hours, rest = divmod(minutes, 60)
        return f"{hours}:{rest:02}"

    return ", ".join(f"{clock(start)}–{clock(end if end <= DAY_MIN else end - DAY_MIN)}" for start, end in spans)


class CalendarForm(forms.ModelForm):
    """Each day's hours as text; the page lets them be painted."""

    own_days = forms.CharField(
        label=gettext_lazy("Own days"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "2026-12-24 Wigilia"}),
        help_text=gettext_lazy(
            "One a line: a date and why you are closed. A plus before the date: open on that holiday."
        ),
    )

    class Meta:
        model = Calendar
        fields = ["name", "time_zone", "holidays"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holidays"] = forms.ChoiceField(
            label=gettext_lazy("Closed on public holidays of"), choices=COUNTRIES, required=False
        )
        week = self.instance.week if self.instance.pk else OFFICE_WEEK
        for number, name in WEEKDAYS.items():
            self.fields[f"day_{number}"] = forms.CharField(
                label=name,
                required=False,
                max_length=200,
                initial=write_spans(week[number]),
                widget=forms.TextInput(attrs={"data-day": number, "placeholder": gettext_lazy("closed")}),
            )
        if self.instance.pk:
            self.initial["own_days"] = "\n".join(
                f"{OPEN if row.is_open else ''}{row.day} {row.name}".strip() for row in self.instance.days.all()
            )
        self.order_fields(["name", *(f"day_{n}" for n in range(7)), "time_zone", "holidays", "own_days"])

    def days(self) -> list[forms.BoundField]:
        return [self[f"day_{number}"] for number in range(7)]

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"], 80)

    def clean_own_days(self) -> list[tuple[date, str, bool]]:
        found: dict[date, tuple[date, str, bool]] = {}
        for line in filter(None, (row.strip() for row in self.cleaned_data["own_days"].splitlines())):
            match = DAY.fullmatch(line.removeprefix(OPEN).strip())
            try:
                day = date.fromisoformat(match[1]) if match else None
            except ValueError:
                day = None
            if match is None or day is None:
                raise ValidationError(
                    _("This is no date like 2026-12-24: %(line)s"), params={"line": clean_line(line, 60)}
                )
            found[day] = (day, clean_line(match[2], 80), line.startswith(OPEN))
        if len(found) > MAX_DAYS:
            raise ValidationError(_("%(n)s days at most."), params={"n": MAX_DAYS})
        return [found[day] for day in sorted(found)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        week = []
        for number in range(7):
            try:
                week.append(read_spans(data.get(f"day_{number}", "")))
            except ValidationError as error:
                self.add_error(f"day_{number}", error)
        if len(week) == 7:
            for number, spans in enumerate(week):
                after = week[(number + 1) % 7]
                if spans and after and spans[-1][1] - DAY_MIN > after[0][0]:
                    self.add_error(f"day_{number}", _("This night shift overlaps the next day's hours."))
            if not any(week):
                self.add_error(None, _("There must be some working hours, else nothing would ever be due."))
            self.instance.week = week
        return data


@manager_required
def calendars(request: HttpRequest) -> HttpResponse:
    found = [
        {"calendar": one, "is_open": is_open_now(one)} for one in Calendar.objects.prefetch_related("days", "policies")
    ]
    return render(request, "settings/calendars.html", {"calendars": found})


@manager_required
def calendar(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new one, or the one with this id."""
    instance = get_object_or_404(Calendar, pk=pk) if pk else Calendar()
    form = CalendarForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        with told_when_taken(form, _("There is a calendar with this name already.")):
            save_calendar(agent_of(request), form.save(commit=False), form.cleaned_data["own_days"])
            messages.success(request, _("Saved. The deadlines of open tickets follow within a minute."))
            return redirect("calendars")
    country = str(form["holidays"].value() or "")
    year = timezone.localdate().year
    context = {
        "form": form,
        "calendar": instance if pk else None,
        "years": [(one, holiday_names(country, one)) for one in (year, year + 1)],
    }
    return render(request, "settings/calendar.html", context, status=422 if form.errors else 200)


@manager_required
@require_POST
def delete_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Calendar, pk=pk)
    try:
        remove_calendar(agent_of(request), found)
    except ProtectedError:
        messages.error(
            request,
            _("This calendar is in use by an SLA policy, a rule or the surveys. Choose another one there first."),
        )
        return redirect("calendar", pk)
    messages.success(request, _("Deleted."))
    return redirect("calendars")
