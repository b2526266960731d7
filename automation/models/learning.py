"""What is learnt from closed tickets, and what was suggested by it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Target(models.TextChoices):
    """What can be suggested."""

    TEAM = "team", _("Team")
    TAGS = "tags", _("Tags")
    PRIORITY = "priority", _("Priority")


class Mode(models.TextChoices):
    OFF = "off", pgettext_lazy("suggestions", "Off")
    SUGGEST = "suggest", _("Suggest")
    APPLY = "apply", _("Apply by itself when sure enough")


class LearningTarget(models.Model):
    """How far suggestions may go for one target. No row: off."""

    target = models.CharField(max_length=8, choices=Target.choices, primary_key=True)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode.choices, default=Mode.OFF)
    # Per cent: from here it is applied without asking.
    apply_from = models.PositiveSmallIntegerField(_("from"), default=90)

    class Meta:
        ordering = ["target"]

    def __str__(self) -> str:
        return f"{self.target}: {self.mode}"


class LeftOutTeam(models.Model):
    """A team whose tickets are left alone: nothing is learnt from them and nothing suggested on them."""

    team = models.OneToOneField("accounts.Team", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.team)


class Training(models.Model):
    """One round of learning: asked for, worked on under a lease, done. `data` is what was learnt (store.py), kept for the
    newest few; `report` is what it was learnt from and how it did on the tickets that were held back.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Learning")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    error = models.TextField(blank=True)
    report = models.JSONField(default=dict, blank=True)
    data = models.BinaryField(default=bytes, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="waiting"), name="one_training_waits"),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="training_state")]

    def __str__(self) -> str:
        return f"{self.state} {self.asked_at:%Y-%m-%d %H:%M}"


class Suggestion(models.Model):
    """That a value was suggested for a new ticket: how sure, because of which words, and what became of it.

    `value` is a team's id, a priority or a tag's name; `was` the value then. `words` are `[word, weight]` in the customer's
    spelling, the heaviest first. `right` is known when the ticket is resolved, or when a person said so.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Suggested")
        APPLIED = "applied", _("Applied by a person")
        DISMISSED = "dismissed", _("Dismissed")
        ALONE = "alone", _("Applied by itself")
        KEPT = "kept", _("Applied by itself, confirmed")
        UNDONE = "undone", _("Applied by itself, undone")

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="learnt_suggestions")
    training = models.ForeignKey(Training, null=True, on_delete=models.SET_NULL, related_name="+")
    target = models.CharField(max_length=8, choices=Target.choices)
    value = models.CharField(max_length=50)
    was = models.CharField(max_length=50, blank=True)
    certainty = models.FloatField()
    words = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    right = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "target", "value"], name="suggested_once"),
            models.UniqueConstraint(
                fields=["ticket", "target"], condition=~Q(target="tags"), name="suggested_one_value"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="suggestion_created")]

    def __str__(self) -> str:
        return f"{self.target} {self.value} on #{self.ticket_id}"
