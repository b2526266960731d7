"""The mood of messages in both languages; the sentences are made up."""

from __future__ import annotations

import pytest

from core.mood import mood_of

SENTENCES = {
    "angry": [
        "Jestem wściekła, trzeci raz przysyłacie zły rozmiar!",
        "To jest skandal. Czekam miesiąc na zwrot pieniędzy.",
        "Jesteście oszustami, zgłaszam sprawę na policję.",
        "Bardzo się rozczarowałem waszą obsługą.",
        "Nie jestem zadowolona z tego, jak mnie potraktowano.",
        "GDZIE JEST MOJA PACZKA?! CZEKAM JUŻ DWA TYGODNIE!!!",
        "Kolejny raz ignorujecie moje wiadomości, to bezczelność",
        "Zamówiłam świetny kubek, ale obsługa jest beznadziejna i lekceważy klientów.",
        "Mam dość tej fatalnej obsługi 😡",
        "Mam dość czekania, jestem naprawdę zła.",
        "Jestem zła, to już druga pomyłka.",
        "I am furious. Nobody has answered for two weeks.",
        "This is absolutely unacceptable, I want my money back!",
        "Your support is a joke. Worst shop ever.",
        "I'm not happy with this at all, the second cup broke as well.",
        "Very disappointed. I would never recommend this shop.",
        "WHERE IS MY ORDER??? THIS TAKES WAY TOO LONG!!!",
        "The cup is lovely but the courier was rude and your team ignored me, terrible experience",
    ],
    "pleased": [
        "Jestem bardzo zadowolona, wszystko dotarło na czas!",
        "Dziękuję, świetna obsługa, polecam!",
        "Rewelacja, kubek jest cudowny 😊",
        "Brawo, błyskawiczna wysyłka i uprzejmy kurier.",
        "Wspaniale, zwrot przyszedł po dwóch dniach. Uwielbiam wasz sklep!",
        "Thank you so much, your team was amazing and very helpful!",
        "I love the new mugs, they are perfect.",
        "Great service, I'm really impressed.",
        "Excellent! Best shop, I will recommend you to everybody :)",
    ],
    "neutral": [
        "",
        "Dzień dobry, kiedy dotrze moja paczka? Dziękuję i pozdrawiam",
        "Proszę o fakturę na firmę, będę wdzięczna za szybką odpowiedź.",
        "Chciałbym zwrócić kubek z zamówienia ORD-48213.",
        "Nie jestem zły, chcę tylko wiedzieć, gdzie jest paczka.",
        "Nic nie szkodzi, poczekam do piątku. Miłego dnia!",
        "Czy ten kubek nadaje się do zmywarki?",
        "VAT PL 527-10-20-304, ABC SP. Z O.O.",
        "Hello, where is my parcel? Best regards, Tom",
        "I would be happy to exchange it for a blue one. Thanks.",
        "Could you send me the invoice? That would be great, thank you.",
        "I'm not angry, I just want to know when it arrives.",
        "Please cancel my order and refund the card.",
        "What is the best way to send it back? I'm happy to wait.",
        "Niestety paczka jeszcze nie dotarła, proszę o sprawdzenie!",
        "Który kubek jest najlepszy do kawy?",
        "It is too small, I'd love a bigger one instead.",
        "Пожалуйста, помогите",
    ],
}


@pytest.mark.parametrize(
    ("mood", "sentence"), [(mood, sentence) for mood, said in SENTENCES.items() for sentence in said]
)
def test_sentences(mood: str, sentence: str) -> None:
    assert mood_of(sentence) == mood


def test_hostile_lengths_are_read_in_time() -> None:
    for text in ("!?" * 200_000, "nie " * 200_000, "A" * 400_000, "i would " * 100_000, ":(" * 100_000):
        mood_of(text)
