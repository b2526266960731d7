from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_TEXT = 500


class IncidentSettings(models.Model):
    """When many tickets of one topic become a suggestion. One row."""

    enabled = models.BooleanField(_("look for incidents"), default=True)
    tickets = models.PositiveSmallIntegerField(
        _("tickets of different customers"), default=5, validators=[MinValueValidator(3), MaxValueValidator(500)]
    )
    minutes = models.PositiveSmallIntegerField(
        _("within (minutes)"), default=60, validators=[MinValueValidator(5), MaxValueValidator(1440)]
    )
    singleton = models.BooleanField(default=True, unique=True, editable=False)

    def __str__(self) -> str:
        return f"{self.tickets} tickets within {self.minutes} minutes"

    @classmethod
    def current(cls) -> IncidentSettings:
        """As saved, else the defaults."""
        return cls.objects.first() or cls()


class Incident(models.Model):
    """One trouble behind many tickets. While it is open and public, customers read its text before they ask.

    `teams`, `inboxes` and `channels` say where they read it; none of a kind means all of it. `words` are its topic: a new
    ticket with them is offered for linking, or linked by itself with `links_itself`.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        RESOLVED = "resolved", _("Resolved")

    title = models.CharField(_("title"), max_length=150)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    text_en = models.CharField(_("what customers read, in English"), max_length=MAX_TEXT, blank=True)
    text_pl = models.CharField(_("what customers read, in Polish"), max_length=MAX_TEXT, blank=True)
    is_public = models.BooleanField(_("tell customers"), default=False)
    on_help = models.BooleanField(_("on the help page"), default=True)
    teams: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "accounts.Team", blank=True, related_name="+", verbose_name=_("teams")
    )
    inboxes: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "tickets.Inbox", blank=True, related_name="+", verbose_name=_("inboxes")
    )
    channels = models.JSONField(_("channels"), default=list, blank=True)
    words = models.JSONField(_("words of the topic"), default=list, blank=True)
    links_itself = models.BooleanField(_("link such tickets by itself"), default=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["status", "-opened_at", "-pk"]
        indexes = [models.Index(fields=["status", "-opened_at"], name="incident_status")]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


class IncidentTicket(models.Model):
    """A ticket's place in an incident; one that was refused isn't offered again."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        LINKED = "linked", _("Linked")
        REFUSED = "refused", _("Not part of it")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="links")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="incident_links")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFFERED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "ticket"], name="incident_ticket_once")]
        indexes = [
            models.Index(fields=["incident", "state", "-ticket"], name="incident_ticket_state"),
            models.Index(fields=["ticket", "state"], name="incident_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.state} in {self.incident_id}"


class IncidentSuggestion(models.Model):
    """That many tickets of one topic came in. `words` as customers wrote them, `terms` as they are compared."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        TAKEN = "taken", _("An incident was opened")
        DISMISSED = "dismissed", _("Not an incident")
        PAST = "past", _("Past")

    words = models.JSONField(default=list)
    terms = models.JSONField(default=list)
    tickets = models.JSONField(default=list)
    customers = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    incident = models.ForeignKey(Incident, null=True, blank=True, on_delete=models.SET_NULL, related_name="suggestions")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-seen_at", "-pk"]
        indexes = [models.Index(fields=["state", "-seen_at"], name="incident_suggestion_state")]

    def __str__(self) -> str:
        return ", ".join(self.words)


class IncidentAnswer(models.Model):
    """One answer to all linked tickets, each by its own channel."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="answers")
    text_en = models.TextField(blank=True)
    text_pl = models.TextField(blank=True)
    resolves = models.BooleanField(default=False)
    # Each as the ticket's assignee, where there is one, instead of as `by`.
    by_assignee = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # Of the form that it came by: sent twice it is one answer.
    key = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"answer {self.pk} to {self.incident_id}"

    def text(self, language: str) -> str:
        """In this language, else in the other."""
        own, other = (self.text_pl, self.text_en) if language == "pl" else (self.text_en, self.text_pl)
        return own or other


class IncidentReply(models.Model):
    """The answer on one ticket: a row that the worker works off, once."""

    class State(models.TextChoices):
        DUE = "due", _("Waiting")
        SENT = "sent", _("Written")
        REFUSED = "refused", _("Can’t be sent")

    answer = models.ForeignKey(IncidentAnswer, on_delete=models.CASCADE, related_name="replies")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.DUE)
    reason = models.CharField(max_length=500, blank=True)
    message = models.ForeignKey("tickets.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["answer", "ticket"], name="incident_reply_once")]
        indexes = [models.Index(fields=["due_at", "id"], condition=models.Q(state="due"), name="incident_reply_due")]

    def __str__(self) -> str:
        return f"{self.state} on #{self.ticket_id}"
