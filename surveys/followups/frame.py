"""The frame of everything that changes a case: its ticket is locked, then its row; the order that everybody keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.live import publish_many
from surveys.models import CaseStep, FollowUpCase
from tickets.actions.change import Change, changing
from tickets.actor import SYSTEM, Actor
from tickets.events import Kind
from tickets.models import Ticket


@dataclass(slots=True)
class Work:
    """A locked case that `by` (None: nobody, it happens by itself) does something to. `change` is its ticket's, where there
    is one; `had` is who owned the case before."""

    case: FollowUpCase
    by: User | None
    at: datetime
    change: Change | None = None
    had: int | None = None

    @property
    def ticket(self) -> Ticket | None:
        return self.change.ticket if self.change is not None else None

    def step(self, kind: CaseStep.Kind, *, to: User | None = None, text: str = "", **data: Any) -> CaseStep:
        """Write what happened."""
        return CaseStep.objects.create(case=self.case, kind=kind, at=self.at, by=self.by, to=to, text=text, data=data)

    def event(self, kind: Kind, **data: Any) -> None:
        """Say it in the ticket's history, too."""
        if self.change is not None:
            self.change.event(kind, case=self.case.pk, **data)

    def save(self) -> None:
        """Keep the case, and let the pages of whoever may see it read it again."""
        self.case.save()
        team = self.ticket.team_id if self.ticket is not None else None
        topics = ["managers", *(f"user:{pk}" for pk in {self.had, self.case.owner_id} - {None})]
        topics += [f"team:{team}"] if team is not None else []
        hint = {"type": "follow-up", "case": self.case.pk}
        transaction.on_commit(lambda: publish_many(topics, hint), robust=True)


@contextmanager
def working_on(pk: int, by: User | None, *, at: datetime | None = None) -> Iterator[Work]:
    """Lock a case and change it in one transaction. Raises FollowUpCase.DoesNotExist."""
    number = FollowUpCase.objects.values_list("answer__invitation__ticket_id", flat=True).get(pk=pk)
    with within(number, by, at=at) as change:
        rows = FollowUpCase.objects.select_for_update(of=("self",), no_key=True)
        case = rows.select_related("answer__invitation__survey", "answer__invitation__customer", "owner").get(pk=pk)
        yield Work(case, by, at or timezone.now(), change, had=case.owner_id)


@contextmanager
def within(number: int | None, by: User | None, *, at: datetime | None = None) -> Iterator[Change | None]:
    """A change of the ticket, or a plain transaction where there is none."""
    if number is None:
        with transaction.atomic():
            yield None
        return
    with changing(number, Actor.agent(by) if by is not None else SYSTEM, at=at) as change:
        yield change
