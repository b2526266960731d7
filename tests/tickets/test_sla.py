"""Promises on real tickets: working hours, pauses from the history, next answers, chats, changes that rebuild."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.models import AuditEntry
from tests.cast import Cast, make_policy, write_in
from tickets import actions, sla
from tickets.actor import Actor
from tickets.calendars import OFFICE_WEEK, hours_of
from tickets.models import Calendar, CalendarDay, SLAPolicy, SLATarget, Ticket

WARSAW = ZoneInfo("Europe/Warsaw")


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"2026-{moment}").replace(tzinfo=WARSAW)


@pytest.fixture
def office(cast: Cast) -> Calendar:
    """8 to 16 on working days; normal: 8 h to the first answer, 4 h to the next, 16 h to the resolution."""
    calendar = Calendar.objects.create(name="Office", week=OFFICE_WEEK)
    policy = make_policy()
    SLAPolicy.objects.filter(pk=policy.pk).update(calendar=calendar, paused_in=["pending", "on_hold"])
    SLATarget.objects.filter(priority=2).update(
        first_response_minutes=8 * 60,
        next_response_minutes=4 * 60,
        resolution_minutes=16 * 60,
        chat_first_response_seconds=90,
    )
    return calendar


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.select_related("inbox").get(pk=ticket.pk)


def test_a_mail_of_friday_afternoon_is_due_on_monday(cast: Cast, office: Calendar) -> None:
    ticket = write_in(cast.mail, at=at("11-20 15:00")).ticket
    assert ticket.first_response_due_at == at("11-23 15:00") and ticket.resolution_due_at == at("11-24 15:00")
    assert ticket.sla_due_at == ticket.first_response_due_at


def test_public_holidays_and_own_days(cast: Cast, office: Calendar) -> None:
    CalendarDay.objects.create(calendar=office, day=date(2026, 11, 12), name="Remanent")
    ticket = write_in(cast.mail, at=at("11-10 12:00")).ticket  # the 11th is Independence Day
    assert ticket.first_response_due_at == at("11-13 12:00")
    CalendarDay.objects.create(calendar=office, day=date(2026, 11, 11), is_open=True)
    assert hours_of(office).is_open(at("11-11 09:00"))


def test_a_chat_is_answered_in_seconds(cast: Cast, office: Calendar) -> None:
    ticket = write_in(cast.chat, at=at("11-23 09:00")).ticket
    assert ticket.first_response_due_at == at("11-23 09:01:30")


def test_clocks_stand_still_and_go_on(cast: Cast, office: Calendar) -> None:
    iga = Actor.agent(cast.iga)
    first = write_in(cast.mail, at=at("11-23 08:00"))
    number = first.ticket.number
    actions.reply(iga, number, "Which size?", status="pending", at=at("11-23 10:00"))
    ticket = Ticket.objects.get(pk=number)
    assert ticket.resolution_due_at is None and ticket.sla_due_at is None
    assert ticket.sla_paused == {"resolution": 14 * 3600}
    assert [(clock.name, clock.state) for clock in sla.clocks(ticket)] == [
        ("first_response", "met"),
        ("resolution", "paused"),
    ]
    write_in(cast.mail, "41", identity=first.message.identity, ticket_number=number, at=at("11-24 12:00"))
    ticket = Ticket.objects.get(pk=number)
    assert ticket.resolution_due_at == at("11-26 10:00") and ticket.sla_paused == {}


def test_the_next_answer_has_its_own_clock_for_every_wait(cast: Cast, office: Calendar) -> None:
    iga = Actor.agent(cast.iga)
    first = write_in(cast.mail, at=at("11-23 08:00"))
    number = first.ticket.number
    assert fresh(first.ticket).next_response_due_at is None, "the first answer's clock runs"
    actions.reply(iga, number, "One moment", at=at("11-23 09:00"))
    assert fresh(first.ticket).next_response_due_at is None
    write_in(cast.mail, "And?", identity=first.message.identity, ticket_number=number, at=at("11-23 14:00"))
    assert fresh(first.ticket).next_response_due_at == at("11-24 10:00")
    actions.reply(iga, number, "Automatic", automatic=True, at=at("11-23 14:10"))
    assert fresh(first.ticket).next_response_due_at == at("11-24 10:00"), "what no human wrote stops nothing"
    actions.reply(iga, number, "Sent", at=at("11-23 15:00"))
    assert fresh(first.ticket).next_response_due_at is None


def test_a_reopened_ticket_has_a_new_resolution_clock(cast: Cast, office: Calendar) -> None:
    iga = Actor.agent(cast.iga)
    first = write_in(cast.mail, at=at("11-23 08:00"))
    actions.reply(iga, first.ticket.number, "Done", status="resolved", at=at("11-23 09:00"))
    before = fresh(first.ticket).first_response_due_at
    write_in(
        cast.mail,
        "Broken again",
        identity=first.message.identity,
        ticket_number=first.ticket.number,
        at=at("11-25 08:00"),
    )
    ticket = fresh(first.ticket)
    assert ticket.resolution_due_at == at("11-26 16:00") and ticket.first_response_due_at == before
    assert ticket.first_response_at == at("11-23 09:00")


def test_a_changed_calendar_rebuilds_from_history(cast: Cast, office: Calendar, client: Client) -> None:
    iga = Actor.agent(cast.iga)
    first = write_in(cast.mail, at=at("11-23 08:00"))
    actions.set_status(iga, first.ticket.number, "on_hold")
    client.force_login(cast.ada)
    form = client.get(f"/settings/calendars/{office.pk}/").context["form"]
    values = {name: form[name].value() or "" for name in form.fields} | {"day_0": "8-12, 14:00–20:00", "day_1": ""}
    assert client.post(f"/settings/calendars/{office.pk}/", values).status_code == 302
    office.refresh_from_db()
    assert office.week[:2] == [[[480, 720], [840, 1200]], []] and office.changed_by == cast.ada
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.actor) == ("calendar", cast.ada) and set(entry.after) == {"week"}
    assert "Office" in client.get("/settings/changes/").content.decode()
    assert SLAPolicy.objects.get().rebuild_after == 0
    assert actions.rebuild_deadlines() == 1
    open_again = write_in(cast.mail, subject="Another", at=at("11-23 19:00")).ticket
    assert open_again.first_response_due_at == at("11-25 15:00")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day_0", "8-25"),
        ("day_0", "eight"),
        ("day_0", "8-12, 11-15"),
        ("day_0", "22-10"),  # the night ends after Tuesday began
        ("own_days", "24.12.2026"),
        ("time_zone", "Europe/Warszawa"),
        ("name", ""),
    ],
)
def test_hours_that_can_not_be(cast: Cast, office: Calendar, client: Client, field: str, value: str) -> None:
    client.force_login(cast.ada)
    form = client.get(f"/settings/calendars/{office.pk}/").context["form"]
    values = {name: form[name].value() or "" for name in form.fields} | {field: value}
    response = client.post(f"/settings/calendars/{office.pk}/", values)
    assert response.status_code == 422 and list(response.context["form"].errors) == [field]
    office.refresh_from_db()
    assert office.week == OFFICE_WEEK


def test_a_calendar_in_use_is_kept(cast: Cast, office: Calendar, client: Client) -> None:
    client.force_login(cast.ada)
    client.post(f"/settings/calendars/{office.pk}/delete/")
    assert Calendar.objects.filter(pk=office.pk).exists()
    SLAPolicy.objects.update(calendar=None)
    client.post(f"/settings/calendars/{office.pk}/delete/")
    assert not Calendar.objects.exists()
