"""What a tapped button brings back: the invitation's own token, which nobody can guess, and the score."""

from __future__ import annotations

from surveys.choices import Choice
from surveys.faces import EMOJI
from surveys.models.survey import Look

PREFIX = "rate"
# Telegram takes 64 bytes with a button, the fewest of all.
MAX_BYTES = 64


def payload(token: str, score: int) -> str:
    return f"{PREFIX}:{token}:{score}"


def read(tapped: str) -> tuple[str, int] | None:
    """(token, score), unproven; None for what is no button of a survey."""
    prefix, _colon, rest = tapped.partition(":")
    token, _colon, score = rest.rpartition(":")
    if prefix != PREFIX or not token or not (score.isascii() and score.isdecimal()) or len(tapped) > MAX_BYTES:
        return None
    return token, int(score)


def title(choice: Choice) -> str:
    """What a button says: at most 20 characters, as the narrowest channel takes."""
    match choice.look:
        case Look.STARS:
            return "⭐" * choice.score
        case Look.THUMBS:
            return f"{'👍' if choice.score > 1 else '👎'} {choice.label}"
        case Look.FACES:
            return f"{EMOJI[choice.score]} {choice.label}"
    return str(choice.score)
