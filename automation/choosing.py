"""Who gets a ticket: a pure choice among the seats of a desk, the same whoever asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from automation.desk import Desk, Seat
from automation.models import Method


@dataclass(frozen=True, slots=True)
class Wish:
    """What a ticket asks for. `needs` are skills (id → name); `wait_over`: nobody waits for them any longer. `knew` are
    people who answered this customer lately, the last one first."""

    channel: str
    method: str
    needs: Mapping[int, str]
    wait_over: bool = False
    knew: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Who, and why as the ticket's history keeps it (tickets/assigned.py)."""

    seat: Seat
    how: dict[str, Any]


def choose(desk: Desk, wish: Wish) -> Choice | None:
    """The one who has room, has the skills needed (while one may still come: nobody else) and comes first by the method.
    Who knows the customer comes before the others."""
    free = desk.free(wish.channel)
    able = [seat for seat in free if all(skill in seat.skills for skill in wish.needs)]
    waived = bool(free) and not able and wish.wait_over
    able = free if waived else able
    if not able:
        return None
    by_user = {seat.user.pk: seat for seat in able}
    known = next((by_user[pk] for pk in wish.knew if pk in by_user), None)
    seat = known or min(able, key=lambda one: _rank(one, wish))
    how: dict[str, Any] = {"rule": "known" if known else wish.method, "load": seat.load, "limit": seat.limit}
    if wish.needs and not waived:
        how["skills"] = [[name, seat.skills[skill]] for skill, name in wish.needs.items()]
    if waived:
        how["waived"] = True
    return Choice(seat, how)


def _rank(seat: Seat, wish: Wish) -> tuple[float, ...]:
    """Smaller comes first; in the end who was given one longest ago."""
    if wish.method == Method.ROUND_ROBIN:
        return seat.waited
    if wish.method == Method.BEST_SKILLED:
        return (-sum(seat.skills.get(skill, 0) for skill in wish.needs), seat.busy, *seat.waited)
    return (seat.busy, *seat.waited)
