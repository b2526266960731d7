"""Beyond a ticket's resolution: periodic rounds, reminders, chats and calls that end, samples, cool-down, second asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from surveys import answering, inviting, periodic, reminding, sending
from surveys.models import Moment, NotSent, State, Survey, SurveyInvitation, SurveySettings
from tests.cast import Cast, customer, write_in
from tests.surveys.conftest import run_surveys, token_of
from tickets.actions import channel_left, record_event, reply
from tickets.actor import CUSTOMER, Actor
from tickets.events import Kind
from tickets.models import Status, Ticket, TicketEvent

Resolved = Callable[..., Ticket]


def at_hour(hour: int, days: int = 0) -> datetime:
    """A day from now at this hour of the house's time zone; never earlier than now."""
    local = timezone.localtime() + timedelta(days=days + 1)
    return local.replace(hour=hour, minute=30, second=0, microsecond=0)


@pytest.fixture
def periodical(cast: Cast) -> Iterator[Survey]:
    Survey.objects.update(is_active=False)
    yield Survey.objects.create(name="NPS", kind="nps", look="numbers", moment=Moment.PERIODIC, every_days=30)


def test_a_round_asks_each_active_customer_once(
    cast: Cast, resolved: Resolved, periodical: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(periodic, "WINDOW", 1)
    first, second = resolved(), resolved(identity=customer("ola@example.com", "Ola"))
    waiting = write_in(cast.mail, identity=customer("waits@example.com")).ticket
    with time_machine.travel(at_hour(20)):
        assert periodic.work_rounds() == 0
    with time_machine.travel(at_hour(10)):
        assert sum(periodic.work_rounds() for _ in range(6)) == 2
        assert sending.send_due() == 2
        assert periodic.work_rounds() == 0
    asked = SurveyInvitation.objects.filter(state=State.SENT, kind="nps")
    assert {one.ticket_id for one in asked} == {first.pk, second.pk}
    assert not SurveyInvitation.objects.filter(ticket=waiting, moment=Moment.PERIODIC).exists()
    first.refresh_from_db()
    assert first.status == Status.RESOLVED
    with time_machine.travel(at_hour(10, days=1)):
        assert sum(periodic.work_rounds() for _ in range(6)) == 0
    with time_machine.travel(at_hour(10, days=40)):
        # Nobody was active in the last 30 days.
        assert sum(periodic.work_rounds() for _ in range(6)) == 0


def test_one_reminder_in_the_day_and_none_after_an_answer(cast: Cast, resolved: Resolved) -> None:
    Survey.objects.update(remind_after_days=3)
    resolved()
    run_surveys()
    silent = SurveyInvitation.objects.get()
    with time_machine.travel(at_hour(10, days=0)):
        assert reminding.remind_due() == 0
    with time_machine.travel(at_hour(22, days=3)):
        assert reminding.remind_due() == 0
    with time_machine.travel(at_hour(10, days=4)):
        assert [reminding.remind_due(), reminding.remind_due()] == [1, 0]
    silent.refresh_from_db()
    assert silent.reminded_at is not None and silent.reminder_hash
    told = TicketEvent.objects.filter(kind=Kind.SURVEY_SENT).order_by("pk")
    assert [bool(event.data.get("reminder")) for event in told] == [False, True]
    # The first link stays good.
    assert answering.answer(token_of(silent), 4).score == 4


def test_who_has_answered_is_not_reminded(cast: Cast, resolved: Resolved) -> None:
    Survey.objects.update(remind_after_days=3)
    resolved()
    run_surveys()
    answering.answer(token_of(SurveyInvitation.objects.get()), 5)
    with time_machine.travel(at_hour(10, days=4)):
        assert reminding.remind_due() == 0


def test_a_chat_that_ended_is_asked_about_with_its_own_survey_once(cast: Cast) -> None:
    chats = Survey.objects.create(name="Chat", kind="ces", look="numbers", moment=Moment.CHAT_ENDED)
    ticket = write_in(cast.mail).ticket
    reply(Actor.agent(cast.iga), ticket.number, "It left today.")
    channel_left(ticket.number, channel="email", address="tomasz@example.com")
    assert run_surveys() == 1
    asked = SurveyInvitation.objects.get()
    assert (asked.survey, asked.moment, asked.kind) == (chats, Moment.CHAT_ENDED, "ces")
    reply(Actor.agent(cast.iga), ticket.number, "Anything else?", status="resolved")
    assert run_surveys() == 0
    assert SurveyInvitation.objects.count() == 1


def test_a_chat_that_nobody_answered_is_not_asked_about(cast: Cast) -> None:
    Survey.objects.create(name="Chat", kind="ces", look="numbers", moment=Moment.CHAT_ENDED)
    ticket = write_in(cast.mail).ticket
    channel_left(ticket.number, channel="email", address="tomasz@example.com")
    assert run_surveys() == 0
    assert SurveyInvitation.objects.get().reason == NotSent.NOT_ANSWERED


def test_a_call_that_ended_is_asked_about_with_its_own_survey(cast: Cast) -> None:
    calls = Survey.objects.create(name="Calls", moment=Moment.CALL_ENDED, look="stars")
    ticket = write_in(cast.mail).ticket
    record_event(CUSTOMER, ticket.number, Kind.CALL_ENDED)
    assert run_surveys() == 1
    assert SurveyInvitation.objects.get().survey == calls


def test_the_lot_is_drawn_the_same_each_time() -> None:
    survey = Survey(sample_percent=30, public_id="always-the-same")
    keys = [f"{number}:1" for number in range(2000)]
    drawn = [inviting.drawn(survey, key) for key in keys]
    assert drawn == [inviting.drawn(survey, key) for key in keys]
    assert 520 < sum(drawn) < 680
    assert all(inviting.drawn(Survey(sample_percent=100, public_id="x"), key) for key in keys)
    more = Survey(sample_percent=60, public_id="always-the-same")
    assert all(inviting.drawn(more, key) for key, was in zip(keys, drawn, strict=True) if was)


def test_who_was_not_drawn_is_written_down(cast: Cast, resolved: Resolved, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "drawn", lambda survey, key: False)
    resolved()
    assert run_surveys() == 0
    assert SurveyInvitation.objects.get().reason == NotSent.SAMPLED


@pytest.mark.django_db(transaction=True)
def test_two_surveys_at_once_keep_the_cooldown(cast: Cast, resolved: Resolved) -> None:
    SurveySettings(pk=1, cooldown_days=7).save()
    for _ in range(2):
        resolved()
    from tickets import work

    work.run_due()
    due = list(SurveyInvitation.objects.filter(state=State.DUE).values_list("pk", "ticket_id"))
    assert len(due) == 2
    ready, sent = threading.Barrier(2), []

    def send(pk: int, number: int) -> None:
        try:
            ready.wait()
            sent.append(sending._send(pk, number))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=one) for one in due]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [False, True]
    assert SurveyInvitation.objects.get(state=State.NOT_SENT).reason == NotSent.COOLDOWN


def test_a_second_ask_goes_once_in_spite_of_the_cooldown(cast: Cast, resolved: Resolved) -> None:
    SurveySettings(pk=1, cooldown_days=30).save()
    resolved()
    run_surveys()
    first = SurveyInvitation.objects.get()
    answering.answer(token_of(first), 1)
    again = inviting.ask_again(first, at=timezone.now())
    assert inviting.ask_again(first, at=timezone.now()) == again
    assert run_surveys() == 1
    again.refresh_from_db()
    assert (again.state, again.second_of) == (State.SENT, first)
    assert answering.answer(token_of(again), 5).invitation == again
