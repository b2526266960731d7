"""No reviewer learns who of us answered: not from the page, not from the words."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import User
from core.text import fold
from reports.reality import blind, drawing
from reports.reality.quarter import Quarter
from tests.cast import Cast, customer, make_user, write_in
from tests.reports.reality.resolved import PAST, noon
from tickets.actions import add_note, reply, set_status
from tickets.actor import Actor
from tickets.models import Ticket

SIGNED = "Dzień dobry,\nzwrot jest w drodze.\n\nPozdrawiam\nIga Bober\nSklep, tel. 600 700 800\nIB"


def mask(text: str, *names: str, customers: tuple[str, ...] = ()) -> str:
    people = [User(name=name, email=f"{fold(name).replace(' ', '.')}@shop.example") for name in names]
    with translation.override("en"):
        return blind.Mask(people, customers).text(text)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Iga Bober", "Iga Igi Idze Igę Igą Igo IGA iga Bober Bobera Boberowi Bobra"),
        ("Anna Kowalska", "Anna Anny Annie Annę Ania Ani Anię Aniu Kowalska Kowalskiej Kowalską"),
        ("Katarzyna Zając", "Katarzyna Katarzyny Kasia Kasi Kasię Kasiu kasia Zając Zająca"),
        ("Marek Wójcik", "Marek Marka Markowi Markiem Marku marek Wójcik Wójcika"),
        ("Paweł Lis", "Paweł Pawła Pawłowi Pawle Pawełek Lis Lisa"),
        ("Piotr Nowak", "Piotr Piotra Piotrze Piotrek Piotrka Nowak Nowaka"),
        ("Monika Róża", "Monika Moniki Monice Monikę Róża Róży Różą"),
        ("Oliver Hart", "Oliver Oliver's Ollie Hart Hart's"),
    ],
)
def test_names_go_in_every_form(name: str, words: str) -> None:
    for word in words.split():
        found = mask(f"Rozmawiam z: {word}, dziękuję.", name)
        assert "[colleague]" in found and fold(word.split("'")[0]) not in fold(found), word


def test_ordinary_words_stay() -> None:
    text = "3 maja zając zjadł różę. Lis i sowa. Jan Paweł II, the hart of it"
    assert mask("3 maja wyślę paczkę, sowa na kubku", "Maja Sowa") == "3 maja wyślę paczkę, sowa na kubku"
    assert "zając" in mask(text, "Anna Zając") and "różę" in mask(text, "Anna Róża")


def test_hostile_words_are_masked_like_others() -> None:
    assert mask("http://[x i https://ex\u2100mple.com/iga od: Iga", "Iga Bober") == "/… i /… od: [colleague]"
    long = "a" * 400_000 + " " + "slowo " * 20_000
    assert mask(long + "Iga", "Iga Bober") == long + "[colleague]"


def test_addresses_handles_initials_and_numbers_go() -> None:
    assert mask("Napisz: iga.bober@shop.example albo @iga.bober", "Iga Bober") == "Napisz: [address] albo @[colleague]"
    assert mask("Do zobaczenia\n-- IB\nI.B.", "Iga Bober") == "Do zobaczenia"
    assert mask("IgaBober, pozdrawia Iga Bober", "Iga Bober") == "[colleague], pozdrawia [colleague]"
    long = "Konto 12 1020 1026 0000 0102 0304 0506, tel. +48 600-700-800, zamówienie 48213, dnia 2026-11-30 12:30"
    assert mask(long) == "Konto [number], tel. [number], zamówienie 48213, dnia 2026-11-30 12:30"
    assert mask("https://shop.example/s/secret-token/?a=1 ok") == "shop.example/… ok"


def test_the_customer_goes_too_and_a_name_of_both_is_ours() -> None:
    assert mask("Pani Julio, dzień dobry", customers=("Julia Hart",)) == "Pani [customer], dzień dobry"
    assert mask("Tu Iga", "Iga Bober", customers=("Iga Nowak",)) == "Tu [colleague]"


def told(cast: Cast) -> Ticket:
    """A ticket of the past quarter that says everywhere who answered."""
    cast.iga.signature = "Pozdrawiam\nIga Bober\nSklep, tel. 600 700 800"
    cast.iga.save()
    quarter_start = noon(PAST)
    person = customer("julia.hart@example.com", "Julia Hart")
    ticket = write_in(
        cast.mail, "Gdzie paczka? Julia", identity=person, at=quarter_start, subject="Dla Igi Bober"
    ).ticket
    iga, jan = Actor.agent(cast.iga), Actor.agent(cast.jan)
    add_note(iga, ticket.number, "Secret note, @Jan Sowa", at=quarter_start + timedelta(minutes=5))
    reply(iga, ticket.number, SIGNED, at=quarter_start + timedelta(hours=1))
    write_in(cast.mail, "Dziękuję, pani Igo!", identity=person, at=quarter_start + timedelta(hours=2),
             ticket_number=ticket.number)  # fmt: skip
    reply(jan, ticket.number, "To Jan od pani Igi. iga@shop.example", at=quarter_start + timedelta(hours=3))
    set_status(iga, ticket.number, "resolved", at=quarter_start + timedelta(hours=4))
    return Ticket.objects.get(pk=ticket.pk)


def test_the_page_names_no_colleague(cast: Cast) -> None:
    for index in range(8):
        make_user(f"more{index}@shop.example", f"More{index} Person")
    ticket = told(cast)
    drawing.draw(cast.marek, PAST)
    client = Client()
    client.force_login(cast.marek)
    for language in ("en", "pl"):
        cast.marek.language = language
        cast.marek.save()
        for address in ("", "1/"):
            page = client.get(f"/reports/reality/{PAST.slug}/{address}").content.decode()
            words = set(re.findall(r"[^\W\d_]+", fold(page)))
            assert not words & {"iga", "igi", "igo", "bober", "sowa", "julia", "hart", "secret"}, (language, address)
            assert "600 700" not in page
            assert f"#{ticket.number}<" not in page and f"/inbox/{ticket.number}/" not in page
        assert "zwrot jest w drodze" in page


def test_the_words_stay_readable(cast: Cast) -> None:
    with translation.override("en"):
        talk = blind.conversation(told(cast))
    assert talk.title == "Dla [colleague]" and talk.notes == 1
    assert [one.side for one in talk.said] == ["customer", "we", "customer", "we"]
    assert [one.text for one in talk.said] == [
        "Gdzie paczka? [customer]", "Dzień dobry,\nzwrot jest w drodze.\n", "Dziękuję, pani [colleague]!",
        "To [colleague] od pani [colleague]. [address]",
    ]  # fmt: skip


def test_the_current_quarter_can_be_begun() -> None:
    assert Quarter.from_slug(Quarter.current().slug) == Quarter.current()
