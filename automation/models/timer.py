from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from automation.models.rule import Rule
from core.units import percent


class Clock(models.TextChoices):
    """The names of tickets.sla's clocks, in words."""

    FIRST = "first_response", _("First response")
    NEXT = "next_response", _("Next response")
    RESOLUTION = "resolution", _("Resolution")


class EscalationStep(models.Model):
    """What is done when so many per cent of a target are used up; over 100: so long after it was missed.

    Steps are never deleted while their policy lives: a change on a ticket may just be writing a timer of theirs.
    """

    policy = models.ForeignKey("tickets.SLAPolicy", on_delete=models.CASCADE, related_name="steps")
    clock = models.CharField(_("clock"), max_length=16, choices=Clock.choices, default=Clock.FIRST)
    percent = models.PositiveSmallIntegerField(
        _("per cent of the target"), validators=[MinValueValidator(1), MaxValueValidator(300)]
    )
    effects: models.JSONField[Any, Any] = models.JSONField(default=list)
    # What passed before is not made up for: a new step would else set off on every old ticket at once.
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["clock", "percent", "pk"]
        verbose_name = _("escalation step")
        verbose_name_plural = _("escalation steps")

    def __str__(self) -> str:
        return f"{self.get_clock_display()}, {percent(self.percent)}"


class Timer(models.Model):
    """That a step or a time rule sets off on a ticket at `due_at`, once in each round of `what` (a clock, or what a time rule
    counts from) that began at `since`. Kept as done until the round is over, so that it can't set off again in it.

    Written in the transaction that changes the ticket, with the ticket's row locked; so is it claimed (automation/timers.py).
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="timers")
    step = models.ForeignKey(EscalationStep, null=True, on_delete=models.CASCADE, related_name="timers")
    rule = models.ForeignKey(Rule, null=True, on_delete=models.CASCADE, related_name="timers")
    what = models.CharField(max_length=16)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__isnull=False, rule__isnull=True) | Q(step__isnull=True, rule__isnull=False),
                name="timer_of_step_or_rule",
            ),
            models.UniqueConstraint(fields=["ticket", "step", "since"], name="timer_once_per_step"),
            models.UniqueConstraint(fields=["ticket", "rule", "since"], name="timer_once_per_rule"),
        ]
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(done_at=None), name="timer_due")]

    def __str__(self) -> str:
        return f"{self.step or self.rule} on #{self.ticket_id}"


class RuleSpread(models.Model):
    """A time rule was made or changed: its timers are written ticket by ticket, up to `reached` so far."""

    rule = models.OneToOneField(Rule, on_delete=models.CASCADE, related_name="spread")
    reached = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.rule} up to #{self.reached}"
