from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, customer, write_in
from tickets import actions, search
from tickets.access import visible_tickets
from tickets.actor import Actor
from tickets.search import search_tickets


@pytest.mark.parametrize(
    "query",
    ["{number}", "#{number}", "tomasz@example.com", "kuna", "drukarki", "drukarka", "reklam", "48213", "channel:email"],
)
def test_finds_by_number_address_name_word_and_its_forms(cast: Cast, query: str) -> None:
    ticket = write_in(cast.mail, "Reklamacja drukarki, nie drukuje").ticket
    write_in(cast.chat, "Something else", subject="", identity=customer("other@example.com", "Ewa"))
    found = search_tickets(visible_tickets(cast.ada), query.format(number=ticket.number))
    assert list(found) == [ticket]


@pytest.mark.parametrize(
    "query", ["' | !:* & ) (", "\\", "'", "a:* & b", "%", "\x00", "::", "channel:", "#99999999999999999999"]
)
def test_hostile_queries_are_only_words(cast: Cast, query: str) -> None:
    write_in(cast.mail)
    list(search_tickets(visible_tickets(cast.ada), query))


def test_an_answer_is_found_too_and_teams_stay_apart(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    actions.reply(Actor.agent(cast.iga), ticket.number, "Wysłaliśmy ponownie kurierem")
    assert list(search_tickets(visible_tickets(cast.iga), "kurier")) == [ticket]
    assert not search_tickets(visible_tickets(cast.jan), "kurier").exists()


def test_indexes_answer_a_search_for_words_and_customers_at_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    write_in(cast.mail, "Reklamacja drukarki")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    # Few tickets are named by their numbers, found in the index; many are asked for by their words.
    with CaptureQueriesContext(connection) as asked:
        search_tickets(visible_tickets(cast.ada).order_by(), "drukarka tomasz")
    (words,) = (one["sql"] for one in asked.captured_queries if '"search" @@' in one["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {words}")  # what was just sent
        assert "ticket_search" in str(cursor.fetchall())
    monkeypatch.setattr(search, "FEW_TICKETS", 0)
    write_in(cast.mail, "Reklamacja, Tomasz")
    plan = search_tickets(visible_tickets(cast.ada).order_by(), "tomasz").explain()
    assert "ticket_search" in plan and "ticket_customer" in plan and "BitmapOr" in plan


def test_many_matching_tickets_are_found_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {write_in(cast.mail, f"Drukarka {n}").ticket for n in range(4)}
    write_in(cast.mail, "Czajnik")
    assert set(search_tickets(visible_tickets(cast.ada), "drukarki")) == made
    monkeypatch.setattr(search, "FEW_TICKETS", 2)
    assert set(search_tickets(visible_tickets(cast.ada), "drukarki")) == made


def test_many_matching_customers_are_found_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {write_in(cast.mail, identity=customer(f"c{n}@example.com", f"Anna {n}")).ticket for n in range(4)}
    write_in(cast.mail, "Not hers", identity=customer("x@other.example", "Ewa"))
    monkeypatch.setattr(search, "FEW_CUSTOMERS", 2)
    assert set(search_tickets(visible_tickets(cast.ada), "anna")) == made
