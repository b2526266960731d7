"""Tickets find somebody by their team's rule: who is there, has room, has the skills, and knows the customer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Availability, Skill
from automation import assignment, skills
from automation.models import AssignmentRequest, Capacity, ChannelCapacity, Method, TeamAssignment
from tests.automation.assigning import can, come_in, give, gives_out, holders, is_there, joins, team_of
from tests.automation.test_engine import do, rule
from tests.cast import Cast, customer, write_in
from tickets import actions
from tickets.actor import SYSTEM, Actor
from tickets.assigned import say_how
from tickets.models import PendingWork, Status, Ticket, TicketEvent


def why(ticket: Ticket) -> str:
    return say_how(TicketEvent.objects.filter(ticket=ticket, kind="assigned").latest("pk").data["how"])


def test_a_team_that_is_off_leaves_tickets_alone(cast: Cast) -> None:
    is_there(cast.iga)
    (ticket,) = come_in(cast.mail)
    assert give() == 0 and holders([ticket]) == [None] and not AssignmentRequest.objects.exists()


def test_round_robin_gives_each_in_turn(cast: Cast) -> None:
    people = team_of(3, cast.returns)
    gives_out(cast.returns, Method.ROUND_ROBIN)
    tickets = come_in(cast.mail, 7)
    assert give() == 7
    assert holders(tickets) == [people[n % 3] for n in range(7)]
    assert why(tickets[4]) == "in turn: 1 of 12"


def test_the_least_busy_comes_first_by_the_share_of_their_limit(cast: Cast) -> None:
    _first, second = team_of(2, cast.returns)
    Capacity.objects.create(user=second, limit=24)
    gives_out(cast.returns)
    tickets = come_in(cast.mail, 6)
    give()
    # Half as busy with the same number: she gets two for each one of his.
    assert [holder == second for holder in holders(tickets)].count(True) == 4
    assert why(tickets[-1]) in {"least busy: 1 of 12", "least busy: 3 of 24", "least busy: 2 of 24"}


def test_a_chat_weighs_more_and_nobody_gets_more_than_fits(cast: Cast) -> None:
    is_there(cast.iga)
    gives_out(cast.returns)
    chats = come_in(cast.chat, 5)
    assert give() == 4, "4 × 3 of 12"
    assert holders(chats) == [cast.iga] * 4 + [None]
    assert give() == 0 and AssignmentRequest.objects.get().ticket == chats[4]
    actions.set_status(Actor.agent(cast.iga), chats[0].number, Status.PENDING)
    assert give() == 1 and holders(chats[4:]) == [cast.iga]


def test_a_channel_has_a_limit_of_its_own(cast: Cast) -> None:
    is_there(cast.iga)
    gives_out(cast.returns)
    ChannelCapacity.objects.create(channel="webchat", weight=1, at_once=2)
    assert len(come_in(cast.chat, 4)) == 4 and give() == 2
    Capacity.objects.create(user=cast.iga, channels={"webchat": 3})
    assert give() == 1
    Capacity.objects.update(limit=0)
    come_in(cast.mail)
    assert give() == 0, "a limit of none: nothing by itself"


def test_only_who_is_there_gets_tickets(cast: Cast) -> None:
    gives_out(cast.returns)
    is_there(cast.jan)  # of another team
    (ticket,) = come_in(cast.mail)
    assert give() == 0
    is_there(cast.iga, away=True)
    assert give() == 0
    is_there(cast.iga, since=timedelta(minutes=5))
    assert give() == 0
    is_there(cast.iga)
    assert give() == 1 and holders([ticket]) == [cast.iga]


def test_the_best_skilled_speaks_the_language_and_knows_the_topic_best(cast: Cast) -> None:
    novice, expert, silent = team_of(3, cast.returns)
    Skill.objects.create(name="polish", language="pl")
    can(novice, polish=3, payments=1)
    can(expert, polish=2, payments=3)
    can(silent, payments=3)
    gives_out(cast.returns, Method.BEST_SKILLED)
    plain, paid = come_in(cast.mail, language="pl"), come_in(cast.mail, language="pl")
    actions.set_needs(SYSTEM, paid[0].number, [Skill.objects.get(name="payments").pk])
    give()
    assert holders(plain + paid) == [novice, expert]
    assert why(paid[0]) == "best skilled (payments 3, polish 2): 0 of 12"


def test_a_ticket_waits_for_its_skills_and_then_takes_whoever_is_free(cast: Cast) -> None:
    is_there(cast.iga)
    gives_out(cast.returns, skills_wait_minutes=10)
    german = Skill.objects.create(name="German")
    (ticket,) = come_in(cast.mail)
    actions.set_needs(SYSTEM, ticket.number, [german.pk])
    assert give() == 0
    AssignmentRequest.objects.update(since=timezone.now() - timedelta(minutes=11))
    TeamAssignment.objects.update(skills_wait_minutes=None)
    assert give() == 0, "for ever"
    TeamAssignment.objects.update(skills_wait_minutes=10)
    assert give() == 1 and holders([ticket]) == [cast.iga]
    assert why(ticket) == "least busy, nobody with the skills needed was free: 0 of 12"


def test_who_answered_the_customer_last_comes_first_while_there_and_with_room(cast: Cast) -> None:
    first, second, third = team_of(3, cast.returns)
    person = customer("eva@example.com", "Eva")
    for agent, days in ((first, 1), (second, 5), (third, 95)):
        at = timezone.now() - timedelta(days=days)
        old = write_in(cast.mail, identity=person, at=at).ticket
        actions.reply(Actor.agent(agent), old.number, "Done.", at=at + timedelta(minutes=1))
        actions.set_status(Actor.agent(agent), old.number, Status.CLOSED)
    gives_out(cast.returns, prefers_known=True)
    fresh = write_in(cast.mail, identity=person).ticket
    give()
    assert holders([fresh]) == [first] and why(fresh) == "knows the customer: 0 of 12"
    Availability.objects.filter(user=first).update(away_since=timezone.now())
    again = write_in(cast.mail, identity=person).ticket
    give()
    assert holders([again]) == [second]
    Availability.objects.filter(user=second).update(away_since=timezone.now())
    last = write_in(cast.mail, identity=person).ticket
    give()
    assert holders([last]) == [third] and why(last) == "least busy: 0 of 12", "95 days ago is long ago"


def test_the_most_urgent_is_given_first(cast: Cast) -> None:
    Capacity.objects.create(limit=1)
    is_there(cast.iga)
    gives_out(cast.returns)
    low, urgent = come_in(cast.mail), come_in(cast.mail, priority=4)
    assert give() == 1 and holders(low + urgent) == [None, cast.iga]


def test_rules_speak_before_anybody_is_given_the_ticket(cast: Cast) -> None:
    is_there(cast.iga, cast.jan)
    gives_out(cast.returns)
    gives_out(cast.delivery)
    rule("Deliveries", do("team", cast.delivery.pk))
    ticket = write_in(cast.mail).ticket
    for row in PendingWork.objects.filter(consumer="assignment"):
        assignment.on_event(row.event)
    assert assignment.give_waiting() == 0, "its rule has yet to run"
    assert give() == 1 and holders([ticket]) == [cast.jan]
    PendingWork.objects.filter(consumer="automation").delete()


def test_what_comes_back_waits_again_and_what_is_done_does_not(cast: Cast) -> None:
    is_there(cast.iga)
    gives_out(cast.returns)
    (ticket,) = come_in(cast.mail)
    actions.set_spam(SYSTEM, ticket.number, True)
    assert give() == 0 and not AssignmentRequest.objects.exists()
    actions.set_spam(SYSTEM, ticket.number, False)
    assert give() == 1
    actions.set_assignee(SYSTEM, ticket.number, None)
    actions.set_status(SYSTEM, ticket.number, Status.RESOLVED)
    assert give() == 0 and not AssignmentRequest.objects.exists()
    write_in(cast.mail, identity=ticket.messages.get().identity, ticket_number=ticket.number)
    assert give() == 1 and holders([ticket]) == [cast.iga]


def test_somebody_who_takes_a_ticket_by_hand_keeps_it(cast: Cast) -> None:
    gives_out(cast.returns)
    (ticket,) = come_in(cast.mail)
    actions.set_assignee(Actor.agent(cast.marek), ticket.number, cast.marek)
    is_there(cast.iga)
    assert assignment.give_waiting() == 0, "also before its event was worked off"
    assert give() == 0 and holders([ticket]) == [cast.marek] and not AssignmentRequest.objects.exists()


def test_rules_ask_for_skills_and_give_out_by_their_own_method(cast: Cast) -> None:
    german = Skill.objects.create(name="German")
    joins(cast.jan, cast.returns)
    is_there(cast.iga, cast.jan)
    can(cast.jan, German=1)
    rule("German", do("needs", [german.pk]), do("assign_by_rule", "round_robin"))
    (ticket,) = come_in(cast.mail)
    assert give() == 1 and holders([ticket]) == [cast.jan]
    assert why(ticket) == "in turn (German 1): 0 of 12"
    rule("By the team", do("assign_by_rule", "team"))
    (other,) = come_in(cast.mail)
    errors = [done["error"] for run in other.rule_runs.all() for done in run.did if done["error"]]
    assert errors == ["This team doesn't give out tickets by itself."]


def test_a_team_that_begins_gives_out_what_waits_and_one_that_stops_does_not(cast: Cast) -> None:
    is_there(cast.iga)
    tickets = come_in(cast.mail, 2)
    skills.save_assignment(cast.ada, TeamAssignment(team=cast.returns, method=Method.ROUND_ROBIN))
    assert AssignmentRequest.objects.count() == 2
    skills.save_assignment(cast.ada, TeamAssignment(team=cast.returns, method=Method.OFF))
    assert not AssignmentRequest.objects.exists()
    skills.save_assignment(cast.ada, TeamAssignment(team=cast.returns, method=Method.ROUND_ROBIN))
    assert give() == 2 and holders(tickets) == [cast.iga] * 2


def test_nobody_who_left_the_firm_is_given_anything(cast: Cast) -> None:
    is_there(cast.iga)
    gives_out(cast.returns)
    (ticket,) = come_in(cast.mail)
    cast.iga.is_active = False
    cast.iga.save()
    assert give() == 0 and holders([ticket]) == [None]


@pytest.mark.parametrize("how", [{}, {"rule": "unheard of"}])
def test_a_reason_nobody_knows_is_no_reason(how: dict[str, str]) -> None:
    assert say_how(how) == ""
