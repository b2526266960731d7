"""Many at once: ten agents who take, several workers who give, people who leave. Each ticket once, nobody above what fits."""

from __future__ import annotations

import random
import threading
from collections import Counter

import pytest
from django.db import connections, transaction

from accounts import actions as people_actions
from accounts.models import User
from automation import assignment
from automation.desk import Channels
from automation.models import AssignmentRequest, Capacity, Method
from tests.automation.assigning import come_in, gives_out, holders, is_there, joins, team_of
from tests.automation.test_timers import in_threads
from tests.cast import Cast, make_cast, make_policy
from tickets import actions, work
from tickets.actions import take_next
from tickets.actor import Actor
from tickets.models import Status, Ticket, TicketEvent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    make_policy()
    return make_cast()


def assigned_once(tickets: list[Ticket]) -> bool:
    events = TicketEvent.objects.filter(kind="assigned", ticket__in=tickets)
    return Counter(events.values_list("ticket_id", flat=True)) == Counter([ticket.pk for ticket in tickets])


def test_ten_agents_who_take_at_once_never_get_the_same(cast: Cast) -> None:
    agents = team_of(10, cast.returns)
    tickets = come_in(cast.mail, 40)
    gate = threading.Barrier(10)

    def grab(agent: User) -> list[int]:
        found = []
        for _turn in range(4):
            gate.wait(60)  # every time all at the same moment
            ticket = take_next(agent)
            assert ticket is not None, "there is one for everybody"
            found.append(ticket.number)
        return found

    connections.close_all()  # the pool has ten: one for each of them
    taken = in_threads(*[lambda agent=agent: grab(agent) for agent in agents])
    numbers = [number for each in taken for number in each]  # type: ignore[attr-defined]
    assert sorted(numbers) == sorted(ticket.number for ticket in tickets)
    assert assigned_once(tickets) and Counter(holders(tickets)) == Counter(dict.fromkeys(agents, 4))
    assert take_next(agents[0]) is None


def test_who_takes_passes_over_what_somebody_else_holds(cast: Cast) -> None:
    first, second = come_in(cast.mail, 2)
    with transaction.atomic():
        Ticket.objects.select_for_update(no_key=True).get(pk=first.pk)
        (taken,) = in_threads(lambda: take_next(cast.iga))
        assert taken == second
    assert take_next(cast.iga) == first


def test_workers_who_give_at_once_are_fair(cast: Cast) -> None:
    agents = team_of(5, cast.returns)
    tickets = come_in(cast.mail, 2)
    gives_out(cast.returns, Method.ROUND_ROBIN)
    tickets += come_in(cast.mail, 28)
    assignment.queue_team(cast.returns.pk)
    counts = in_threads(*[assignment.give_waiting] * 4)
    assert sum(counts) == 30  # type: ignore[arg-type]
    assert assigned_once(tickets) and Counter(holders(tickets)) == Counter(dict.fromkeys(agents, 6))


@pytest.mark.parametrize("seed", range(3))
def test_nobody_gets_more_than_fits_in_any_order(cast: Cast, seed: int) -> None:
    """Workers give, agents answer, take by hand and come and go; agents sit in two teams and write on two channels."""
    dice = random.Random(seed)
    agents = team_of(4, cast.returns)
    for agent in agents[:2]:
        joins(agent, cast.delivery)
    limits = {agent.pk: dice.randint(3, 9) for agent in agents}
    Capacity.objects.bulk_create(Capacity(user_id=pk, limit=limit) for pk, limit in limits.items())
    for team in (cast.returns, cast.delivery):
        gives_out(team, dice.choice([Method.ROUND_ROBIN, Method.LEAST_BUSY, Method.BEST_SKILLED]))
    tickets = come_in(cast.mail, 14) + come_in(cast.chat, 6)
    for ticket in dice.sample(tickets, 8):
        actions.set_team(Actor.agent(cast.ada), ticket.number, cast.delivery)
    orders = [dice.sample(tickets, len(tickets)) for _ in range(2)]

    def give() -> None:
        for _turn in range(4):
            work.run_due()
            assignment.give_waiting()

    def close(order: list[Ticket]) -> None:
        for ticket in order:
            actions.set_status(Actor.agent(cast.ada), ticket.number, Status.PENDING)

    in_threads(give, give, give, *[lambda order=order: close(order[:6]) for order in orders])
    give()
    assert loads(limits) == {pk: min(load, limits[pk]) for pk, load in loads(limits).items()}
    twice = Counter(TicketEvent.objects.filter(kind="assigned").values_list("ticket_id", flat=True))
    assert set(twice.values()) <= {1}
    held_back = AssignmentRequest.objects.select_related("ticket")
    channels = Channels.load()
    for request in held_back:
        weight = channels.weight(request.ticket.channel)
        colleagues = {a.pk for a in agents if a.memberships.filter(team=request.ticket.team_id).exists()}
        assert all(loads(limits)[pk] + weight > limits[pk] for pk in colleagues), "nobody who could waits for work"


def loads(people: dict[int, int]) -> dict[int, int]:
    channels = Channels.load()
    found = dict.fromkeys(people, 0)
    for ticket in Ticket.objects.filter(assignee__in=people, status__in=["new", "open"]):
        found[ticket.assignee_id] += channels.weight(ticket.channel)  # type: ignore[index]
    return found


def test_nobody_is_given_a_ticket_while_they_leave_the_firm(cast: Cast) -> None:
    is_there(cast.iga)
    gives_out(cast.returns)
    (ticket,) = come_in(cast.mail)
    left = threading.Event()

    def leave() -> None:
        with transaction.atomic():
            people_actions.deactivate(cast.ada, cast.iga)
            left.set()
            # The other one is waiting for her row by now, or comes later and finds her gone: both are right.
            threading.Event().wait(0.3)

    def give() -> int:
        left.wait(30)
        return assignment.give_waiting()

    assert in_threads(leave, give) is not None
    assert holders([ticket]) == [None] and AssignmentRequest.objects.filter(ticket=ticket).exists()
