"""The numbers beside saved views: kept in Redis for all readers with the same access, counted anew at most once a second,
all that are due in one statement. A number that costs much is counted more rarely."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from typing import Any

import redis
from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction

from accounts.access import team_ids
from accounts.models import User
from core.redis import redis_client, redis_key
from tickets.models import SavedView
from tickets.views.listing import Listing

log = logging.getLogger(__name__)
MOST = 999
FRESH_S = 1.0
KEPT_S = 600
# A count may take this part of the time: what costs 0.2 s is counted every 4 s.
REST = 20
ALL_MS, ONE_MS = 3000, 1000
TOO_SLOW_S = 300.0
BUSY_MS = 8000
PERSONAL = {"mine", "following"}


def saved_counts(
    agent: User, views: Sequence[SavedView], *, elsewhere: bool, refresh: bool = False
) -> dict[int, int | None]:
    """Ids of views → how many tickets the agent would find, more than MOST as MOST + 1; None where it isn't known (yet).

    `elsewhere`: the agent has tickets outside their teams, so the numbers are theirs alone. `refresh`: count those that
    are due, else only what is known is told and nothing is waited for. Without Redis nothing is known.
    """
    if not views:
        return {}
    keys = {view.pk: _key(agent, view, elsewhere) for view in views}
    try:
        kept: Any = redis_client().mget(list(keys.values()))
        known = {pk: json.loads(value) for pk, value in zip(keys, kept, strict=True) if value}
        if refresh:
            due = [view for view in views if time.time() >= known.get(view.pk, {"until": 0})["until"]]
            known |= _count_due(agent, due, keys)
    except (redis.RedisError, OSError) as error:
        log.warning("Numbers of saved views can't be kept: %s", error)
        return {}
    return {pk: one["n"] for pk, one in known.items()}


def _key(agent: User, view: SavedView, elsewhere: bool) -> str:
    if view.base in PERSONAL or (elsewhere and not agent.sees_everything):
        whose = f"user-{agent.pk}"
    elif agent.sees_everything:
        whose = "all"
    else:
        whose = "teams-" + "-".join(map(str, sorted(team_ids(agent))))
    return redis_key("view-count", view.pk, view.version, whose)


def _count_due(agent: User, due: Sequence[SavedView], keys: dict[int, str]) -> dict[int, dict[str, Any]]:
    """Count those that nobody else is counting right now."""
    if not due:
        return {}
    client = redis_client()
    with client.pipeline(transaction=False) as pipe:
        for view in due:
            pipe.set(f"{keys[view.pk]}:busy", 1, nx=True, px=BUSY_MS)
        ours = [view for view, got in zip(due, pipe.execute(), strict=True) if got]
    found = _count(agent, ours)
    with client.pipeline(transaction=False) as pipe:
        for pk, one in found.items():
            pipe.set(keys[pk], json.dumps(one), ex=KEPT_S)
            pipe.delete(f"{keys[pk]}:busy")
        pipe.execute()
    return found


def _count(agent: User, views: Sequence[SavedView]) -> dict[int, dict[str, Any]]:
    """All in one statement; where that takes too long each by itself, so that one slow view doesn't blank the others."""
    started = time.monotonic()
    try:
        numbers = _ask(agent, views, ALL_MS)
    except OperationalError:
        log.info("Counting %s saved views took too long", len(views))
        return {view.pk: _alone(agent, view) for view in views}
    rest = max(FRESH_S, (time.monotonic() - started) * REST / max(1, len(views)))
    return {pk: {"n": n, "until": time.time() + rest} for pk, n in numbers.items()}


def _alone(agent: User, view: SavedView) -> dict[str, Any]:
    started = time.monotonic()
    try:
        n = _ask(agent, [view], ONE_MS)[view.pk]
    except OperationalError:
        return {"n": None, "until": time.time() + TOO_SLOW_S}
    return {"n": n, "until": time.time() + max(FRESH_S, (time.monotonic() - started) * REST)}


def _ask(agent: User, views: Sequence[SavedView], most_ms: int) -> dict[int, int | None]:
    numbers: dict[int, int | None] = {view.pk: 0 for view in views}
    parts: list[str] = []
    values: list[Any] = []
    for view in views:
        tickets = Listing.of(view).tickets(agent).order_by().values("pk")[: MOST + 1]
        try:
            sql, given = tickets.query.sql_with_params()
        except EmptyResultSet:
            continue
        # The inner statement is the ORM's own, its values are bound.
        parts.append(f"SELECT {view.pk}, count(*) FROM ({sql}) AS found")  # noqa: S608
        values += given
    if parts:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {most_ms}")
            cursor.execute(" UNION ALL ".join(parts), values)
            numbers |= dict(cursor.fetchall())
            cursor.execute("SET LOCAL statement_timeout = DEFAULT")
    return numbers
