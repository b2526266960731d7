"""The demo's history as it lies in the database: as if it had happened."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.db.models import Avg, Count, F, Q
from django.utils import timezone

from accounts.models import User
from channels_inbox import registry
from channels_inbox.models import Delivery, InboundEvent
from customers.models import Customer
from helpdesk.demo import logins
from helpdesk.demo.elsewhere import CHATTY, ELSEWHERE, OPEN_ELSEWHERE
from helpdesk.demo.plan import TICKETS
from helpdesk.demo.seed import seed
from reports.models import QuarterSample, Scorecard
from reports.reality import drawing
from reports.reality.quarter import Quarter
from surveys.models import AnswerTheme, CaseStep, FollowUpCase, SurveyAnswer, SurveyInvitation
from surveys.scores import happy_q, unhappy_q
from tickets import counts, events, hooks, work
from tickets.models import Attachment, Inbox, Message, PendingWork, Ticket, TicketEvent
from tickets.models.ticket import DONE, UNRESOLVED
from tickets.search import search_tickets

WROTE = Q(tickets__messages__kind="inbound")
EVERYTHING = TICKETS + sum(ELSEWHERE.values()) + len(OPEN_ELSEWHERE)


# One seeding takes some ten seconds, so one test looks at all of it.
@pytest.mark.django_db
def test_three_months_of_a_shop() -> None:
    told: list[object] = []
    events.ticket_changed.connect(told.append, weak=False, dispatch_uid="test")
    before = (hooks.reply_routes, hooks.queue_delivery, dict(work._consumers))
    try:
        assert seed() == EVERYTHING
    finally:
        events.ticket_changed.disconnect(dispatch_uid="test")
    assert told == []
    assert (hooks.reply_routes, hooks.queue_delivery, dict(work._consumers)) == before
    now = timezone.now()

    # kept figures agree with the rows
    assert counts.recount() == 0
    assert sum(counts.read(Q(status__in=UNRESOLVED)).values()) == Ticket.objects.filter(status__in=UNRESOLVED).count()
    for ticket in Ticket.objects.annotate(said=F("message_count")):
        assert ticket.said == ticket.messages.count()
    done = Ticket.objects.filter(status__in=DONE)
    assert not done.filter(Q(resolved_at=None) | Q(waiting_since__isnull=False) | Q(sla_due_at__isnull=False)).exists()
    assert not Ticket.objects.filter(status__in=UNRESOLVED, sla_due_at=None, sla_paused={}).exists()
    assert not Ticket.objects.filter(first_response_at__lt=F("created_at")).exists()
    assert not Ticket.objects.filter(Q(created_at__gt=now) | Q(last_activity_at__gt=now)).exists()
    assert not TicketEvent.objects.filter(at__gt=now).exists()

    # nothing is left to be done, sent or asked
    assert not PendingWork.objects.exists()
    assert not InboundEvent.objects.waiting().exists()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent", "delivered", "read", "failed"}
    assert not SurveyInvitation.objects.filter(state="due").filter(Q(second_of=None) | Q(due_at__lte=now)).exists()
    assert not SurveyAnswer.objects.filter(themes_due_at__isnull=False).exists()
    assert Delivery.objects.count() == Message.objects.filter(kind="outbound").count()

    # it looks like a working shop
    assert 40 <= Ticket.objects.filter(status__in=UNRESOLVED).count() <= 70
    assert Ticket.objects.filter(assignee=None, status__in=UNRESOLVED).count() >= 5
    assert Ticket.objects.filter(reopen_count__gt=0).exists()
    missed = Ticket.objects.filter(first_response_at__gt=F("first_response_due_at")).count()
    assert 5 < missed < 60
    for kind, low, high in (("csat", 3.2, 4.8), ("nps", 6, 9), ("ces", 4, 6.8)):
        rated = SurveyAnswer.objects.filter(kind=kind).aggregate(mean=Avg("score"), n=Count("pk"))
        assert low < rated["mean"] < high and rated["n"] >= 10, kind
    about = set(AnswerTheme.objects.values_list("theme__key", flat=True))
    assert {"waiting", "refund", "damaged"} <= about and any(key.startswith("found:") for key in about)
    assert Attachment.objects.filter(content_type="image/jpeg").exists()

    # every channel has its history, people go from one to another, and are asked and answer there
    assert set(Ticket.objects.values_list("channel", flat=True)) == set(registry.ADAPTERS)
    by_channels = Customer.objects.annotate(n=Count("tickets__messages__channel", filter=WROTE, distinct=True))
    assert by_channels.filter(n__gte=2).count() > 20
    within = Ticket.objects.annotate(n=Count("messages__channel", filter=Q(messages__kind="inbound"), distinct=True))
    assert within.filter(n__gte=2).count() >= 3
    assert {"sms", "whatsapp", "messenger", "review", "chat", "page"} <= set(
        SurveyAnswer.objects.values_list("via", flat=True)
    )
    assert FollowUpCase.objects.filter(answer__invitation__channel__in=CHATTY).exists()
    assert not Ticket.objects.filter(channel="voice", status__in=DONE, callback_due_at__isnull=False).exists()

    # every unhappy answer is followed up
    cases = FollowUpCase.objects.all()
    assert cases.count() == SurveyAnswer.objects.filter(unhappy_q(), invitation__second_of=None).count() > 10
    assert not cases.filter(opened_at__gt=now).exists() and not CaseStep.objects.filter(at__gt=now).exists()
    assert not cases.filter(first_closed_at__lt=F("opened_at")).exists()
    going_on = cases.exclude(state="closed")
    assert going_on.filter(owner=None).exists() and going_on.filter(due_at__lt=now).exists()
    assert going_on.filter(due_at__gt=now).exists() and cases.filter(state="closed").count() > 8
    assert SurveyAnswer.objects.filter(happy_q(), invitation__second_of__isnull=False).exists()
    assert Inbox.objects.get(channel="webchat").public_id == "demo-kubek-i-len"

    # the quarter before was reviewed, where it had anything; this one is begun
    for sample in QuarterSample.objects.all():
        assert bool(sample.closed_at) == (drawing.quarter_of(sample) != Quarter.current())
        scored = Scorecard.objects.filter(drawn__sample=sample).values("drawn").distinct().count()
        assert scored == (sample.drawn.count() if sample.closed_at else min(3, sample.drawn.count()))
    assert QuarterSample.objects.exists() and not Scorecard.objects.filter(done_at__gt=now).exists()

    # words are found in any of their forms, people by name
    assert search_tickets(Ticket.objects.all(), "dzbanek").exists()
    assert search_tickets(Ticket.objects.all(), "dzbanka").exists()
    customer = Ticket.objects.filter(channel="email").latest("created_at").customer
    assert search_tickets(Ticket.objects.all(), customer.name).exists()

    # the logins that the start prints work
    assert {role for role, _email, _password in logins()} == {"admin", "manager", "agent"}
    for role, email, password in logins():
        user = authenticate(username=email, password=password)
        assert user is not None
        assert User.objects.get(email=email).role == role

    # a second start finds everything there
    assert seed() == 0
    assert Ticket.objects.count() == EVERYTHING
