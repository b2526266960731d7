"""What the house's rules did since they stand: on tickets as they came in, and by their timers on those that wait. Done by
the real engine, at the plan's times.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from automation import engine, escalation, time_rules, timers
from automation.incidents import detect, incidents
from automation.models import Incident, RuleKind, RuleRun, Timer
from helpdesk.demo.plan import PlannedTicket
from helpdesk.demo.seed_rules import BEGAN, House
from tickets import actions, sla
from tickets.actions.change import changing
from tickets.actor import SYSTEM, Actor
from tickets.events import Kind
from tickets.models import Notification, Ticket, TicketEvent
from tickets.models.ticket import DONE, UNRESOLVED
from tickets.vocabulary import Facts, matches

# Nobody leaves word of last week unread.
READ_AFTER = timedelta(hours=20)


@contextmanager
def clock(at: datetime) -> Iterator[None]:
    """It is then: for code that asks django.utils.timezone."""
    real = timezone.now
    timezone.now = lambda: at
    try:
        yield
    finally:
        timezone.now = real


def leads_to(house: House, planned: PlannedTicket, now: datetime) -> str:
    """The team that a routing rule will give this ticket; empty when none looks at it."""
    if planned.start < now - BEGAN:
        return ""
    facts = Facts(Ticket(subject=planned.subject if planned.channel == "email" else ""))
    facts.__dict__["text"] = f"{facts.ticket.subject}\n{planned.steps[0].text}"
    return next((team for rule, team in house.routing if matches(rule.conditions, facts)), "")


def came_in(number: int, at: datetime, now: datetime, *, routed: bool) -> None:
    """Let the rules look at what the customer wrote a moment ago."""
    if at < now - BEGAN:
        return
    said = TicketEvent.objects.filter(ticket=number, at=at, kind__in=[Kind.CREATED, Kind.RECEIVED]).order_by("pk")
    moment = at + timedelta(milliseconds=400)
    with clock(moment):
        for event in said:
            kinds = [RuleKind.ROUTING, RuleKind.EVENT] if routed and event.kind == Kind.CREATED else [RuleKind.EVENT]
            _dated(engine.run(kinds, event), moment)


def _dated(runs: list[RuleRun], at: datetime) -> None:
    RuleRun.objects.filter(pk__in=[run.pk for run in runs]).update(at=at)


def caught_up(now: datetime) -> Iterator[tuple[Timer, datetime]]:
    """Every timer of the open tickets, those that are due set off in their order, each at its time. Yields before each."""
    tickets = list(Ticket.objects.filter(status__in=UNRESOLVED).select_related("customer", "inbox").order_by("pk"))
    in_force, moves = sla.load(), sla.moves_of([ticket.pk for ticket in tickets])
    timers.follow([sla.standing(ticket, in_force, moves.get(ticket.pk, [])) for ticket in tickets])
    due = Timer.objects.filter(due_at__lte=now).select_related("step__policy", "rule").order_by("due_at", "pk")
    for timer in due:
        at = timer.due_at
        yield timer, at
        Timer.objects.filter(pk=timer.pk).update(done_at=at)
        with clock(at), changing(timer.ticket_id, SYSTEM, at=at) as change:
            if timer.step is not None:
                escalation.fire(timer, change.ticket)
            else:
                time_rules.fire(timer, change.ticket)
        _dated(list(RuleRun.objects.filter(ticket=timer.ticket_id, at__gt=now)), at)


def looked_after(manager: User, now: datetime) -> None:
    """The manager has seen to what they were called to, but for the newest; old word is read, and none goes by e-mail."""
    for ticket in Ticket.objects.filter(attention_at__isnull=False).order_by("attention_at"):
        called = ticket.attention_at
        assert called is not None
        seen = called + timedelta(minutes=35 + ticket.pk % 50)
        if ticket.status in DONE or seen < now - timedelta(hours=30):
            with clock(min(seen, now)):
                actions.settle_attention(Actor.agent(manager), ticket.pk)
    Notification.objects.update(mail_due_at=None)
    for notice in Notification.objects.filter(at__lt=now - READ_AFTER):
        notice.read_at = notice.at + timedelta(minutes=25)
        notice.save(update_fields=["read_at"])


PL = "Część paczek wysłanych w ostatnich dniach jedzie dłużej: awaria w sortowni przewoźnika. Wszystkie dotrą, nic nie trzeba robić."
EN = "Some parcels sent in the last days take longer: a breakdown at the carrier's depot. All will arrive, there is nothing to do."

# A question where a parcel is has one of these.
WHERE = ("śledzeni", "kurier", "w drodze", "gdzie jest", "gdzie te", "where is", "tracking")


def incident(manager: User, now: datetime) -> None:
    """One trouble that is going on, with the newest questions about parcels."""
    opened = now - timedelta(hours=2, minutes=10)
    # Some of them have their answer already: the parcel is late all the same.
    parcels = Ticket.objects.filter(tags__name__in=["dostawa", "zaginiona"], created_at__gt=now - timedelta(days=9))
    asked = detect.first_words(list(parcels.values_list("pk", flat=True)))
    about = [number for number, _customer, text in asked if any(word in text.lower() for word in WHERE)]
    numbers = (about if len(about) > 1 else [number for number, _customer, _text in asked])[-4:]
    with clock(opened):
        made = incidents.save_incident(
            manager,
            Incident(opened_at=opened),
            {
                "title": "Opóźnione paczki: awaria w sortowni",
                "text_pl": PL,
                "text_en": EN,
                "is_public": True,
                "words": ["paczka", "opóźnienie", "sortownia", "śledzenie"],
            },
        )
    for number in numbers:
        came = Ticket.objects.values_list("last_activity_at", flat=True).get(pk=number)
        with clock(min(now, max(opened, came) + timedelta(minutes=3))):
            incidents.link(manager, made, [number])
