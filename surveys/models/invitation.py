from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.models.survey import INTERACTIONS, Moment
from surveys.scores import Kind


class State(models.TextChoices):
    DUE = "due", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    NOT_SENT = "not_sent", _("Not sent")
    UNASKED = "unasked", _("Rated without being asked")


class NotSent(models.TextChoices):
    """Why somebody was not asked."""

    DISABLED = "disabled", _("Surveys are switched off")
    NOT_ASKED_HERE = "not_asked_here", _("No survey asks about such tickets")
    SAMPLED = "sampled", _("Not among those drawn to be asked")
    SPAM = "spam", _("The ticket is spam")
    NOBODY_WROTE = "nobody_wrote", _("No person wrote to us in this ticket")
    NOT_ANSWERED = "not_answered", _("Nobody of us had answered")
    REOPENED = "reopened", _("The ticket was reopened before")
    CAME_BACK = "came_back", _("The conversation went on")
    OPTED_OUT = "opted_out", _("The customer does not want surveys")
    MERGED = "merged", _("The profile was joined into another")
    COOLDOWN = "cooldown", _("The customer was asked not long ago")
    UNDELIVERABLE = "undeliverable", _("Messages to the customer's address come back")
    WINDOW_CLOSED = (
        "window_closed",
        _(
            "Their channel takes no free message now, no approved template is chosen, and they agreed to no other channel"
        ),
    )
    NO_ADDRESS = "no_address", _("There is no address to ask at")
    TOO_LATE = "too_late", _("Too long ago")
    RATED = "rated", _("They rated it in public already")


class Detour(models.TextChoices):
    """How the question went where the messaging window of the customer's own channel was closed."""

    TEMPLATE = "template", _("As an approved template: they had not written for too long")
    ELSEWHERE = "elsewhere", _("By another channel: theirs takes no free message now")


class SurveyInvitation(models.Model):
    """One question to one customer: once per resolution cycle of a ticket, or once in a while on the whole relation.

    Only the token's hash is kept; a reminder carries a second token of its own. Agent, team, channel, inbox, language and
    topic (the ticket's tags) are those at the time of sending and never change; `channel` is where the conversation took
    place, `sent_channel` by which the question went. `second_of` is the answer's invitation that a closed follow-up case
    asks about again. `message` is what asked, `reminder` what asked once more.

    An answer that came without a question hangs on a row in state "unasked": it counts in CSAT, NPS and CES, never among
    those who were asked. Public reviews (surveys/ratings.py) are on cycle 0 of their ticket and have no survey; answers on
    an open page (surveys/feedback.py) have no ticket, their token is the submission's.
    """

    survey = models.ForeignKey(
        "surveys.Survey", null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.CSAT)
    moment = models.CharField(max_length=10, choices=Moment.choices, default=Moment.RESOLVED)
    ticket = models.ForeignKey(
        "tickets.Ticket", null=True, blank=True, on_delete=models.CASCADE, related_name="survey_invitations"
    )
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.CASCADE, related_name="survey_invitations"
    )
    resolution_cycle = models.PositiveSmallIntegerField(default=0)
    second_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="second_ask"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    reason = models.CharField(max_length=16, choices=NotSent.choices, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    reminder_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    language = models.CharField(max_length=5, blank=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    inbox = models.ForeignKey("tickets.Inbox", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=20, blank=True)
    topic = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    sent_channel = models.CharField(max_length=20, blank=True)
    detour = models.CharField(max_length=12, choices=Detour.choices, blank=True)
    message = models.ForeignKey("tickets.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reminder = models.ForeignKey("tickets.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    # When the one reminder is due; empty when there is none (any more).
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    # When somebody was told that their answer could not be counted any more: once a question.
    told_closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "resolution_cycle"],
                condition=Q(moment__in=[moment.value for moment in INTERACTIONS], second_of__isnull=True),
                name="survey_once_per_cycle",
            ),
            models.CheckConstraint(
                condition=Q(moment=Moment.OPEN) | Q(ticket__isnull=False, customer__isnull=False),
                name="survey_of_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="survey_due"),
            models.Index(fields=["remind_at", "id"], condition=Q(remind_at__isnull=False), name="survey_remind"),
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="survey_sent"),
            models.Index(fields=["created_at"], condition=Q(state="not_sent"), name="survey_not_sent"),
            models.Index(fields=["customer", "-sent_at"], name="survey_customer"),
            models.Index(fields=["survey", "-created_at"], name="survey_of_survey"),
        ]
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")

    def __str__(self) -> str:
        return f"{self.state}: survey on #{self.ticket_id}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at is None or self.expires_at <= timezone.now()

    @property
    def closed_at(self) -> datetime | None:
        """Since when nothing can be answered or changed any more; None while it can."""
        given = getattr(self, "answer", None)
        if given is not None:
            return None if given.is_changeable else given.changeable_until
        return (self.expires_at or self.created_at) if self.is_expired else None
