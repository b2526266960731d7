"""A ticket's past for the fill: its events as rows, and what the product's own replay makes of them as facts.

Facts come from `reports.facts.replay` itself, only without reading the events back: a rebuild afterwards gives the same.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from bench.rows import Table


class Past:
    """Collects one ticket's events, then writes them and the facts."""

    def __init__(self, tables: dict[str, Table], now: datetime, tags: dict[str, int]) -> None:
        self.tables, self.now, self.tags = tables, now, tags
        self.events: list[tuple[datetime, str, Any, dict[str, Any]]] = []
        self.contacts: defaultdict[int, list[datetime]] = defaultdict(list)

    def event(self, kind: str, at: datetime, actor: Any = None, **data: Any) -> None:
        self.events.append((at, kind, actor, data))

    def close(self, number: int, **history: Any) -> None:
        """The ticket is whole: `history` are the fields of reports.facts.replay.History."""
        from reports.facts.keep import as_fact
        from reports.facts.replay import HANDLERS, Happened, History, replay
        from reports.models import Measure

        self.events.sort(key=lambda event: event[0])
        newest = 0
        happened = []
        for at, kind, actor, data in self.events:
            who = "agent" if actor else "customer" if kind == "received" else "system"
            newest = self.tables["event"].add(
                ticket_id=number, kind=kind, actor_kind=who, actor_id=actor, data=data, at=at
            )
            if kind in HANDLERS:
                happened.append(Happened(at, kind, who, actor or 0, data))
        self.events.clear()
        past = History(number=number, events=happened, tags=self.tags, **history)
        replayed = replay(past, self.now)
        for row in replayed.rows:
            fact = as_fact(row, number, past.customer, past.inbox, past.language)
            self.tables["fact"].add(ticket_id=number, **{name: getattr(fact, name) for name in FACT})
            if Measure.CONTACT in row.measures:
                self.contacts[past.customer].append(row.at)
        self.tables["known"].add(ticket_id=number, event_id=newest, look_at=replayed.look_at)

    def finish(self) -> None:
        """The stretches in which customers were active."""
        from reports.facts.activity import as_rows

        for customer, moments in self.contacts.items():
            for row in as_rows(customer, sorted(moments)):
                self.tables["activity"].add(customer_id=customer, span=row.span)


FACT = (
    "customer", "at", "day", "cycle", "settled", "channel", "inbox", "team", "agent", "language", "topics", "measures",
    "values", "open_for",
)  # fmt: skip
