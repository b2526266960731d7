from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.answer import SurveyAnswer

MAX_WORDS = 2000


class CaseState(models.TextChoices):
    OPEN = "open", pgettext_lazy("follow-up case", "Open")
    IN_PROGRESS = "in_progress", pgettext_lazy("follow-up case", "In progress")
    CLOSED = "closed", pgettext_lazy("follow-up case", "Closed")


class CaseOutcome(models.TextChoices):
    """How it ended. The last two are never chosen: such a case closed by itself and counts in no figure."""

    SATISFIED = "satisfied", _("The customer is content now")
    EXPLAINED = "explained", _("Explained to the customer")
    COMPENSATED = "compensated", _("Refunded or made up for")
    UNREACHABLE = "unreachable", _("The customer could not be reached")
    NOTHING = "nothing", _("There was nothing to do")
    CHANGED = "changed", _("The customer changed the answer")
    SPAM = "spam", _("The ticket is spam")


BY_ITSELF = (CaseOutcome.CHANGED, CaseOutcome.SPAM)
CHOSEN = tuple(outcome for outcome in CaseOutcome if outcome not in BY_ITSELF)


class FollowUpCase(models.Model):
    """One unhappy answer that somebody follows to its end: one case per answer, ever. Ticket, customer, channel and team are
    those of the answer's invitation.

    `score` is the answer's as the case last saw it. `worked_at` is when somebody first did something about it; taking it is
    not yet work. `first_closed_at` and `in_time` are set by the first person who closes it and never again: reopening
    doesn't rewrite the past. `tell_at` is when somebody is to hear of the deadline next.
    """

    answer = models.OneToOneField(SurveyAnswer, on_delete=models.CASCADE, related_name="case")
    score = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=11, choices=CaseState.choices, default=CaseState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=CaseOutcome.choices, blank=True)
    done = models.TextField(_("what was done"), max_length=MAX_WORDS, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    first_closed_at = models.DateTimeField(null=True, blank=True)
    in_time = models.BooleanField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    tell_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(outcome="")), name="case_closed_how"
            )
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=~Q(state="closed"), name="case_open_due"),
            models.Index(fields=["-closed_at", "-id"], condition=Q(state="closed"), name="case_closed"),
            models.Index(fields=["tell_at", "id"], condition=Q(tell_at__isnull=False), name="case_tell"),
            models.Index(fields=["opened_at"], name="case_opened"),
            models.Index(fields=["first_closed_at"], name="case_first_closed"),
        ]
        verbose_name = _("follow-up case")
        verbose_name_plural = _("follow-up cases")

    def __str__(self) -> str:
        return f"{self.state}: {self.answer}"

    @property
    def is_open(self) -> bool:
        return self.state != CaseState.CLOSED

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_at < timezone.now()

    @property
    def went_well(self) -> bool:
        """Closed with something given to the customer: contentment, reasons, amends."""
        return self.outcome in {CaseOutcome.SATISFIED, CaseOutcome.EXPLAINED, CaseOutcome.COMPENSATED}

    @property
    def holder(self) -> Any:
        """The owner while they are with us: whoever has left has nothing any more."""
        return self.owner if self.owner is not None and self.owner.is_active else None


class CaseStep(models.Model):
    """What happened on a case. `text` are a person's words, `to` who got it, `data` the values of the sentence."""

    class Kind(models.TextChoices):
        OPENED = "opened"
        TAKEN = "taken"
        GIVEN = "given"
        LEFT = "left"
        BEGUN = "begun"
        CONTACTED = "contacted"
        NOTE = "note"
        ANSWER_CHANGED = "answer_changed"
        WORDS_ADDED = "words_added"
        CLOSED = "closed"
        REOPENED = "reopened"
        SECOND_DROPPED = "second_dropped"
        SECOND_ANSWERED = "second_answered"

    case = models.ForeignKey(FollowUpCase, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(max_length=MAX_WORDS, blank=True)
    data: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["case", "at", "id"], name="case_steps")]

    def __str__(self) -> str:
        return f"{self.kind} on case {self.case_id}"
