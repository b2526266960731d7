"""Tickets that nobody has wait in rows (AssignmentRequest) and go to somebody as soon as there is one.

Whoever gives tickets out holds one lock, so that every decision sees the last one: turns are fair, and nobody gets more
than fits, however many workers give at once. Who takes a ticket by hand needs no lock but the ticket's own.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Skill, User
from automation.choosing import Choice, Wish, choose
from automation.desk import AT_WORK, Desk
from automation.models import AssignmentRequest, Method, TeamAssignment, Turn
from core import sweeps
from core.wake import wake
from tickets import actions, calendars
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Message, MessageKind, PendingWork, Ticket, TicketEvent
from tickets.vocabulary import Facts

# What makes a ticket wait for somebody, no longer wait, or gives somebody room for one.
LISTENS = {
    kind.value
    for kind in (
        Kind.CREATED, Kind.TEAM_CHANGED, Kind.ASSIGNED, Kind.STATUS_CHANGED, Kind.REOPENED,
        Kind.SPAM_CHANGED, Kind.SNOOZED, Kind.WOKEN, Kind.NEEDS_CHANGED,
    )
}  # fmt: skip
# Whose word on team and skills is waited for, while it comes as it should.
DECIDES_FIRST = ("automation", "learning")
KNOWN_FOR = timedelta(days=90)
GIVING_LOCK = 7310
TASK = "automation.tasks.give_waiting"
LOOKED_AT = 1000
# Less than Celery gives a task; the next sweep goes on.
BUDGET_S = 20.0
BY_TEAM = "team"


def on_event(event: TicketEvent) -> None:
    """A ticket without anybody begins to wait where its team gives out tickets; tickets.work."""
    ticket = Ticket.objects.get(pk=event.ticket_id)
    waiting = AssignmentRequest.objects.filter(ticket=ticket)
    if not waits(ticket):
        waiting.delete()
    elif gives_out(ticket.team_id):
        chain = event.data.get("chain", [])
        AssignmentRequest.objects.get_or_create(ticket=ticket, defaults={"chain": chain})
    else:
        waiting.filter(method="").delete()
    if AssignmentRequest.objects.exists():
        hint()


def hint(**_kwargs: Any) -> None:
    """Look for somebody soon: after commit, and by the sweep at the latest."""
    transaction.on_commit(lambda: wake(TASK), robust=True)


def waits(ticket: Ticket) -> bool:
    """Does it need somebody now?"""
    free = ticket.assignee_id is None and ticket.snoozed_until is None and not ticket.is_spam
    return free and ticket.status in AT_WORK


def gives_out(team_id: int) -> bool:
    return TeamAssignment.objects.filter(team=team_id).exclude(method=Method.OFF).exists()


def ask(actor: Actor, facts: Facts, method: str) -> bool:
    """The effect: let the ticket wait for somebody by this method ("team": by the team's own). Nothing when it has one."""
    ticket = facts.ticket
    if ticket.assignee_id is not None:
        return False
    if method == BY_TEAM and not gives_out(ticket.team_id):
        raise ValueError(_("This team doesn't give out tickets by itself."))
    wish = {"method": "" if method == BY_TEAM else method, "chain": list(actor.chain)}
    AssignmentRequest.objects.update_or_create(ticket=ticket, defaults=wish)
    hint()
    return True


def queue_team(team_id: int) -> None:
    """The team gives out tickets from now on: also those that wait already."""
    free = Ticket.objects.filter(
        team=team_id, assignee=None, status__in=AT_WORK, waiting_since__isnull=False, is_spam=False, snoozed_until=None
    )
    rows = [AssignmentRequest(ticket_id=pk) for pk in free.values_list("pk", flat=True)]
    AssignmentRequest.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    hint()


def give_waiting(budget_s: float = BUDGET_S) -> int:
    """Give out what can be given, the most urgent first; returns how many. What finds nobody stays and waits."""
    until = time.monotonic() + budget_s
    settings = {row.team_id: row for row in TeamAssignment.objects.select_related("calendar")}
    given = 0
    for team_id in AssignmentRequest.objects.order_by().values_list("ticket__team_id", flat=True).distinct():
        setting = settings.get(team_id) or TeamAssignment(team_id=team_id)
        if is_open(setting):
            given += sweeps.each("give out: teams", [team_id], lambda _pk, team=setting: _give_team(team, until))  # type: ignore[misc]
    return given


def is_open(setting: TeamAssignment) -> bool:
    return setting.calendar is None or calendars.is_open_now(setting.calendar)


def waiting_of(team_id: int) -> QuerySet[AssignmentRequest]:
    """In the order in which they are given out; those whose rules have yet to run are left out."""
    undecided = PendingWork.objects.filter(event__ticket=OuterRef("ticket"), consumer__in=DECIDES_FIRST, attempts=0)
    return (
        AssignmentRequest.objects.filter(~Exists(undecided), ticket__team=team_id)
        .select_related("ticket__inbox")
        .prefetch_related("ticket__needs")
        .order_by("-ticket__priority", F("ticket__sla_due_at").asc(nulls_last=True), "since", "pk")
    )


def _give_team(setting: TeamAssignment, until: float) -> int:
    given, desk, languages = 0, Desk.of(setting.team_id), languages_known()
    if not any(seat.load < seat.limit for seat in desk.seats):
        return 0
    for request in waiting_of(setting.team_id)[:LOOKED_AT]:
        if time.monotonic() > until:
            break
        # A look without the lock first: most of a long queue finds nobody.
        wish = wish_of(request, setting, languages)
        if wish is None or choose(desk, wish) is None:
            continue
        given += sweeps.each("give out", [request.pk], lambda pk: _give(pk, setting, languages))
        desk = Desk.of(setting.team_id)
    return given


def _give(pk: int, setting: TeamAssignment, languages: dict[str, Skill]) -> bool:
    """One ticket to one person, in one transaction; False when it is gone, in other hands, or nobody is free after all."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GIVING_LOCK])
        request = AssignmentRequest.objects.filter(pk=pk).first()
        if request is None:
            return False
        ticket = (
            Ticket.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            .filter(pk=request.ticket_id, team=setting.team_id)
            .first()
        )
        if ticket is None:
            return False
        request.ticket = ticket
        if not waits(ticket):
            request.delete()
            return False
        choice = _decide(request, setting, languages)
        if choice is None:
            return False
        # Locked, so that nobody is given a ticket at the moment when they leave the firm.
        user = User.objects.select_for_update(no_key=True).filter(pk=choice.seat.user.pk, is_active=True).first()
        if user is None:
            return False
        actions.set_assignee(Actor("rule", None, tuple(request.chain)), ticket.number, user, how=choice.how)
        Turn.objects.update_or_create(user=user, team_id=setting.team_id, defaults={"at": timezone.now()})
        request.delete()
        return True


def _decide(request: AssignmentRequest, setting: TeamAssignment, languages: dict[str, Skill]) -> Choice | None:
    desk = Desk.of(setting.team_id)
    knew = who_knows(request.ticket, [seat.user.pk for seat in desk.seats]) if setting.prefers_known else []
    wish = wish_of(request, setting, languages, knew)
    return choose(desk, wish) if wish is not None else None


def wish_of(
    request: AssignmentRequest, setting: TeamAssignment, languages: dict[str, Skill], knew: Iterable[int] = ()
) -> Wish | None:
    """What the ticket asks for; None where nobody gives it out."""
    method, ticket = request.method or setting.method, request.ticket
    if method == Method.OFF:
        return None
    needs = {skill.pk: skill.name for skill in ticket.needs.all()}
    spoken = languages.get(ticket.language or ticket.inbox.language)
    if spoken is not None and method == Method.BEST_SKILLED:
        needs[spoken.pk] = spoken.name
    minutes = setting.skills_wait_minutes
    over = minutes is not None and timezone.now() - request.since >= timedelta(minutes=minutes)
    return Wish(ticket.channel, method, needs, over, tuple(knew))


def languages_known() -> dict[str, Skill]:
    """The languages that are kept as skills, by their code."""
    return {skill.language: skill for skill in Skill.objects.exclude(language="")}


def who_knows(ticket: Ticket, people: list[int]) -> list[int]:
    """Who of these people answered this customer lately, the last one first."""
    said = Message.objects.filter(
        ticket__customer=ticket.customer_id,
        kind=MessageKind.OUTBOUND,
        automatic=False,
        author__in=people,
        sent_at__gt=timezone.now() - KNOWN_FOR,
    )
    authors = said.order_by("-sent_at", "-pk").values_list("author_id", flat=True)[:200]
    return list(dict.fromkeys(pk for pk in authors if pk is not None))
