"""Counts are kept, not recounted: actions append deltas, a reading sums base and deltas, a sweep folds, a recount proves."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from tickets.models import CountBase, CountDelta, Ticket

log = logging.getLogger(__name__)

FIELDS = ("team_id", "status", "assignee_id", "channel", "is_spam", "is_snoozed")
Key = tuple[Any, ...]


def bucket(ticket: Ticket) -> Key:
    return (
        ticket.team_id,
        ticket.status,
        ticket.assignee_id or 0,
        ticket.channel,
        ticket.is_spam,
        ticket.snoozed_until is not None,
    )


def record(before: Key | None, after: Key | None) -> None:
    """Append what changed; in the action's transaction."""
    if before == after:
        return
    rows = [CountDelta(**dict(zip(FIELDS, key, strict=True)), n=n) for key, n in ((before, -1), (after, 1)) if key]
    CountDelta.objects.bulk_create(rows)


def read(condition: Q | None = None, by: tuple[str, ...] = ()) -> dict[Key, int]:
    """Sum of base and deltas under a condition on bucket fields, grouped by some of them.

    One statement, hence one snapshot: a fold in between can't count twice. Its cost doesn't grow with the tickets.
    """
    columns = (*FIELDS, "n")
    rows = CountBase.objects.filter(condition or Q()).values_list(*columns)
    rows = rows.union(CountDelta.objects.filter(condition or Q()).values_list(*columns), all=True)
    at = [FIELDS.index(name) for name in by]
    total: Counter[Key] = Counter()
    for row in rows:
        total[tuple(row[i] for i in at)] += row[-1]
    return dict(total)


def fold() -> int:
    """Move the deltas into the base. Returns how many were folded."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            WITH gone AS (DELETE FROM tickets_countdelta RETURNING *),
                 sums AS (SELECT team_id, status, assignee_id, channel, is_spam, is_snoozed, SUM(n) AS n
                          FROM gone GROUP BY 1, 2, 3, 4, 5, 6),
                 put AS (INSERT INTO tickets_countbase (team_id, status, assignee_id, channel, is_spam, is_snoozed, n)
                         SELECT * FROM sums
                         ON CONFLICT (team_id, status, assignee_id, channel, is_spam, is_snoozed)
                         DO UPDATE SET n = tickets_countbase.n + EXCLUDED.n RETURNING 1)
            SELECT count(*) FROM gone
            """
        )
        return int(cursor.fetchone()[0])


def recount() -> int:
    """Count the tickets afresh and put right what differs. Returns how many buckets were wrong (0 is expected)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE tickets_countdelta, tickets_countbase IN EXCLUSIVE MODE")
        kept: Counter[Key] = Counter()
        for model in (CountBase, CountDelta):
            for *key, n in model.objects.values_list(*FIELDS).annotate(total=Sum("n")).order_by():
                kept[tuple(key)] += n
        true: Counter[Key] = Counter()
        rows = Ticket.objects.values_list("team_id", "status", "assignee_id", "channel", "is_spam").order_by()
        snoozed = {"woken": Q(snoozed_until__isnull=True), "snoozed": Q(snoozed_until__isnull=False)}
        for is_snoozed, where in ((False, snoozed["woken"]), (True, snoozed["snoozed"])):
            for team, status, assignee, channel, spam, n in rows.filter(where).annotate(total=Count("pk")):
                true[(team, status, assignee or 0, channel, spam, is_snoozed)] += n
        wrong = sum(kept[key] != true[key] for key in kept.keys() | true.keys())
        if wrong:
            log.warning("The nightly recount put %s count buckets right.", wrong)
            CountDelta.objects.all().delete()
            CountBase.objects.all().delete()
            CountBase.objects.bulk_create(
                CountBase(**dict(zip(FIELDS, key, strict=True)), n=n) for key, n in true.items()
            )
        return wrong
