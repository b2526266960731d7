from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DEFAULT_LIMIT = 12


class Method(models.TextChoices):
    """How a team's new tickets find somebody."""

    OFF = "off", _("Nobody by itself: people take tickets")
    ROUND_ROBIN = "round_robin", _("Round robin: each in turn")
    LEAST_BUSY = "least_busy", _("Least busy: who has the most room")
    BEST_SKILLED = "best_skilled", _("Best skilled: who knows language and topic best, then the least busy")


class TeamAssignment(models.Model):
    """How one team hands out its tickets; a team without a row doesn't."""

    team = models.OneToOneField("accounts.Team", on_delete=models.CASCADE, related_name="assignment")
    method = models.CharField(_("method"), max_length=14, choices=Method.choices, default=Method.OFF)
    # Who answered this customer lately comes first.
    prefers_known = models.BooleanField(default=True)
    # A ticket with skills that nobody here has waits so long for one who has them; null: for ever.
    skills_wait_minutes = models.PositiveIntegerField(null=True, blank=True, default=15)
    # Unanswered tickets of somebody who has been away so long go to others; null: they stay.
    take_back_minutes = models.PositiveIntegerField(null=True, blank=True)
    # Only in these hours; empty: round the clock.
    calendar = models.ForeignKey(
        "tickets.Calendar", null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("assignment of a team")
        verbose_name_plural = _("assignments of teams")

    def __str__(self) -> str:
        return f"{self.team}: {self.method}"


class Turn(models.Model):
    """When somebody was last given a ticket of a team: the one longest ago comes first."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="turns")
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="turns")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "team"], name="turn_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id} at {self.at}"


class AssignmentRequest(models.Model):
    """A ticket that waits for somebody to be free. `method` is a rule's own wish, empty for the team's; `chain` the rules
    that led here."""

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.CASCADE, related_name="assignment_request")
    method = models.CharField(max_length=14, choices=Method.choices, blank=True)
    chain = models.JSONField(default=list)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"#{self.ticket_id} since {self.since}"


class ChannelCapacity(models.Model):
    """How much of a person one ticket of a channel takes, and how many of them at once."""

    channel = models.CharField(max_length=20, primary_key=True)
    weight = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])
    # At once, for everybody who has no number of their own; null: as many as there is room for.
    at_once = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["channel"]
        verbose_name_plural = "channel capacities"

    def __str__(self) -> str:
        return f"{self.channel}: {self.weight}"


class Capacity(models.Model):
    """How much work fits: of one person, or (no `user`) of everybody who has none of their own. `channels` has how many
    tickets of a channel at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="capacity"
    )
    # Null: as everybody.
    limit = models.PositiveSmallIntegerField(null=True, blank=True)
    channels = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=models.Q(user=None), name="capacity_of_everybody_once")
        ]
        verbose_name_plural = "capacities"

    def __str__(self) -> str:
        return f"{self.user_id or 'everybody'}: {self.limit}"
