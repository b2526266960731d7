"""What a report is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from accounts.access import team_ids
from accounts.models import User


@dataclass(frozen=True, slots=True)
class Scope:
    """0 and "" stand for all. `teams` are the only ones that the reader may see, None for all of them; it never comes from
    an address. `topic` is a tag's id.
    """

    channel: str = ""
    team: int = 0
    inbox: int = 0
    agent: int = 0
    topic: int = 0
    language: str = ""
    teams: frozenset[int] | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> Scope:
        return cls(
            channel=_text(query.get("channel"), 20),
            team=_id(query.get("team")),
            inbox=_id(query.get("inbox")),
            agent=_id(query.get("agent")),
            topic=_id(query.get("topic")),
            language=_text(query.get("language"), 5),
        )

    def seen_by(self, reader: User) -> Scope:
        """The same within what this person may see: everything for managers, their teams for agents."""
        return replace(self, teams=None if reader.sees_everything else frozenset(team_ids(reader)))

    def q(self, prefix: str = "") -> Q:
        """The condition on a ticket's (or a survey's) own columns; `prefix` is the way to it ("ticket__")."""
        condition = Q()
        if self.channel:
            condition &= Q(**{f"{prefix}channel": self.channel})
        if self.team:
            condition &= Q(**{f"{prefix}team_id": self.team})
        if self.inbox:
            condition &= Q(**{f"{prefix}inbox_id": self.inbox})
        if self.teams is not None:
            condition &= Q(**{f"{prefix}team_id__in": self.teams})
        return condition

    def dimensions(self) -> tuple[list[tuple[str, str]], dict[str, Any]]:
        """For SQL over facts and sums: (dimension, comparison) each, and the values."""
        asked: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("channel", "team", "inbox", "agent", "topic", "language")
            if getattr(self, name)
        }
        conditions = [(name, f"= %(is_{name})s") for name in asked]
        values = {f"is_{name}": value for name, value in asked.items()}
        if self.teams is not None:
            conditions.append(("team", "= ANY(%(of_teams)s)"))
            values["of_teams"] = sorted(self.teams)
        return conditions, values

    def facts_q(self) -> Q:
        """The same condition for a queryset of facts."""
        condition = Q()
        for name in ("channel", "team", "inbox", "agent", "language"):
            if value := getattr(self, name):
                condition &= Q(**{name: value})
        if self.topic:
            condition &= Q(topics__contains=[self.topic])
        if self.teams is not None:
            condition &= Q(team__in=self.teams)
        return condition

    def params(self) -> dict[str, str]:
        """For links; what is not set stays out."""
        names = ("channel", "team", "inbox", "agent", "topic", "language")
        return {name: str(getattr(self, name)) for name in names if getattr(self, name)}


def _id(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 18 else 0


def _text(value: str | None, longest: int) -> str:
    return (value or "").replace("\x00", "")[:longest]
