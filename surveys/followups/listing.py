"""The worklist: which cases, in which order, a page at a time."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from accounts.models import User
from surveys.followups.access import visible_cases
from surveys.followups.queries import OPEN, UNOWNED, todo
from surveys.models import CaseState, FollowUpCase
from surveys.scores import Kind

PAGE_ROWS = 30
TODO = "todo"
VIEWS = {
    TODO: pgettext_lazy("follow-up cases", "Mine and nobody's"),
    "open": pgettext_lazy("follow-up cases", "Open"),
    "mine": pgettext_lazy("follow-up cases", "Mine"),
    "unowned": pgettext_lazy("follow-up cases", "Nobody's"),
    "overdue": pgettext_lazy("follow-up cases", "Late"),
    "closed": pgettext_lazy("follow-up cases", "Closed"),
}


@dataclass(frozen=True, slots=True)
class Worklist:
    """What the list shows; "" and 0 stand for all. `team` is the ticket's."""

    view: str = "open"
    kind: str = ""
    channel: str = ""
    team: int = 0

    @classmethod
    def from_query(cls, query: QueryDict) -> Worklist:
        """What makes no sense is left out. It opens with what waits for whoever asks."""
        view, kind, team = query.get("view", ""), query.get("kind", ""), query.get("team", "")
        return cls(
            view=view if view in VIEWS else TODO,
            kind=kind if kind in Kind.values else "",
            channel=query.get("channel", "").replace("\x00", "")[:20],
            team=int(team) if team.isascii() and team.isdigit() and len(team) < 18 else 0,
        )

    def query(self, **changes: Any) -> str:
        """For links."""
        values = {"view": self.view, "kind": self.kind, "channel": self.channel, "team": self.team} | changes
        return urlencode({name: value for name, value in values.items() if value})

    def cases(self, agent: User) -> QuerySet[FollowUpCase]:
        """Everything that it shows to this person."""
        cases = visible_cases(agent).filter(_views(agent)[self.view])
        if self.kind:
            cases = cases.filter(answer__kind=self.kind)
        if self.channel:
            cases = cases.filter(answer__invitation__channel=self.channel)
        if self.team:
            cases = cases.filter(answer__invitation__ticket__team=self.team)
        return cases

    def page(self, agent: User, cursor: str = "", size: int = PAGE_ROWS) -> tuple[list[FollowUpCase], str]:
        """One page and the cursor of the next ("" at the end). Late ones come first, nobody's before others; closed ones
        newest first. Late is what was late when the first page was read, so that nothing moves between pages.
        """
        cases = self.cases(agent).select_related(
            "answer__invitation__survey",
            "answer__invitation__customer",
            "answer__invitation__ticket__team",
            "owner",
            "closed_by",
        )
        after = _read_cursor(cursor)
        now = after[0] if after else timezone.now()
        if self.view == "closed":
            if after:
                cases = cases.filter(Q(closed_at__lt=after[2]) | Q(closed_at=after[2], pk__lt=after[3]))
            rows = list(cases.order_by("-closed_at", "-pk")[: size + 1])
        else:
            cases = cases.annotate(rank=_rank(now))
            if after:
                later = Q(due_at__gt=after[2]) | Q(due_at=after[2], pk__gt=after[3])
                cases = cases.filter(Q(rank__gt=after[1]) | (Q(rank=after[1]) & later))
            rows = list(cases.order_by("rank", "due_at", "pk")[: size + 1])
        if len(rows) <= size:
            return rows, ""
        last = rows[size - 1]
        return rows[:size], _write_cursor(now, getattr(last, "rank", 0), last.closed_at or last.due_at, last.pk)


def _views(agent: User) -> dict[str, Q]:
    return {
        TODO: todo(agent),
        "open": OPEN,
        "mine": OPEN & Q(owner=agent),
        "unowned": OPEN & UNOWNED,
        "overdue": OPEN & Q(due_at__lt=timezone.now()),
        "closed": Q(state=CaseState.CLOSED),
    }


def views_of(agent: User) -> dict[str, str]:
    """The views that differ for this person: what waits for an agent is theirs alone."""
    views = {name: str(label) for name, label in VIEWS.items()}
    if not agent.sees_everything:
        views[TODO] = views.pop("mine")
    return views


def _rank(now: datetime) -> Case:
    """0 late and nobody's, 1 late, 2 nobody's, 3 the others."""
    late = Q(due_at__lt=now)
    return Case(
        When(late & UNOWNED, then=Value(0)),
        When(late, then=Value(1)),
        When(UNOWNED, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def _write_cursor(now: datetime, rank: int, at: datetime, pk: int) -> str:
    body = json.dumps([now.isoformat(), rank, at.isoformat(), pk])
    return base64.urlsafe_b64encode(body.encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, int, datetime, int] | None:
    """None for no cursor and for one that was tampered with: the list then starts at its beginning."""
    try:
        now, rank, at, pk = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        moments = datetime.fromisoformat(now), datetime.fromisoformat(at)
        usable = all(one.tzinfo is not None and 1900 < one.year < 9000 for one in moments)
        return (moments[0], int(rank) % 4, moments[1], int(pk)) if usable and abs(int(pk)) < 2**62 else None
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        return None
