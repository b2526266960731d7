"""What takes long to count: kept, told with its time, counted anew behind the reader; what is quick is never kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from reports import kept, tasks
from reports.kept import Counting
from reports.people.report import COUNTING
from reports.people.whose import Whose
from reports.period import Period
from tests.cast import Cast
from tests.reports.test_customers_page import people

PAGE = "/reports/customers/?days=30"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SLOW_S", 0.0)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    monkeypatch.setattr(kept, "wake", lambda *told: found.append(told))
    return found


@pytest.fixture
def counting() -> Iterator[tuple[Counting[int], list[str]]]:
    """One that gives how often it was counted."""
    calls: list[str] = []

    def count(word: str) -> int:
        calls.append(word)
        return len(calls)

    yield Counting("of-tests", count, lambda: [("usual",)]), calls
    del Counting.known["of-tests"]


def test_what_is_quick_is_counted_on_every_look(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)
    people(cast, 2)
    assert COUNTING.ask(Whose(), Period.up_to_today(30)).value.whole.stretches.now == 2
    people(cast, 1, start=2)
    counted = COUNTING.ask(Whose(), Period.up_to_today(30))
    assert (counted.value.whole.stretches.now, counted.is_kept) == (3, False)
    assert "counted anew" not in client.get(PAGE).content.decode()


@pytest.mark.usefixtures("slow")
def test_what_is_slow_is_kept_and_counted_anew_by_a_worker(
    cast: Cast, client: Client, woken: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.marek)
    people(cast, 2)
    first = client.get(PAGE).content.decode()
    assert "counted anew" not in first
    people(cast, 1, start=2)
    again = client.get(PAGE).content.decode()
    assert "counted anew" in again
    assert COUNTING.ask(Whose(), Period.up_to_today(30)).value.whole.stretches.now == 2
    assert not woken, "within a minute nobody counts again"

    monkeypatch.setattr(kept, "FRESH", timedelta(0))
    client.get(PAGE)
    (task, *told) = woken[-1]
    assert task == tasks.renew_kept.name
    assert tasks.renew_kept(*told)
    assert COUNTING.ask(Whose(), Period.up_to_today(30)).value.whole.stretches.now == 3


@pytest.mark.usefixtures("slow")
def test_every_scope_and_period_is_kept_for_itself(cast: Cast) -> None:
    people(cast, 2)
    whose, period = Whose(), Period.up_to_today(30)
    assert COUNTING.ask(whose, period).value.whole.stretches.now == 2
    elsewhere = replace(whose, scope=replace(whose.scope, channel="webchat"))
    assert COUNTING.ask(elsewhere, period).value.whole.stretches.now == 0
    assert COUNTING.ask(whose, period).is_kept
    assert not COUNTING.ask(whose, period.before).is_kept


@pytest.mark.usefixtures("slow")
def test_the_files_of_a_page_say_what_the_page_says(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)
    people(cast, 2)
    client.get(PAGE)
    people(cast, 1, start=2)
    lines = client.get("/reports/customers/contacts.csv?days=30").content.decode("utf-8-sig").splitlines()[1:]
    assert sum(int(line.split(",")[1]) for line in lines) == 2


def test_one_that_became_quick_is_not_kept_any_longer(
    counting: tuple[Counting[int], list[str]], monkeypatch: pytest.MonkeyPatch, woken: list[tuple[Any, ...]]
) -> None:
    asked, _calls = counting
    monkeypatch.setattr(kept, "SLOW_S", 0.0)
    monkeypatch.setattr(kept, "FRESH", timedelta(0))
    asked.ask("a")
    assert asked.ask("a").is_kept
    monkeypatch.setattr(kept, "SLOW_S", 9.0)
    assert asked.renew(woken[-1][2])
    assert not asked.ask("a").is_kept


@pytest.mark.usefixtures("slow", "woken")
def test_a_result_is_counted_by_one_worker_at_a_time(
    counting: tuple[Counting[int], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, calls = counting
    asked.ask("a")
    key = asked._key(("a",))
    assert not asked.renew(key), "it is fresh"
    monkeypatch.setattr(kept, "FRESH", timedelta(0))
    cache.add(f"{key}:counting", 1, 60)
    assert not asked.renew(key), "somebody counts it"
    cache.delete(f"{key}:counting")
    assert asked.renew(key)
    assert asked.renew(key), "whoever has counted lets the next one"
    assert not asked.renew("kept:of-tests:gone")
    assert len(calls) == 3


@pytest.mark.usefixtures("woken", "db")
def test_usual_questions_are_counted_ahead_where_that_is_slow(
    counting: tuple[Counting[int], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, calls = counting
    asked.ask("rare")
    tasks.warm_kept()
    assert calls == ["rare"], "a quick one needs no warming"
    monkeypatch.setattr(kept, "SLOW_S", 0.0)
    asked.ask("rare")
    tasks.warm_kept()
    assert calls[2:] == ["usual"]
    assert asked.ask("usual").is_kept
    tasks.warm_kept()
    assert calls[2:] == ["usual"], "it is fresh"
    monkeypatch.setattr(kept, "FRESH", timedelta(0))
    tasks.warm_kept()
    assert calls[2:] == ["usual", "usual"]


@pytest.mark.usefixtures("slow")
def test_what_other_code_kept_is_not_used(counting: tuple[Counting[int], list[str]]) -> None:
    asked, _calls = counting
    asked.ask("a")
    assert asked.ask("a").is_kept
    asked.__dict__["_rules"] = "of another version"
    assert not asked.ask("a").is_kept


@pytest.mark.usefixtures("slow")
def test_without_redis_it_is_counted(
    counting: tuple[Counting[int], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, _calls = counting

    def away(*_told: Any, **_more: Any) -> None:
        raise redis.ConnectionError("away")

    monkeypatch.setattr(kept.cache, "get", away, raising=False)
    monkeypatch.setattr(kept.cache, "set", away, raising=False)
    before = timezone.now()
    counted = asked.ask("a")
    assert (counted.value, counted.is_kept) == (1, False)
    assert counted.at >= before
