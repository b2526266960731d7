"""What customers add to their score, when a script brings no words of its own."""

from __future__ import annotations

COMMENTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("pl", "happy"): (
        "Wszystko super.",
        "Szybka odpowiedź, dziękuję!",
        "Pani Iga jest niezawodna.",
        "Miło, rzeczowo, bez czekania.",
        "Oby więcej takich sklepów.",
        "Odpowiedź po kwadransie, w niedzielę!",
        "Sprawa załatwiona jednym mailem.",
        "bardzo dobry kontakt",
        "Dziękuję za cierpliwość do moich pytań.",
        "Pan Kamil wszystko wyjaśnił i jeszcze zażartował.",
        "👍",
        "Polecam, na pewno wrócę.",
    ),
    ("pl", "middling"): (
        "W porządku, ale mogło być szybciej.",
        "Załatwione, choć musiałam pisać dwa razy.",
        "ok",
        "Sama obsługa dobra, kurier fatalny.",
        "Szkoda że trzeba było czekać do poniedziałku.",
    ),
    ("pl", "unhappy"): (
        "Za długo to trwało.",
        "Trzy osoby i każda pytała o to samo.",
        "Odpowiedź jak z automatu.",
        "Problem rozwiązany dopiero, jak się zdenerwowałem.",
        "nikt nie oddzwonil mimo obietnicy",
        "Dwa dni bez odpowiedzi, potem przeprosiny. Wolę odwrotnie.",
    ),
    ("en", "happy"): (
        "Quick and kind, thank you.",
        "Best customer service I've had this year.",
        "Sorted in one e-mail.",
        "Lovely people.",
        "Great English, great help!",
    ),
    ("en", "middling"): ("Fine in the end, just slow.", "OK but I had to ask twice.", "Good answer, long wait."),
    ("en", "unhappy"): ("Nobody replied for two days.", "Took far too long.", "I had to explain everything again."),
}


def mood(score: int) -> str:
    """Which words fit a score of 1–5."""
    return "happy" if score >= 4 else "middling" if score == 3 else "unhappy"
