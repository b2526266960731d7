"""Who does something to a ticket. Every action takes one."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` is agent, customer, system, rule or suggestion (what was learnt, applied by itself). Only an agent's answer
    counts as a human response. `chain` are the rules whose doing led here, the newest last: one that would come again is
    stopped.
    """

    kind: str
    user: User | None = None
    chain: tuple[int, ...] = ()

    @classmethod
    def agent(cls, user: User) -> Actor:
        return cls("agent", user)

    @classmethod
    def rule(cls, rule_id: int, chain: tuple[int, ...] = ()) -> Actor:
        return cls("rule", None, (*chain, rule_id))

    @property
    def is_human_agent(self) -> bool:
        return self.kind == "agent" and self.user is not None


CUSTOMER = Actor("customer")
SYSTEM = Actor("system")
SUGGESTION = Actor("suggestion")
