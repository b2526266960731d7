"""Lays the planned history into the database, through the same actions as real life, with the times of the plan.

Nobody watches while this happens: what the actions would push live or leave as pending work is dropped, deliveries are
recorded as having arrived. All of it is one transaction: an interrupted seeding leaves nothing behind.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import make_msgid
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import User
from channels_inbox.models import Connection, Delivery, EventState, InboundEvent
from customers.models import Customer
from helpdesk.demo import (
    seed_clocks,
    seed_desk,
    seed_files,
    seed_followups,
    seed_opinions,
    seed_presence,
    seed_reports,
    seed_rules,
    seed_shop,
    seed_surveys,
    seed_trouble,
    seed_ways,
)
from helpdesk.demo.elsewhere import by_mail, talked, unasked
from helpdesk.demo.people import AGENTS
from helpdesk.demo.plan import PlannedTicket, Step, plan
from surveys import hooks as survey_hooks
from surveys.models import Kind as SurveyKind
from surveys.models import NotSent, SurveyInvitation
from tickets import counts, hooks, sla, work
from tickets.actions import (
    CallOutcome,
    Incoming,
    add_note,
    receive_message,
    record_event,
    reply,
    set_assignee,
    set_status,
    settle_callback,
)
from tickets.actions.change import changing
from tickets.actor import CUSTOMER, SYSTEM, Actor
from tickets.events import Kind
from tickets.models import (
    DeliveryState,
    Inbox,
    Message,
    MessageKind,
    PendingWork,
    Priority,
    ReadMark,
    Status,
    Tag,
    Ticket,
)

PRIORITIES = {"normal": Priority.NORMAL, "high": Priority.HIGH, "urgent": Priority.URGENT}
OWED_WITHIN = timedelta(hours=2)
# By which channel something goes to somebody days later, where it isn't mail; and how else they may be reached.
LATER_BY = {"whatsapp": "whatsapp", "voice": "sms", "sms": "sms", "messenger": "messenger", "telegram": "telegram"}
LEFT = (("sms", "phone"), ("messenger", "messenger"), ("instagram", "instagram"), ("telegram", "telegram"))
STATUSES = {"resolve": Status.RESOLVED, "close": Status.CLOSED, "on_hold": Status.ON_HOLD}


def _status_after(step: Step, following: list[Step]) -> str:
    """What the agent sends the answer with: resolved at once, waiting for the customer, or as it is."""
    if not following or following[0].kind == "customer":
        return Status.PENDING
    if following[0].kind == "resolve" and following[0].at == step.at:
        return Status.RESOLVED
    return ""


def _vips(planned: list[PlannedTicket]) -> set[str]:
    """Some of those who come back, and some of those who wait now."""
    waiting = [ticket.customer.email for ticket in planned if ticket.end in {"new", "open"}]
    return {ticket.customer.email for ticket in planned[::28]} | set(waiting[2::6])


def _ways(routes: list[hooks.Route], _ticket: Ticket) -> list[hooks.Route]:
    return routes


def is_seeded() -> bool:
    return User.objects.filter(email=AGENTS[0].email).exists()


def seed(now: datetime | None = None) -> int:
    """Fill an empty workspace; returns the number of tickets, 0 when the demo's people are already there."""
    now = now or timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        # Writers are cut off at 15 s as a rule; this one writes three months.
        cursor.execute("SET LOCAL transaction_timeout = 0")
        cursor.execute("SELECT pg_advisory_xact_lock(20261123)")
        if is_seeded():
            return 0
        planned = plan(now)
        shop = seed_shop.build(now)
        shop.vips = _vips(planned)
        manager = shop.users["pawel"]
        skills = seed_desk.build(shop.teams, shop.users, manager)
        house = seed_rules.build(shop.teams, skills, manager, now)
        with unwatched():
            seeder = Seeder(shop, house, now)
            for ticket in planned:
                seeder.lay(ticket)
            seed_shop.remember(shop, {ticket.customer.email: ticket.order for ticket in planned}, now, seeder.rng)
            seeder.finish()
            seed_presence.build(shop.users.values(), shop.users["pawel"], now, seeder.rng)
        seed_reports.reviewed(shop.users["hanna"], shop.users["pawel"], now)
        seed_reports.by_mail(shop.users["hanna"], shop.users["pawel"])
        counts.fold()
        # Nobody is looking yet, and the first look reads everything.
        connection.run_on_commit = []
    return len(planned)


@contextmanager
def unwatched() -> Iterator[None]:
    """The actions' ways upward lead nowhere: routes and deliveries are the plan's, consumers get no work.

    Inside the one transaction nothing is ever taken back alone, so savepoints are left out; the policy is read once.
    """
    routes, queue, consumers, load = hooks.reply_routes, hooks.queue_delivery, dict(work._consumers), sla.load
    timers, hear = list(hooks.deadlines_moved), list(survey_hooks.answered)
    work._consumers.clear()
    hooks.deadlines_moved.clear()
    survey_hooks.answered.clear()  # seed_followups opens the cases, at their times
    connection.features.uses_savepoints = False
    sla.load = cache(load)
    try:
        yield
    finally:
        hooks.reply_routes, hooks.queue_delivery, sla.load = routes, queue, load
        connection.features.uses_savepoints = True
        work._consumers.update(consumers)
        hooks.deadlines_moved[:] = timers
        survey_hooks.answered[:] = hear


class Seeder:
    """Takes the planned tickets one after the other, oldest first."""

    def __init__(self, shop: seed_shop.Shop, house: seed_rules.House, now: datetime) -> None:
        self.shop = shop
        self.house = house
        self.now = now
        self.rng = random.Random("files")
        self.at = now
        self.inboxes: dict[tuple[str, str], Inbox] = {}
        self.tags: dict[str, Tag] = {}
        self.surveys = seed_opinions.surveys()
        self.asked: dict[int, SurveyInvitation] = {}
        self.unread: set[int] = set()

    def lay(self, planned: PlannedTicket) -> None:
        # What a rule routes comes in with the inbox's own team.
        routed = seed_clocks.leads_to(self.house, planned, self.now)
        team = "" if routed == planned.team else planned.team
        hooks.queue_delivery = self._delivered
        number = 0
        for step in planned.steps:
            self.at = step.at
            if step.kind == "customer":
                number = self._receive(planned, step, number, team, routed=routed in {"", planned.team})
            else:
                self._do(planned, step, number)
        if planned.end in {"new", "open"}:
            self.unread.add(number)
        if planned.channel == "chat":
            self._leave(planned, number)

    def _leave(self, planned: PlannedTicket, number: int) -> None:
        """Nobody waits in the chat any more; on a ticket that goes on, it says where answers go now."""
        last = max(step.at for step in planned.steps if step.kind in {"customer", "agent"})
        seed_ways.leave(self.shop.identities["chat", planned.customer.email], last)
        left = last + timedelta(seconds=80)
        if planned.end not in {"resolved", "closed"} and left < self.now:
            where = {"channel": "email", "address": planned.customer.email}
            record_event(CUSTOMER, number, Kind.CHANNEL_LEFT, at=left, **where)

    def _inbox(self, channel: str, team: str) -> Inbox:
        """The inbox as if `team` were its default one: the demo's tickets lie where they belong."""
        key = (channel, team)
        if key not in self.inboxes:
            inbox = Inbox.objects.get(pk=self.shop.inboxes[seed_ways.inbox_kind(channel)].pk)
            inbox.team = self.shop.teams[team] if team else inbox.team
            self.inboxes[key] = inbox
        return self.inboxes[key]

    def _receive(self, planned: PlannedTicket, step: Step, number: int, team: str, *, routed: bool) -> int:
        # Who filled in a form goes on by mail.
        channel = "email" if number and by_mail(step.channel) else step.channel
        inbox = self._inbox(channel, team)
        identity = seed_ways.identity(self.shop, planned.customer, channel, step.at)
        hooks.reply_routes = partial(_ways, [seed_ways.route(self.shop, planned.customer, channel, step.at)])
        mail = channel == "email"
        subject = planned.subject if not number or not mail else f"Re: {planned.subject}"
        files = seed_files.of_customer(step.text, planned.script.topic, self.rng) if mail else []
        external_id = (
            make_msgid(domain=planned.customer.email.rpartition("@")[2])
            if mail
            else f"demo-{self.rng.getrandbits(80):x}"
        )
        public = seed_ways.carried(channel, external_id, planned.script.score, planned.customer.name)
        answered = channel == "voice" and talked(step.text)
        received = receive_message(
            Incoming(
                inbox=inbox,
                customer=identity.customer,
                identity=identity,
                text=step.text,
                full_text=step.text,
                subject=subject if mail or channel == "form" else "",
                external_id=external_id,
                sent_at=step.at,
                language=planned.customer.language,
                ticket_number=number or None,
                envelope={"from": identity.address, "name": planned.customer.name, "to": [inbox.address]}
                if mail
                else public.envelope or {},
                files=files,
                thread=public.thread,
                rating=public.rating,
                automatic=answered,
                callback_due_at=step.at + OWED_WITHIN if channel == "voice" and not answered else None,
            ),
            at=step.at,
        )
        assert received is not None, "No app claims messages while seeding"
        InboundEvent.objects.create(
            inbox_id=inbox.pk,
            external_id=external_id,
            payload=step.text.encode(),
            source="demo",
            state=EventState.DONE,
            outcome="received",
            summary=f"{planned.customer.name}: {planned.subject}"[:300],
            received_at=step.at,
            done_at=step.at,
            message=received.message,
        )
        seed_clocks.came_in(received.ticket.number, step.at, self.now, routed=routed)
        if answered:
            message = received.message.pk
            record_event(CUSTOMER, received.ticket.number, Kind.CALL_ENDED, at=step.at, message=message)
        if received.created:
            self._describe(planned, received.ticket.number, step.at)
        return received.ticket.number

    def _describe(self, planned: PlannedTicket, number: int, at: datetime) -> None:
        """Tags and priority, as the team gives them to a ticket when it first reads it."""
        if planned.end == "new" and self.now - at < timedelta(minutes=30):
            return
        actor = self._actor(planned)
        tags = [self._tag(name) for name in planned.tags]
        with changing(number, actor, at=at + timedelta(seconds=1)) as change:
            change.ticket.tags.add(*tags)
            change.event(Kind.TAGS_CHANGED, added=planned.tags, removed=[])
            priority = PRIORITIES[planned.script.priority]
            if priority > change.ticket.priority:
                change.event(Kind.PRIORITY_CHANGED, old=change.ticket.priority, new=int(priority))
                change.ticket.priority = priority

    def _tag(self, name: str) -> Tag:
        if name not in self.tags:
            self.tags[name] = Tag.objects.get_or_create(name=name)[0]
        return self.tags[name]

    def _actor(self, planned: PlannedTicket) -> Actor:
        return Actor.agent(self.shop.users[planned.agent.key])

    def _do(self, planned: PlannedTicket, step: Step, number: int) -> None:
        actor = self._actor(planned)
        if step.kind == "agent":
            files = seed_files.of_agent(step.text, planned.script.topic) if by_mail(step.channel) else []
            following = planned.steps[planned.steps.index(step) + 1 :]
            status = _status_after(step, following)
            message = reply(actor, number, step.text, attachments=files, status=status, at=step.at)
            if step.channel == "voice":
                settle_callback(SYSTEM, number, CallOutcome.REACHED, at=step.at)
                record_event(CUSTOMER, number, Kind.CALL_ENDED, at=step.at, message=message.pk)
        elif step.kind == "note":
            add_note(actor, number, step.text, at=step.at)
        elif step.kind == "assign":
            set_assignee(actor, number, actor.user, at=step.at)
        elif step.kind in STATUSES:
            set_status(SYSTEM if step.kind == "close" else actor, number, STATUSES[step.kind], at=step.at)
        elif step.kind == "survey":
            self._ask(planned, step.at, number)
        elif step.kind == "answer":
            self._answer(planned, step, self.asked[number])

    def _ask(self, planned: PlannedTicket, at: datetime, number: int) -> None:
        usual = self.surveys[SurveyKind.CSAT]
        if unasked(planned.channel):
            why = NotSent.RATED if planned.channel == "reviews" else NotSent.NO_ADDRESS
            seed_surveys.not_sent(usual, Ticket.objects.get(pk=number), at, why)
            return
        last = next(step.channel for step in reversed(planned.steps) if step.kind == "customer" and step.at <= at)
        # Nobody is called for a score: it is asked by text message.
        asked_by = "sms" if last == "voice" else last
        route = seed_ways.route(self.shop, planned.customer, asked_by, at)
        hooks.reply_routes = partial(_ways, [route])
        # Some are asked how easy it was instead, where there is such a question.
        survey = self.surveys.get(planned.channel, usual) if number % 5 < 2 else usual
        self.asked[number] = seed_surveys.sent(number, at, survey, route.channel)

    def _answer(self, planned: PlannedTicket, step: Step, asked: SurveyInvitation) -> None:
        score, words = step.score, step.text
        if asked.kind == SurveyKind.CES:
            score = seed_opinions.easy(score, self.rng)
            words = seed_opinions.words_of_ease(score, planned.customer.language, self.rng)
        seed_surveys.answered(asked, score, words, step.at)

    def _delivered(self, message: Message, route: hooks.Route, extra: dict[str, Any]) -> None:
        """What hooks.queue_delivery does, with an end: the answer has arrived, in the chat it was read."""
        mail = route.channel == "email"
        sent = self.at + timedelta(seconds=1 if route.channel == "webchat" else 3)
        message.state = seed_ways.REACHED.get(route.channel, DeliveryState.SENT)
        read, arrived = message.state == DeliveryState.READ, message.state != DeliveryState.SENT
        message.external_id = f"<demo.{message.pk}@{settings.MAIL_DOMAIN}>" if mail else f"demo-{message.pk}"
        message.save(update_fields=["state", "external_id"])
        Delivery.objects.create(
            message=message,
            inbox_id=route.inbox.pk,
            identity=route.identity,
            address=route.identity.address,
            state=message.state,
            external_id=message.external_id,
            extra=extra,
            attempts=1,
            due_at=self.at,
            created_at=self.at,
            sent_at=sent,
            delivered_at=sent if arrived else None,
            read_at=sent + timedelta(seconds=4) if read else None,
        )

    def _later(self, ticket: Ticket, at: datetime) -> str:
        """What goes out when the talk is over goes by the customer's own channel, and by mail where that was a chat."""
        self.at = at
        own = LATER_BY.get(ticket.channel, "email")
        known = {identity.kind: identity for identity in ticket.customer.identities.order_by("pk")}
        identity = known.get(str(seed_ways.KINDS[own])) or known.get("email")
        if identity is None:
            own, identity = next((kind, known[address]) for kind, address in LEFT if address in known)
        elif identity.kind == "email":
            own = "email"
        hooks.reply_routes = partial(_ways, [hooks.Route(own, self.shop.inboxes[own], identity)])
        return own

    def finish(self) -> None:
        """Who has read what, a mail nobody could read, an answer that came back, and when each inbox last worked."""
        seed_opinions.lay(self.surveys, self.now, self._later)
        agents = [user for user in self.shop.users.values() if not user.sees_everything]
        seed_followups.lay(self.house.by, agents, self.now, self._later)
        seed_opinions.read_words()
        tickets = list(Ticket.objects.values_list("number", "last_activity_at", "assignee_id", "status"))
        ReadMark.objects.bulk_create(
            ReadMark(user=user, ticket_id=number, read_at=activity)
            for number, activity, assignee, status in tickets
            for user in self.shop.users.values()
            if number not in self.unread or (user.pk == assignee and status == Status.OPEN and number % 3 == 0)
        )
        wrote = Message.objects.filter(customer=OuterRef("pk"), kind=MessageKind.INBOUND).order_by("-sent_at")
        Customer.objects.filter(tickets__isnull=False).update(last_seen_at=Subquery(wrote.values("sent_at")[:1]))
        seed_trouble.build(self.shop.inboxes["email"], self.now)
        self._rules()
        for inbox in self.shop.inboxes.values():
            last_in = InboundEvent.objects.filter(inbox=inbox).order_by("-received_at").first()
            last_out = Delivery.objects.filter(inbox=inbox).order_by("-sent_at").first()
            Connection.objects.filter(inbox=inbox).update(
                last_event_at=last_in and last_in.received_at, last_sent_at=last_out and last_out.sent_at
            )
        PendingWork.objects.all().delete()

    def _rules(self) -> None:
        """What timers did on the tickets that wait, and the incident of today."""
        for timer, at in seed_clocks.caught_up(self.now):
            self._later(timer.ticket, at)
        seed_clocks.incident(self.house.by, self.now)
        seed_clocks.looked_after(self.house.by, self.now)
