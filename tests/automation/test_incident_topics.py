"""Topics: noticed in a burst, in whatever forms of the words; quiet over a usual week, and for one who writes ten times."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from automation.incidents import detect
from automation.incidents.incidents import dismiss, open_suggested
from automation.incidents.topics import Sample, Usual, find_topics, how_many
from automation.models import IncidentSettings, IncidentSuggestion, IncidentTicket
from tests.cast import Cast, customer, write_in
from tests.services.worlds import world
from tickets.models import Notification, Ticket

# What customers of a shop write on any day; {} is something of their own.
EVERYDAY = [
    "Dzień dobry, gdzie jest moja paczka {}? Czekam już trzy dni.",
    "Chciałbym zwrócić kubek z zamówienia {}, jak to zrobić?",
    "Proszę o fakturę do zamówienia {}.",
    "Paczka przyszła uszkodzona, talerz {} jest pęknięty. Reklamacja.",
    "Czy kubek {} jest dostępny w kolorze niebieskim?",
    "Hello, where is my parcel {}? The tracking does not move.",
    "I want to return the plate from order {}, please send a label.",
    "Could you send me an invoice for order {}?",
    "Płatność za zamówienie {} została pobrana dwa razy.",
    "Kiedy będzie dostawa {}? Kurier nie przyjechał.",
    "Chcę zmienić adres dostawy zamówienia {}.",
    "Is the bowl {} dishwasher safe?",
    "Nie mogę się zalogować na konto {}, nie pamiętam hasła.",
    "Kod rabatowy {} nie działa w koszyku.",
]
BLIK = [
    "Nie mogę zapłacić BLIKiem, płatność odrzucona",
    "płatność blik nie działa",
    "BLIK nie przechodzi, płatności wiszą",
    "problem z płatnością przez blika",
    "Dzień dobry, blik i platnosci nie dzialaja",
    "Blikiem nie idzie, co z płatnościami?",
    "Płatności BLIK padły?",
]
CHECKOUT = [
    "The checkout shows an error when I pay",
    "checkout error!!",
    "Your checkouts give errors since this morning",
    "I keep getting errors at checkout",
    "Cannot order, checkout error 500",
    "Error in the checkout, please help",
]


def everyday(rng: random.Random) -> str:
    return rng.choice(EVERYDAY).format(rng.randrange(10_000, 99_999))


def test_a_quiet_week_of_a_shop_raises_nothing() -> None:
    rng, numbers = random.Random(7), count(1)
    known = [frozenset(form for form in detect_forms(everyday(rng))) for _ in range(1500)]
    alarms = []
    for hour in range(7 * 24):
        n = max(0, round(rng.gauss(14 if 8 <= hour % 24 < 20 else 2, 4)))
        samples = [Sample(number, number, everyday(rng)) for number, _ in zip(numbers, range(n), strict=False)]
        alarms += find_topics(samples, 5, lambda forms: Usual([frozenset(forms) & one for one in known]))
    assert alarms == []


def detect_forms(text: str) -> list[str]:
    from core.text import search_terms

    return search_terms(text)


@pytest.mark.parametrize(("texts", "words"), [(BLIK, {"blik", "płatność"}), (CHECKOUT, {"checkout", "error"})])
def test_a_burst_among_everyday_mail_is_noticed_by_its_words(texts: list[str], words: set[str]) -> None:
    rng = random.Random(3)
    known = [frozenset(detect_forms(everyday(rng))) for _ in range(600)]
    said = [*texts, *(everyday(rng) for _ in range(12))]
    samples = [Sample(n, n, text) for n, text in enumerate(said)]
    (topic,) = find_topics(samples, 5, lambda forms: Usual([frozenset(forms) & one for one in known]))
    assert words & set(topic.words), topic.words
    assert set(topic.numbers) == set(range(len(texts)))


def test_words_are_known_in_their_forms() -> None:
    assert how_many(["płatność", "blik"], "Platnosci BLIKIEM nie idą") == 2
    assert how_many(["płatność", "blik"], "Gdzie jest moja paczka?") == 0


@world
def shop(cast: Cast) -> Cast:
    """With two weeks of everyday mail behind it."""
    rng, now = random.Random(5), timezone.now()
    for n in range(150):
        who = customer(f"old{n}@example.com", f"Old {n}")
        write_in(cast.mail, everyday(rng), identity=who, subject="", at=now - timedelta(hours=6 + 2 * n))
    return cast


def burst(cast: Cast, texts: list[str] = BLIK, **fields: object) -> list[int]:
    return [
        write_in(cast.mail, text, identity=customer(f"b{n}@example.com", f"B {n}"), subject="", **fields).ticket.number
        for n, text in enumerate(texts)
    ]


def test_a_suggestion_is_made_once_grows_and_tells_managers(shop: Cast) -> None:
    assert detect.sweep() == 0, "nothing happens"
    numbers = burst(shop)
    assert detect.sweep() == 1
    assert detect.sweep() == 0, "the same again is nothing new"
    found = IncidentSuggestion.objects.get()
    assert found.tickets == numbers and found.customers == 7 and "blik" in found.words
    heard = Notification.objects.filter(kind="incident").values_list("user_id", flat=True)
    assert set(heard) == {shop.marek.pk, shop.ada.pk}
    assert [one["n"] for one in detect.for_agent(shop.marek)] == [7]
    assert [one["n"] for one in detect.for_agent(shop.iga)] == [7], "her team's"
    assert detect.for_agent(shop.jan) == [], "not his team's"
    late = write_in(
        shop.mail, "blik, płatność?", identity=customer("late@example.com", "Late"), subject=""
    ).ticket.number
    assert detect.sweep() == 1
    assert IncidentSuggestion.objects.get().tickets == [*numbers, late]


def test_one_customer_automatic_mail_and_spam_are_no_incident(shop: Cast) -> None:
    one = customer("angry@example.com", "Angry")
    for text in BLIK + BLIK[:3]:
        write_in(shop.mail, text, identity=one, subject="")
    burst(shop, ["Out of office: blik płatność"] * 8, automatic=True)
    assert detect.sweep() == 0
    burst(shop)
    Ticket.objects.filter(messages__text__in=BLIK).update(is_spam=True)
    assert detect.sweep() == 0


def test_switched_off_nobody_looks(shop: Cast) -> None:
    IncidentSettings.objects.create(enabled=False)
    burst(shop)
    assert detect.sweep() == 0 and not IncidentSuggestion.objects.exists()


def test_what_is_no_incident_is_remembered_until_it_grows(shop: Cast) -> None:
    burst(shop)
    detect.sweep()
    dismiss(shop.marek, IncidentSuggestion.objects.get())
    burst(shop, BLIK[:3])
    assert detect.sweep() == 0
    for n in range(15):
        write_in(shop.mail, BLIK[n % 7], identity=customer(f"more{n}@example.com", f"M {n}"), subject="")
    assert detect.sweep() == 1, "three times as many"


def test_what_an_incident_has_is_not_suggested_again(shop: Cast) -> None:
    numbers = burst(shop)
    detect.sweep()
    suggestion = IncidentSuggestion.objects.get()
    incident = open_suggested(shop.marek, suggestion, "Blik")
    assert open_suggested(shop.ada, suggestion, "Blik") == incident, "once"
    assert set(incident.links.filter(state=IncidentTicket.State.LINKED).values_list("ticket", flat=True)) == set(
        numbers
    )
    assert detect.sweep() == 0 and detect.for_agent(shop.marek) == []
