from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DUE = "due", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    NOT_SENT = "not_sent", _("Not sent")
    UNASKED = "unasked", _("Rated without being asked")


class NotSent(models.TextChoices):
    """Why somebody was not asked."""

    DISABLED = "disabled", _("Surveys are switched off")
    SPAM = "spam", _("The ticket is spam")
    NOBODY_WROTE = "nobody_wrote", _("No person wrote to us in this ticket")
    REOPENED = "reopened", _("The ticket was reopened before")
    OPTED_OUT = "opted_out", _("The customer does not want surveys")
    MERGED = "merged", _("The profile was joined into another")
    COOLDOWN = "cooldown", _("The customer was asked not long ago")
    UNDELIVERABLE = "undeliverable", _("Messages to the customer's address come back")
    NO_ADDRESS = "no_address", _("There is no address to ask at")
    TOO_LATE = "too_late", _("Too long ago")
    RATED = "rated", _("They rated it in public already")


class SurveyInvitation(models.Model):
    """One question to one customer about one resolution of one ticket: once per resolution cycle.

    Only the token's hash is kept. Agent, team, channel and inbox are those at the time of sending and never change;
    `channel` is where the conversation took place, `sent_channel` by which the question went.

    A rating that came by itself (a public review, see surveys/ratings.py) hangs on a row of cycle 0 in state "unasked":
    it counts in CSAT, never among those who were asked.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="survey_invitations")
    customer = models.ForeignKey("customers.Customer", on_delete=models.CASCADE, related_name="survey_invitations")
    resolution_cycle = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    reason = models.CharField(max_length=14, choices=NotSent.choices, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    language = models.CharField(max_length=5, blank=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    inbox = models.ForeignKey("tickets.Inbox", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=20, blank=True)
    sent_channel = models.CharField(max_length=20, blank=True)
    message = models.ForeignKey("tickets.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["ticket", "resolution_cycle"], name="survey_once_per_cycle")]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="survey_due"),
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="survey_sent"),
            models.Index(fields=["customer", "-sent_at"], name="survey_customer"),
        ]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    def __str__(self) -> str:
        return f"{self.state}: survey on #{self.ticket_id}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at is None or self.expires_at <= timezone.now()
