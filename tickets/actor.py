"""Who does something to a ticket. Every action takes one."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` is agent, customer or system. Only an agent's answer counts as a human response."""

    kind: str
    user: User | None = None

    @classmethod
    def agent(cls, user: User) -> Actor:
        return cls("agent", user)

    @property
    def is_human_agent(self) -> bool:
        return self.kind == "agent" and self.user is not None


CUSTOMER = Actor("customer")
SYSTEM = Actor("system")
