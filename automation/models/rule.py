from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RuleKind(models.TextChoices):
    """Routing rules look at new tickets, in order, the first that fits and says so is the last. Event rules follow what
    happens, time rules what doesn't."""

    ROUTING = "routing", _("Routing")
    EVENT = "event", _("When something happens")
    TIME = "time", _("When time passes")


class Trigger(models.TextChoices):
    """What an event rule follows."""

    CREATED = "created", _("a ticket comes in")
    CUSTOMER_WROTE = "received", _("the customer writes")
    AGENT_ANSWERED = "replied", _("an agent answers")
    STATUS = "status_changed", _("the status changes")
    REOPENED = "reopened", _("the customer reopens it")
    ASSIGNED = "assigned", _("the assignee changes")
    PRIORITY = "priority_changed", _("the priority changes")
    TAGGED = "tags_changed", _("the tags change")
    RATED = "rated", _("the customer rates")
    SURVEY = "survey_answered", _("a survey is answered")
    FOLLOW_UP = "follow_up_opened", _("an unhappy answer is to be followed up")
    NOT_DELIVERED = "delivery_failed", _("an answer doesn't arrive")


class Anchor(models.TextChoices):
    """What a time rule counts from."""

    CUSTOMER_WAITS = "customer_waits", _("the customer has waited")
    WE_WAIT = "we_wait", _("we have waited for the customer")
    UNASSIGNED = "unassigned", _("nobody has had it")
    RESOLVED = "resolved", _("it has been resolved")


def everything() -> dict[str, Any]:
    return {"match": "all", "items": []}


class Rule(models.Model):
    """A sentence: when `triggers` (or `anchor` for `after_minutes`) and `conditions`, then `effects`; both in the words of
    tickets/vocabulary. `stops`: later rules of this kind don't look at what this one took.
    """

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=8, choices=RuleKind.choices, default=RuleKind.ROUTING)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(_("active"), default=True)
    triggers = models.JSONField(default=list, blank=True)
    anchor = models.CharField(max_length=16, choices=Anchor.choices, blank=True)
    after_minutes = models.PositiveIntegerField(null=True, blank=True)
    # Counted in these working hours; empty: round the clock.
    calendar = models.ForeignKey(
        "tickets.Calendar", null=True, blank=True, on_delete=models.PROTECT, related_name="time_rules"
    )
    conditions = models.JSONField(default=everything)
    effects = models.JSONField(default=list)
    stops = models.BooleanField(_("then no other rule"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["kind", "position", "pk"]
        verbose_name = _("rule")
        verbose_name_plural = _("rules")

    def __str__(self) -> str:
        return self.name


class RuleRun(models.Model):
    """That a rule ran on a ticket: which, why (the conditions that were met), what it did. Kept when the rule goes.

    Once per rule and event: what comes twice finds the first.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        LOOP = "loop", _("Stopped: it would have run in circles")

    rule = models.ForeignKey(Rule, null=True, on_delete=models.SET_NULL, related_name="runs")
    rule_name = models.CharField(max_length=120)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="rule_runs")
    event = models.ForeignKey("tickets.TicketEvent", null=True, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.DONE)
    why = models.JSONField(default=list)
    did = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "event"],
                condition=Q(event__isnull=False, rule__isnull=False),
                name="rule_once_per_event",
            )
        ]
        indexes = [
            models.Index(fields=["ticket", "-at"], name="rule_run_ticket"),
            models.Index(fields=["rule", "-at"], name="rule_run_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_name} on #{self.ticket_id}"
