"""The demo's plan: every script reads well with anybody in it, and the history has the shape of a real one."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest

from helpdesk.demo.blanks import Filler
from helpdesk.demo.corpus import BadScript, gender_of, parse, scripts
from helpdesk.demo.elsewhere import CHATTY, ELSEWHERE, OPEN_ELSEWHERE
from helpdesk.demo.people import TEAM_OF_TOPIC, make_customers
from helpdesk.demo.plan import OPEN, TICKETS, PlannedTicket, plan

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)

EVERYTHING = TICKETS + sum(ELSEWHERE.values()) + len(OPEN_ELSEWHERE)


@pytest.fixture(scope="module")
def tickets() -> list[PlannedTicket]:
    return plan(NOW)


def test_every_script_is_whole() -> None:
    assert len(scripts()) >= 110
    for script in scripts():
        assert script.language in {"pl", "en"}, script.key
        assert script.channel in {"email", "chat", "message"} | ELSEWHERE.keys() - CHATTY, script.key
        assert {line.channel for line in script.lines} <= {"", "chat", *ELSEWHERE}, script.key
        assert script.topic in TEAM_OF_TOPIC, script.key
        assert script.priority in {"normal", "high", "urgent"}, script.key
        assert script.score in {None, 1, 2, 3, 4, 5}, script.key
        assert script.lines[0].role != "agent", script.key
        # A call needs no written answer.
        spoken = {"agent", "note"} if script.channel == "voice" else {"agent"}
        assert spoken & {line.role for line in script.lines}, script.key
        assert bool(script.subject) == (script.channel in {"email", "form"}), script.key
        assert script.customer_gender in {"", "m", "f"}
        assert script.agent_gender in {"", "m", "f"}


def test_no_blank_stays_open_whoever_writes() -> None:
    rng = random.Random(7)
    people = {(customer.language, customer.gender): customer for customer in make_customers(rng)}
    for script in scripts():
        for gender in "mf":
            filler = Filler(rng, people[script.language, gender], script.language, date(2026, 11, 3))
            for text in [script.subject, *(line.text for line in script.lines)]:
                assert not re.search(r"[\[\]{}|]", filler.fill(text)), script.key


def test_two_genders_in_one_mouth_are_found() -> None:
    assert gender_of("Wczoraj zamówiłam obrus") == "f"
    assert gender_of("Wysyłam dziś, siedziałem nad tym długo") == "m"
    with pytest.raises(BadScript):
        gender_of("Zamówiłam i zapłaciłem")


def test_a_broken_file_names_its_line() -> None:
    with pytest.raises(BadScript, match="x:2"):
        parse("=== pl email return 5\nno mark here", "x")


def test_addresses_lead_nowhere() -> None:
    customers = make_customers(random.Random(3))
    assert len({customer.email for customer in customers}) == len(customers)
    hosts = {customer.email.split("@")[1] for customer in customers}
    assert all(host.endswith(".example") or host in {"example.com", "example.org", "example.net"} for host in hosts)


def test_the_same_day_gives_the_same_plan(tickets: list[PlannedTicket]) -> None:
    assert plan(NOW) == tickets


def test_nothing_happens_after_now_or_out_of_order(tickets: list[PlannedTicket]) -> None:
    for ticket in tickets:
        times = [step.at for step in ticket.steps]
        assert times == sorted(times)
        assert times[-1] <= NOW
        assert ticket.steps[0].kind == "customer"
        assert ticket.start > NOW - timedelta(days=91)


def test_the_status_follows_from_the_steps(tickets: list[PlannedTicket]) -> None:
    for ticket in tickets:
        talk = [step.kind for step in ticket.steps if step.kind in {"customer", "agent", "resolve"}]
        if ticket.end in {"new", "open"}:
            assert talk[-1] == "customer", ticket.subject
        elif ticket.end == "pending":
            assert talk[-1] == "agent"
        elif ticket.end in {"resolved", "closed"}:
            assert talk[-1] == "resolve"


def test_the_history_has_the_shape_of_a_shop(tickets: list[PlannedTicket]) -> None:
    assert len(tickets) == EVERYTHING
    open_now = [ticket for ticket in tickets if ticket.end in OPEN]
    assert 40 <= len(open_now) <= 70
    assert sum(ticket.steps[-1].at > NOW - timedelta(hours=4) for ticket in open_now) >= 8
    polish = sum(ticket.script.language == "pl" for ticket in tickets) / len(tickets)
    assert 0.65 < polish < 0.88
    scores = [step.score for ticket in tickets for step in ticket.steps if step.kind == "answer"]
    assert len(scores) > 80
    assert set(scores) == {1, 2, 3, 4, 5}
    assert 0.55 < sum(score >= 4 for score in scores) / len(scores) < 0.92
    waits: dict[str, list[float]] = {"chat": [], "email": []}
    for ticket in tickets:
        answers = [step.at for step in ticket.steps if step.kind == "agent"]
        if answers and ticket.channel in waits:
            waits[ticket.channel].append((answers[0] - ticket.start).total_seconds() / 60)
    assert median(waits["chat"]) < 10  # minutes
    assert 45 < median(waits["email"]) < 8 * 60


def test_one_channel_treats_people_worse(tickets: list[PlannedTicket]) -> None:
    """So that the page Consistency has something true to show."""

    def happy(*channels: str) -> float:
        steps = [step for ticket in tickets if ticket.channel in channels for step in ticket.steps]
        scores = [step.score for step in steps if step.kind == "answer"]
        assert len(scores) >= 15
        return sum(score >= 4 for score in scores) / len(scores)

    assert happy("messenger") < happy("email", "chat", "whatsapp", "voice") - 0.3


def test_no_conversation_is_repeated_visibly(tickets: list[PlannedTicket]) -> None:
    texts = Counter(ticket.steps[0].text for ticket in tickets if len(ticket.steps[0].text) > 120)
    assert max(texts.values()) <= 4
    assert max(Counter((ticket.script.key, ticket.channel) for ticket in tickets).values()) <= 4
    assert max(Counter(ticket.script.key for ticket in tickets if ticket.end in OPEN).values()) <= 2
    told = Counter((ticket.customer.email, ticket.script.key) for ticket in tickets)
    assert max(told.values()) == 1  # nobody tells the same story twice
    again = [(ticket.steps[0].text, ticket.subject) for ticket in tickets]
    assert len(set(again)) > 0.72 * len(again)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),  # the clock goes forward
        datetime(2026, 10, 25, 0, 59, tzinfo=UTC),  # and back
        datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
    ],
)
def test_any_hour_of_any_day_will_do(now: datetime) -> None:
    assert len(plan(now)) == EVERYTHING
