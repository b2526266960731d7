"""One broken row: the others go on, it rests longer each time, and once it works nothing is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.utils import DataError
from django.utils import timezone

from accounts.models import Team
from core import sweeps
from core.models import Setback

pytestmark = pytest.mark.django_db
SWEEP = "a sweep"


class Work:
    def __init__(self, *broken: int) -> None:
        self.broken, self.done = set(broken), list[int]()

    def __call__(self, key: int) -> int:
        if key in self.broken:
            raise ValueError(f"no {key}\x00")
        self.done.append(key)
        return 1

    def many(self, keys: Sequence[int]) -> int:
        for key in keys:
            if key in self.broken:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1 / 0")
            Team.objects.create(name=f"{key}")
        return len(keys)


def test_the_others_go_on_and_it_rests_longer_each_time() -> None:
    work, rests = Work(1), []
    now = timezone.now()
    for _try in range(12):
        with time_machine.travel(now, tick=False):
            assert sweeps.each(SWEEP, [1, 2], work) == 1
            assert sweeps.each(SWEEP, [1, 2], work) == 1, "it rests"
            row = Setback.objects.get()
            rests.append(int((row.due_at - now).total_seconds()))
            now = row.due_at
    assert rests[:3] == [10, 20, 40] and rests[-1] == 3600 and row.error == "ValueError: no 1"
    work.broken.clear()
    with time_machine.travel(now, tick=False):
        assert sweeps.each(SWEEP, [1, 2], work) == 2
    assert not Setback.objects.exists()


def test_what_rests_takes_nobodys_place() -> None:
    teams = [Team.objects.create(name=name) for name in ("a", "b", "c")]
    rows = Team.objects.filter(pk__in=[team.pk for team in teams]).order_by("pk")
    work = Work(teams[0].pk)
    assert sweeps.each(SWEEP, sweeps.due(SWEEP, rows, 1), work) == 0
    assert sweeps.due(SWEEP, rows, 1) == [teams[1].pk]
    assert sweeps.due("another sweep", rows, 1) == [teams[0].pk]


def test_a_batch_that_breaks_is_tried_one_by_one() -> None:
    work = Work(2)
    assert sweeps.batch(SWEEP, [1, 2, 3], work.many) == 2
    assert set(Team.objects.filter(name__in="123").values_list("name", flat=True)) == {"1", "3"}
    assert Setback.objects.get().error.startswith(DataError.__name__) and sweeps.again(SWEEP) == []
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert sweeps.again(SWEEP) == [2]


def test_what_nobody_comes_back_to_is_forgotten() -> None:
    sweeps.each(SWEEP, [1], Work(1))
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        sweeps.each(SWEEP, [2], Work(2))
    assert list(Setback.objects.values_list("key", flat=True)) == ["2"]
