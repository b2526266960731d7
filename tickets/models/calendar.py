from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(_("This time zone is unknown.")) from error


def no_hours() -> list[list[list[int]]]:
    return [[] for _day in range(7)]


class Calendar(models.Model):
    """When the firm works. `week` has Monday first, each day a list of [start, end] in minutes after its midnight; a span
    that goes on after midnight ends past 1440. `holidays` is the country whose public holidays are closed, "" for none.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Warsaw", validators=[known_zone])
    week = models.JSONField(default=no_hours)
    holidays = models.CharField(_("public holidays"), max_length=2, blank=True, default="PL")
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")

    def __str__(self) -> str:
        return self.name


class CalendarDay(models.Model):
    """A day that differs: closed for a reason of the firm's own, or open although it is a public holiday."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    name = models.CharField(_("reason"), max_length=80, blank=True)
    is_open = models.BooleanField(_("open"), default=False)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
