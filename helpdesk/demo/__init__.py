"""The demo: a fictional shop with a history, and a page that plays its customers. Never on outside the demo."""

from __future__ import annotations


def logins() -> list[tuple[str, str, str]]:
    """(role, e-mail, password) of everybody who may sign in to the demo, the most useful first."""
    from helpdesk.demo.people import AGENTS, PASSWORD

    return [(agent.role, agent.email, PASSWORD) for agent in AGENTS]
