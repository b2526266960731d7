"""Lengths of time, deadlines in batches, the tags."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.cast import Cast, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.durations import read_duration, write_duration
from tickets.models import SLAPolicy, Tag, Ticket


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


def test_batches_go_on_where_they_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.actions.deadlines.BATCH", 2)
    for n in range(5):
        write_in(cast.mail, subject=f"T{n}")
    SLAPolicy.objects.update(rebuild_after=0)
    assert actions.rebuild_deadlines(batches=1) == 2
    assert SLAPolicy.objects.get().rebuild_after is not None
    assert actions.rebuild_deadlines() == 3
    assert SLAPolicy.objects.get().rebuild_after is None


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
