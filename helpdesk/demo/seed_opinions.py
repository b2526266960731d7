"""What the demo's customers think beside the usual question: reasons they ticked, whether they would recommend the shop (NPS, once a
quarter), how easy a chat was (CES), and who was not asked and why. The words are made up.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from helpdesk.demo import rhythm, seed_surveys
from surveys.models import Kind, Look, Moment, NotSent, Survey, SurveyAnswer
from surveys.scores import SCALES
from surveys.themes import keeping, rounds
from tickets.models import Ticket
from tickets.models.ticket import DONE

# By which channel a question goes; it also lets the message take that way at that time.
Channel = Callable[[Ticket, datetime], str]
ASKED_AGO = 88  # days
NPS_ANSWERS = 0.58
WORDS = 0.62

REASONS: dict[str, tuple[str, str]] = {
    "wait": ("Długie czekanie", "A long wait"),
    "again": ("Trzeba było powtarzać", "Had to repeat"),
    "unsolved": ("Sprawa nierozwiązana", "Not solved"),
    "tone": ("Niemiła rozmowa", "Unfriendly"),
    "fast": ("Szybka odpowiedź", "A quick answer"),
    "kind": ("Miła rozmowa", "Friendly"),
    "solved": ("Sprawa załatwiona", "Solved"),
    "delivery": ("Dostawa", "Delivery"),
    "price": ("Ceny", "Prices"),
    "goods": ("Jakość towaru", "Quality of goods"),
}
BAD, GOOD = ("wait", "again", "unsolved", "tone"), ("fast", "kind", "solved")
SHOP = ("delivery", "price", "goods", "wait")

NPS_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("pl", "good"): (
        "Kubki piękne, a paczka zapakowana jak skarb.",
        "Polecam każdemu, kto kupuje prezenty.",
        "Szybka wysyłka i zawsze ktoś odpisze.",
        "Uprzejma obsługa, jakość lnu znakomita.",
        "Reklamacja załatwiona w dwa dni, bez dyskusji.",
        "Pięknie zapakowane, a herbata gratis to miły gest.",
        "Herbata gratis w paczce, rozczulające!",
        "Za herbatę gratis wielkie dzięki. Wrócę!",
        "Zwrot pieniędzy następnego dnia, tak powinno być wszędzie.",
        "Nie musiałam czekać ani powtarzać, o co chodzi.",
    ),
    ("pl", "warn"): (
        "Ładne rzeczy, ale drogo.",
        "Kubki super, dostawa mogłaby być szybciej.",
        "Opis w sklepie nie mówi o pojemności.",
        "W porządku, choć koszt przesyłki wysoki.",
        "Strona czasem się zawiesza przy płatności.",
    ),
    ("pl", "bad"): (
        "Zwrot pieniędzy trwał trzy tygodnie.",
        "Na zwrot pieniedzy czekam do dzis.",
        "Paczka przyszła uszkodzona, dwa kubki rozbite.",
        "Uszkodzona paczka, a kurier rzucił ją pod drzwi.",
        "Rozbite kubki, marne pudełko.",
        "Tydzień bez odpowiedzi na maila.",
        "Długo czekałem na odpowiedź, potem znowu pytali o numer zamówienia.",
        "Kolory na zdjęciach inne niż w rzeczywistości.",
        "Kolor obrusu inny niż na zdjęciach.",
        "Zdjęcia kłamią, kolor zupełnie inny.",
        "Chatbot nie łączył z człowiekiem.",
        "Bot w kółko to samo, trudno o kontakt z człowiekiem.",
        "Obiecany telefon nie nadszedł.",
        "Przesyłka droga, a i tak czekałam dwa tygodnie.",
    ),
    ("en", "good"): (
        "Beautiful linen and quick delivery.",
        "Friendly people, no waiting.",
        "They solved my complaint in a day.",
        "Lovely packaging and a kind note.",
    ),
    ("en", "warn"): ("Nice mugs, expensive shipping.", "Good quality, slow delivery."),
    ("en", "bad"): (
        "Still waiting for my refund.",
        "My parcel arrived damaged.",
        "The bot kept asking the same question.",
        "I had to write three times about one refund.",
        "The colour is nothing like the photos.",
    ),
}
# What this shop's customers share that no other shop's do: the tea in the parcel, colours unlike the photos.
COMMON = ("herbat", "zdję", "photos")
CES_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("pl", "good"): (
        "Jedno pytanie i po sprawie.",
        "Nie musiałam niczego powtarzać.",
        "Od razu człowiek, bez czekania.",
    ),
    ("pl", "warn"): ("Dało się, choć dwa razy podawałem numer.", "Trochę szukania, gdzie napisać."),
    ("pl", "bad"): (
        "Musiałem trzy razy podawać numer zamówienia.",
        "Długo czekałam w czacie.",
        "Formularz zwrotu nieczytelny.",
    ),
    ("en", "good"): ("Very easy.", "One message and done."),
    ("en", "warn"): ("OK, but I had to ask twice.",),
    ("en", "bad"): ("Too many steps for a simple refund.", "I had to explain everything again."),
}


def _band(low: int, high: int, pl: str, en: str, keys: tuple[str, ...]) -> dict[str, Any]:
    reasons = [{"key": key, "label": dict(zip(("pl", "en"), REASONS[key], strict=True))} for key in keys]
    return {"min": low, "max": high, "question": {"pl": pl, "en": en}, "reasons": reasons}


def _asks(kind: Kind, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """What went wrong, asked beside every unhappy score; what was good, beside every happy one."""
    first, low, high, last = SCALES[kind].low, SCALES[kind].unhappy, SCALES[kind].happy, SCALES[kind].high
    return [
        _band(first, low, "Co poszło nie tak?", "What went wrong?", keys),
        _band(high, last, "Co było dobre?", "What was good?", GOOD),
    ]


def _made(name: str, kind: str, moment: str, bands: list[dict[str, Any]], **fields: Any) -> Survey:
    return Survey.objects.create(name=name, kind=kind, look=Look.NUMBERS, moment=moment, bands=bands, **fields)


def surveys() -> dict[str, Survey]:
    """The usual one with reasons to tick, and the shop's others; by kind, those about ease by channel."""
    usual = seed_surveys.usual()
    usual.bands = _asks(Kind.CSAT, BAD)
    usual.save(update_fields=["bands"])
    # Chats and calls ask how easy it was; what comes from before stays with the usual question.
    chat = _ease("czat", Moment.CHAT_ENDED)
    voice = _ease("telefon", Moment.CALL_ENDED)
    # Tried out, and then left to the usual question.
    tried = _ease("WhatsApp, próba", Moment.RESOLVED, is_active=False)
    nps = _made("Co kwartał: czy nas polecisz?", Kind.NPS, Moment.PERIODIC, _asks(Kind.NPS, SHOP), position=2)
    return {Kind.CSAT: usual, Kind.NPS: nps, "chat": chat, "voice": voice, "whatsapp": tried}


def _ease(where: str, moment: Moment, **fields: Any) -> Survey:
    name = f"Czy było łatwo ({where})"
    return _made(name, Kind.CES, moment, _asks(Kind.CES, BAD), position=1, sample_percent=40, **fields)


def easy(score: int, rng: random.Random) -> int:
    """How easy it was, for somebody this content (1 to 5)."""
    return min(7, max(1, round(score * 1.4 - 0.4 + rng.uniform(-0.7, 0.7))))


def words_of_ease(score: int, language: str, rng: random.Random) -> str:
    tone = "good" if score >= 5 else "warn" if score == 4 else "bad"
    return rng.choice(CES_WORDS[language, tone]) if rng.random() < WORDS else ""


def lay(by_kind: dict[str, Survey], now: datetime, channel: Channel) -> None:
    """The quarter's question about the whole relation, and ticked reasons."""
    rng = random.Random(f"opinions {now:%Y-%m-%d}")
    _recommend(by_kind[Kind.NPS], now, channel, rng)
    _tick(rng)


def read_words() -> None:
    """What the comments are about, when all of them are written."""
    rounds.work_off()
    keeping.read_due()


def _recommend(survey: Survey, now: datetime, channel: Channel, rng: random.Random) -> None:
    settled = Ticket.objects.filter(status__in=DONE, is_spam=False).select_related("customer")
    by_customer: defaultdict[int, list[Ticket]] = defaultdict(list)
    for one in settled.order_by("last_activity_at", "number"):
        by_customer[one.customer_id].append(one)
    for tickets in by_customer.values():
        # Some time after their first matter was settled, on the newest one that was settled by then.
        room = now - timedelta(hours=6) - tickets[0].last_activity_at
        at = rhythm.at_work(now - timedelta(hours=6) - min(room, timedelta(days=ASKED_AGO)) * rng.random(), rng)
        ticket = next((one for one in reversed(tickets) if one.last_activity_at < at), None)
        if ticket is None or at >= now:
            continue
        if rng.random() < 0.28:
            _leave(survey, ticket, at, rng)
            continue
        asked = seed_surveys.sent(ticket.number, at, survey, channel(ticket, at))
        answered = at + timedelta(minutes=rhythm.lognormal(rng, 300, 1.1))
        if rng.random() < NPS_ANSWERS and answered < now:
            # Lately more would recommend it than in the first weeks.
            better = (now - at).days < 40
            score = rng.choices(range(11), (2, 1, 1, 2, 2, 4, 5, 9, 14, 15 + 5 * better, 17 + 8 * better))[0]
            tone = "good" if score >= 9 else "warn" if score >= 7 else "bad"
            language = asked.language if asked.language == "en" else "pl"
            words = _words(NPS_WORDS[language, tone], rng) if rng.random() < WORDS else ""
            seed_surveys.answered(asked, score, words, answered)


def _words(pool: tuple[str, ...], rng: random.Random) -> str:
    """What many of the shop's customers write about comes more often."""
    return rng.choices(pool, [4 if any(word in text.lower() for word in COMMON) else 1 for text in pool])[0]


def _leave(survey: Survey, ticket: Ticket, at: datetime, rng: random.Random) -> None:
    """Somebody who was not asked, with the reason."""
    reasons = {NotSent.COOLDOWN: 9, NotSent.SAMPLED: 5, NotSent.OPTED_OUT: 3, NotSent.UNDELIVERABLE: 2}
    seed_surveys.not_sent(survey, ticket, at, rng.choices(list(reasons), list(reasons.values()))[0])


def _tick(rng: random.Random) -> None:
    for given in SurveyAnswer.objects.select_related("invitation__survey").order_by("pk"):
        survey = given.invitation.survey
        offered = [reason.key for reason in survey.follow_up(given.score, "pl").reasons] if survey else []
        if offered and rng.random() < 0.7:
            # The first reason is the shop's real trouble.
            weights = [3.0, *([1.0] * (len(offered) - 1))]
            picked = {rng.choices(offered, weights)[0] for _try in range(rng.choice([1, 1, 2]))}
            SurveyAnswer.objects.filter(pk=given.pk).update(reasons=sorted(picked, key=offered.index))
