from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    NEW = "new", _("New")
    OPEN = "open", _("Open")
    PENDING = "pending", _("Pending")
    ON_HOLD = "on_hold", _("On hold")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


UNRESOLVED = (Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD)
DONE = (Status.RESOLVED, Status.CLOSED)


class Priority(models.IntegerChoices):
    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=50, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Ticket(models.Model):
    """One conversation with one customer, over all channels.

    `version` grows with every change, so that pages can tell newer from older. `channel` is where the customer wrote last.
    `waiting_since` is set while the customer waits for a human: the time of the first message not yet answered.
    `sla_due_at` is the nearest deadline that is still running, for sorting.
    """

    number = models.BigAutoField(primary_key=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="tickets")
    inbox = models.ForeignKey("tickets.Inbox", on_delete=models.PROTECT, related_name="tickets")
    channel = models.CharField(_("channel"), max_length=20)
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="tickets")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_tickets"
    )
    followers: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="tickets.Follower", related_name="followed_tickets"
    )
    tags: models.ManyToManyField[Any, Any] = models.ManyToManyField(Tag, blank=True, related_name="tickets")
    # Skills that an answer needs: by a rule or an agent. The ticket's own language goes without saying.
    needs: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "accounts.Skill", blank=True, related_name="tickets"
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.NEW)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    language = models.CharField(max_length=5, blank=True)
    is_spam = models.BooleanField(default=False)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    # Started by an agent: nobody waits for a first response then.
    started_by_agent = models.BooleanField(default=False)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="continued_by")

    preview = models.CharField(max_length=200, blank=True)
    message_count = models.PositiveIntegerField(default=0)
    version = models.PositiveBigIntegerField(default=0)
    reopen_count = models.PositiveSmallIntegerField(default=0)
    resolution_cycle = models.PositiveSmallIntegerField(default=1)

    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    last_activity_at = models.DateTimeField(default=timezone.now)
    last_customer_message_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    first_response_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    first_resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    # A call that we owe the customer.
    callback_due_at = models.DateTimeField(null=True, blank=True)
    # A manager was called to it, and why; until one takes it off.
    attention_at = models.DateTimeField(null=True, blank=True)
    attention_why = models.CharField(max_length=300, blank=True)

    resolution_clock_from = models.DateTimeField(default=timezone.now)
    first_response_due_at = models.DateTimeField(null=True, blank=True)
    next_response_due_at = models.DateTimeField(null=True, blank=True)
    resolution_due_at = models.DateTimeField(null=True, blank=True)
    # Chosen by a rule; else the first that fits.
    sla_policy = models.ForeignKey(
        "tickets.SLAPolicy", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Business seconds that were left on each clock (by its name) when it stood still.
    sla_paused = models.JSONField(default=dict, blank=True)
    # Clock → [when it began, seconds]: what was promised before an escalation changed the ticket (sla.keep_promises).
    sla_held: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    sla_due_at = models.DateTimeField(null=True, blank=True)

    search = SearchVectorField(null=True, editable=False)

    class Meta:
        ordering = ["-last_activity_at", "-number"]
        indexes = [
            models.Index(
                fields=["team", "-last_activity_at", "-number"],
                condition=Q(status__in=UNRESOLVED, is_spam=False),
                name="ticket_team_open",
            ),
            models.Index(
                fields=["assignee", "-last_activity_at", "-number"],
                condition=Q(status__in=UNRESOLVED, is_spam=False),
                name="ticket_mine_open",
            ),
            models.Index(
                fields=["-last_activity_at", "-number"],
                condition=Q(status__in=UNRESOLVED, is_spam=False),
                name="ticket_all_open",
            ),
            # Whole, so that any list may be sorted by them: those without come last, as in the index.
            models.Index(fields=["sla_due_at", "number"], name="ticket_sla_due"),
            models.Index(fields=["waiting_since", "number"], name="ticket_waiting"),
            models.Index(fields=["-last_activity_at", "-number"], name="ticket_activity"),
            models.Index(fields=["changed_at"], name="ticket_changed"),
            models.Index(fields=["created_at"], name="ticket_created"),
            models.Index(fields=["resolved_at"], condition=Q(resolved_at__isnull=False), name="ticket_resolved"),
            models.Index(
                fields=["first_response_at"],
                condition=Q(first_response_at__isnull=False),
                name="ticket_first_response",
            ),
            models.Index(
                fields=["first_resolved_at"],
                condition=Q(first_resolved_at__isnull=False),
                name="ticket_first_resolved",
            ),
            models.Index(fields=["snoozed_until"], condition=Q(snoozed_until__isnull=False), name="ticket_snoozed"),
            models.Index(
                fields=["callback_due_at"], condition=Q(callback_due_at__isnull=False), name="ticket_callback_due"
            ),
            models.Index(fields=["attention_at"], condition=Q(attention_at__isnull=False), name="ticket_attention"),
            models.Index(fields=["customer", "-last_activity_at"], name="ticket_customer"),
            GinIndex(fields=["search"], name="ticket_search"),
        ]
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    @property
    def is_unresolved(self) -> bool:
        return self.status in UNRESOLVED

    @property
    def title(self) -> str:
        """The subject, else the beginning of what was said."""
        return self.subject or self.preview or f"#{self.number}"

    def facts(self) -> dict[str, Any]:
        """What lets a browser decide whether the row belongs in its view."""
        return {
            "team": self.team_id,
            "status": self.status,
            "assignee": self.assignee_id,
            "channel": self.channel,
            "inbox": self.inbox_id,
            "priority": self.priority,
            "spam": self.is_spam,
            "snoozed": self.snoozed_until is not None,
            "waiting": self.waiting_since is not None,
            "callback": self.callback_due_at is not None,
            "attention": self.attention_at is not None,
            "activity": self.last_activity_at.isoformat(),
            "number": self.number,
        }
