"""What a report is narrowed to: a channel, a team, an inbox."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Scope:
    """0 and "" stand for all."""

    channel: str = ""
    team: int = 0
    inbox: int = 0

    @classmethod
    def from_query(cls, query: QueryDict) -> Scope:
        return cls(query.get("channel", "").replace("\x00", "")[:20], _id(query.get("team")), _id(query.get("inbox")))

    def q(self, prefix: str = "") -> Q:
        """The condition on a ticket's (or a survey's) own columns; `prefix` is the way to it ("ticket__")."""
        condition = Q()
        if self.channel:
            condition &= Q(**{f"{prefix}channel": self.channel})
        if self.team:
            condition &= Q(**{f"{prefix}team_id": self.team})
        if self.inbox:
            condition &= Q(**{f"{prefix}inbox_id": self.inbox})
        return condition

    def params(self) -> dict[str, str]:
        """For links; what is not set stays out."""
        values = {"channel": self.channel, "team": self.team, "inbox": self.inbox}
        return {name: str(value) for name, value in values.items() if value}


def _id(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 18 else 0
