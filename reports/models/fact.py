from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q


class Measure(models.IntegerChoices):
    """What a fact can say; docs/metrics.md has the words. Numbers are stored: never give one to something else.

    Seconds are rounded (reports/rounding.py), yes and no are 1 and 0, what is only counted is 1.
    """

    CREATED = 1
    OPENED = 2
    LEFT = 3
    FIRST_RESPONSE = 4
    FIRST_RESPONSE_BUSINESS = 5
    NEXT_RESPONSE = 6
    NEXT_RESPONSE_BUSINESS = 7
    RESOLVED = 8
    RESOLUTION = 9
    RESOLUTION_BUSINESS = 10
    REOPENED = 11
    FIRST_CONTACT = 12
    CAME_BACK = 13
    ONE_TOUCH = 14
    MESSAGES = 15
    TRANSFER = 16
    TRANSFERRED = 17
    REPEATED = 18
    SLA_FIRST = 19
    SLA_NEXT = 20
    SLA_RESOLUTION = 21
    CONTACT = 22
    ANSWER = 23
    LATE_FIRST = 24
    LATE_NEXT = 25
    LATE_RESOLUTION = 26
    SWITCHED = 30
    # Of surveys, not of tickets (reports/facts/said.py): the scores given, and of those asked who answered.
    CSAT = 40
    NPS = 41
    CES = 42
    CSAT_ASKED = 43
    NPS_ASKED = 44
    CES_ASKED = 45


# Few of many facts, and read one by one: their deadlines lie at hours that no sum knows.
LATENESS = [Measure.LATE_FIRST.value, Measure.LATE_NEXT.value, Measure.LATE_RESOLUTION.value]
# What figures about customers are counted from.
OF_CUSTOMERS = [int(measure) for measure in (Measure.CONTACT, Measure.REPEATED, Measure.SWITCHED)]


class Dimensions(models.Model):
    """What a figure can be narrowed to and split by, frozen when it happened. 0 and "" stand for none."""

    channel = models.CharField(max_length=20)
    inbox = models.BigIntegerField(default=0)
    team = models.BigIntegerField(default=0)
    agent = models.BigIntegerField(default=0)
    language = models.CharField(max_length=5, blank=True)

    class Meta:
        abstract = True


# An entry into the backlog; only these have `open_for`.
ENTERED = Q(measures__contains=[int(Measure.OPENED)])


class Fact(Dimensions):
    """What one moment of a ticket says to the figures: `measures` and their `values`, side by side.

    `day` is the firm's. `topics` are ids of tags. An entry into the backlog has `open_for`: until it left it, no end
    while it is in. `cycle` is the ticket's resolution cycle. `settled`: that cycle is over, the row never changes again.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.BigIntegerField()
    at = models.DateTimeField()
    day = models.DateField()
    cycle = models.PositiveSmallIntegerField(default=1)
    settled = models.BooleanField(default=False)
    topics = ArrayField(models.BigIntegerField(), default=list)
    measures = ArrayField(models.SmallIntegerField())
    values = ArrayField(models.IntegerField())
    open_for = DateTimeRangeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "at"], name="fact_ticket"),
            models.Index(fields=["day", "at"], name="fact_day"),
            models.Index(fields=["customer", "at"], name="fact_customer"),
            models.Index(fields=["agent", "day"], condition=~Q(agent=0), name="fact_agent"),
            models.Index(fields=["day"], condition=Q(measures__overlap=LATENESS), name="fact_late"),
            # What customers did, read by customer over days (reports/people/contacts.py) without a look into the table.
            models.Index(
                fields=["day"],
                include=["customer", "ticket", "channel", "measures", "values"],
                condition=Q(measures__overlap=OF_CUSTOMERS),
                name="fact_of_customers",
            ),
            # Who was open at a moment, and since when, without a look into the table (reports/figures/age.py).
            GistIndex(fields=["open_for"], include=["ticket", "cycle"], condition=ENTERED, name="fact_open_at"),
            models.Index(fields=["ticket", "cycle", "at"], condition=ENTERED, name="fact_open_since"),
        ]

    def __str__(self) -> str:
        return f"#{self.ticket_id} {self.at:%Y-%m-%d %H:%M} {self.measures}"


class Known(models.Model):
    """How far a ticket's history has become facts: up to which event. `look_at` is when time itself adds one."""

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.CASCADE, primary_key=True, related_name="+")
    event_id = models.BigIntegerField(default=0)
    look_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["look_at"], condition=Q(look_at__isnull=False), name="known_look_at")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} up to {self.event_id}"


class Rebuild(models.Model):
    """One row: by which rules the facts were made, and after which ticket a rebuild goes on (None: it is done)."""

    rules = models.CharField(max_length=80)
    after = models.BigIntegerField(null=True, default=0)
    asked_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.rules}, after {self.after}"
