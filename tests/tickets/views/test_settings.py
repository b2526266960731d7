"""The SLA policy and the tags."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.cast import Cast, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.durations import read_duration, write_duration
from tickets.models import SLAPolicy, Tag, Ticket

POLICY = {"first_4": "30 min", "resolution_4": "4 h", "first_3": "2h", "resolution_3": "1 d"}
POLICY |= {"first_2": "1h 30m", "resolution_2": "2 dni", "first_1": "8 godz.", "resolution_1": "120:00"}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("30 min", 30), ("4h", 240), ("1 h 30 min", 90), ("2 d", 2880), ("1,5 h", 90), ("4:30", 270), ("8 godz.", 480)],
)
def test_times_as_people_write_them(text: str, minutes: int) -> None:
    assert read_duration(text) == minutes
    assert read_duration(write_duration(minutes)) == minutes


@pytest.mark.parametrize("text", ["", "soon", "0 h", "-4 h", "5", "4 years", "9999 d", "4 h; drop"])
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        read_duration(text)


def test_a_changed_policy_reaches_open_tickets(cast: Cast, client: Client) -> None:
    numbers = [write_in(cast.mail, subject=f"T{n}").ticket.number for n in range(3)]
    done = numbers.pop()
    actions.set_status(Actor.agent(cast.iga), done, "resolved")
    before = {t.number: t for t in Ticket.objects.all()}
    client.force_login(cast.ada)
    assert client.post("/settings/sla/", POLICY)["Location"] == "/settings/sla/"
    policy = SLAPolicy.objects.get()
    assert (policy.changed_by, policy.rebuild_after) == (cast.ada, 0)
    assert actions.rebuild_deadlines() == 2
    for number in numbers:
        ticket = Ticket.objects.get(pk=number)
        assert ticket.first_response_due_at is not None and ticket.resolution_due_at is not None
        assert (ticket.first_response_due_at - ticket.created_at).total_seconds() == 90 * 60
        assert (ticket.resolution_due_at - ticket.created_at).total_seconds() == 2 * 86400
        assert ticket.version == before[number].version + 1
    assert Ticket.objects.get(pk=done).version == before[done].version
    policy.refresh_from_db()
    assert policy.rebuild_after is None
    assert actions.rebuild_deadlines() == 0


def test_batches_go_on_where_they_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.actions.deadlines.BATCH", 2)
    for n in range(5):
        write_in(cast.mail, subject=f"T{n}")
    SLAPolicy.objects.update(rebuild_after=0)
    assert actions.rebuild_deadlines(batches=1) == 2
    assert SLAPolicy.objects.get().rebuild_after is not None
    assert actions.rebuild_deadlines() == 3
    assert SLAPolicy.objects.get().rebuild_after is None


def test_a_target_that_can_not_be(cast: Cast, client: Client) -> None:
    client.force_login(cast.ada)
    response = client.post("/settings/sla/", POLICY | {"resolution_4": "10 min", "first_1": "soon"})
    assert set(response.context["form"].errors) == {"resolution_4", "first_1"}
    assert SLAPolicy.objects.get().changed_at is None


def names(number: int) -> list[str]:
    return sorted(Tag.objects.filter(tickets=number).values_list("name", flat=True))


def test_tags_are_renamed_merged_and_deleted(cast: Cast, client: Client) -> None:
    iga = Actor.agent(cast.iga)
    one, two = write_in(cast.mail, subject="A").ticket.number, write_in(cast.mail, subject="B").ticket.number
    actions.set_tags(iga, one, ["paczka", "zwrot"])
    actions.set_tags(iga, two, ["parcel"])
    client.force_login(cast.marek)
    path = f"/settings/tags/{Tag.objects.get(name='zwrot').pk}/"
    client.post(path, {"name": "Zwroty"})
    assert names(one) == ["paczka", "zwroty"]
    client.post(f"/settings/tags/{Tag.objects.get(name='parcel').pk}/", {"name": "paczka"})
    assert names(two) == ["paczka"]
    assert not Tag.objects.filter(name="parcel").exists()
    assert Ticket.objects.get(pk=two).events.filter(kind="tags_changed").count() == 2
    client.post(f"{path}delete/")
    assert names(one) == ["paczka"]
