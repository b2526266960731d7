from __future__ import annotations

import pytest

from tests.cast import Cast, customer, write_in
from tickets import actions
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
