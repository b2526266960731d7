"""Words: folding, hygiene of one-line texts and file names, search terms, and the language of a message."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy
from simplemma.strategies.dictionaries import StreamDictionaryFactory

# Letters that Unicode does not decompose into a base letter and a mark.
_UNDECOMPOSED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_INVISIBLE = dict.fromkeys(map(ord, _BIDI + "\ufeff\u200b\u2060\u00ad\u180e\ufff9\ufffa\ufffb\u115f\u1160\u3164\uffa0"))
_SEPARATORS = re.compile(r"[\s\u0085\u2028\u2029]+")

MAX_SEARCH_CHARS = 200_000
MAX_WORD_CHARS = 40
LANGUAGES = ("pl", "en")


def fold(text: str) -> str:
    """For comparing: case folded, diacritics off (ł too). The length may change."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.casefold().translate(_UNDECOMPOSED)


def clean_line(text: str, max_len: int = 255) -> str:
    """One honest line from a header or display name: no control, bidi or invisible characters, single spaces, at most
    `max_len`.
    """
    head = text[: max_len * 8 + 1000].translate(_INVISIBLE)
    line = "".join(
        char for char in _SEPARATORS.sub(" ", head) if unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn")
    )
    line = " ".join(unicodedata.normalize("NFC", line).split())
    return line if len(line) <= max_len else line[: max(0, max_len - 1)].rstrip() + "…"


_RESERVED_NAMES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)


def safe_filename(name: str, max_len: int = 120) -> str:
    """A file name that is safe to show, to send in a header and to save anywhere; the extension survives shortening.

    It is never a path and never empty. Names are labels only: nothing of ours is stored under them.
    """
    line = clean_line(re.split(r"[/\\]", name)[-1], 1000)
    line = re.sub(r'[<>:"|?*;%\x7f]', "_", line).strip(" .")
    if not line.strip("_ ."):
        return "file"
    if _RESERVED_NAMES.match(line):
        line = "_" + line
    if len(line) <= max_len:
        return line
    stem, dot, extension = line.rpartition(".")
    if not dot or not 0 < len(extension) <= 16:
        return line[:max_len].rstrip(" .")
    return stem[: max_len - len(extension) - 1].rstrip(" .") + "." + extension


# --- search ---------------------------------------------------------------------------------------------------------

# Words, and things written with marks inside: order numbers, addresses, host names, phone numbers with dashes.
_WORD = re.compile(r"[^\W_]+(?:[-_./@+'’][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")

# Some 40 MB for the process instead of 400: the dictionaries stay packed and are read a block at a time.
_DICTIONARIES = StreamDictionaryFactory()
_LEMMATIZER = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_DICTIONARIES))


@lru_cache(maxsize=20_000)
def word_forms(word: str) -> tuple[str, ...]:
    """Folded forms under which one word is found: itself, and its Polish and English base forms. The first is the
    word itself.
    """
    # Signs like ⑴ and ½ unfold into more than letters and digits.
    own = "".join(_PART.findall(fold(word)))
    forms = [own]
    if len(word) > 2 and word.isalpha():
        lowered = word.lower()
        for language in LANGUAGES:
            forms.extend(_PART.findall(fold(_LEMMATIZER.lemmatize(lowered, lang=language))))
    return tuple(dict.fromkeys(form for form in forms if form))


def base_in(word: str, language: str) -> str:
    """The base form of a word in small letters by the dictionary of pl or en; itself where it has none. Not folded."""
    return str(_LEMMATIZER.lemmatize(word, lang=language)).lower()


def _words(text: str) -> Iterator[tuple[str, ...]]:
    for match in _WORD.finditer(unicodedata.normalize("NFC", text[:MAX_SEARCH_CHARS])):
        parts = _PART.findall(match[0])
        for part in parts:
            if len(part) <= MAX_WORD_CHARS:
                yield word_forms(part)
        joined = "".join(parts)
        if len(parts) > 1 and len(joined) <= MAX_WORD_CHARS:
            yield ("".join(_PART.findall(fold(joined))),)


def search_terms(text: str, limit: int = 2000) -> list[str]:
    """Different terms of a text in order of appearance: folded words with their Polish and English base forms, at
    most `limit`.

    Numbers and codes are kept; "ORD-17" gives ord, 17 and ord17, so does a question for it. Terms are letters and
    digits only.
    """
    found: dict[str, None] = {}
    for forms in _words(text):
        for form in forms:
            if form:
                found[form] = None
        if len(found) >= limit:
            break
    return list(found)[:limit]


def search_groups(text: str, limit: int = 12) -> list[tuple[str, ...]]:
    """A question as alternatives per word: every word must be found, in any of its forms. At most `limit` words."""
    groups: dict[tuple[str, ...], None] = {}
    for match in _WORD.finditer(unicodedata.normalize("NFC", text[:1000])):
        for part in _PART.findall(match[0]):
            if len(part) <= MAX_WORD_CHARS and (forms := word_forms(part)):
                groups[forms] = None
    return list(groups)[:limit]


def warm_up() -> None:
    """Read the dictionaries now (a second or two), so that no message waits for them later."""
    search_terms("pierwsze słowa, first words")


def search_vector_text(*texts: str, limit: int = 5000) -> str:
    """The terms of the texts with spaces between, for `to_tsvector('simple', …)`; a question's terms match them one
    to one.
    """
    return " ".join(search_terms("\n".join(text for text in texts if text), limit=limit))


# --- language -------------------------------------------------------------------------------------------------------


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_POLISH_WORDS = _word_set(
    """
    aby ale albo bardzo bez bo by byc byl byla bylo chce chcialbym chcialabym chyba ciagle co cos czekam czesc czy
    dalej dla dlaczego do dobry dobra dziekuje dzien dobre gdy gdzie hej i ich ile jak jaka jaki jakie jeszcze jest
    jestem jesli juz kiedy ktora ktory ktore kto lub ma mam mial mi mnie moge moich moja moje mojego mojej moj moze
    mozna na nadal nic nie niestety od oraz paczka paczke panstwo panstwa pani pan po pod podac poniewaz potrzebuje
    prosze prosba przesylka przez przy pytanie sa sie skad sobie swoje ta tak takze tam te tego tej ten teraz to
    trzeba tu tylko tym w wam was witam wiem wszystko wy z za zamowienie zamowienia ze zeby zwrot zwrocic zgubilem
    zostal zostala pozdrawiam serdecznie dziala dzialaja czemu halo siema dobranoc dzieki reklamacja faktura fakture
    dostawa wysylka
    """
)
_ENGLISH_WORDS = _word_set(
    """
    a about again all am an and any are as at be been but by can could did do does doesn't don't for from get got had
    has have hello help her here hey hi him his how i i'm i've if in is isn't it it's its just let like me more my
    need no not of on one or order our out please regards she should so some still than thank thanks that the their
    them there they this to up us was we were what when where which who why will with working would yes you your yours
    package parcel refund delivery invoice morning afternoon good dear best
    """
)
_OTHER_WORDS = _word_set(
    """
    der die das und ist nicht ich wir sie ein eine mit auf fur guten danke bitte le la les et est je vous nous pas un
    une bonjour merci el los las y es no que por una hola gracias buenos dias il di che non sono ciao grazie
    buongiorno o os um uma nao obrigado ola jsem dobry den dekuji prosim jak kde si som dakujem
    """
)


def common_words() -> frozenset[str]:
    """Folded words that tell nothing of what a message is about, Polish and English."""
    return _POLISH_WORDS | _ENGLISH_WORDS


_POLISH_LETTERS = re.compile("[ąćęłńśźż]", re.IGNORECASE)
_FOREIGN_LETTERS = re.compile("[äöüßéèêàâçñõãåøæěščřžůťďýáíúôőű]", re.IGNORECASE)
_POLISH_SHAPES = re.compile(r"(?:sz|cz|rz|dz|prz|trz|wsz|szcz|owac|iem|asz|ego|ych|emy|cie|osc)")
_LANGUAGE_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")


def guess_language(text: str) -> str | None:
    """The code pl or en, or None where the text doesn't tell (too short, mixed, or another language). Short chat
    lines count too.
    """
    sample = _ADDRESS.sub(" ", unicodedata.normalize("NFC", text[:4000]))
    words = [word.replace("’", "'") for word in _LANGUAGE_WORD.findall(sample)[:300]]
    if not words:
        return None
    folded = [fold(word) for word in words]
    polish = sum(2.0 for word in folded if word in _POLISH_WORDS)
    english = sum(2.0 for word in folded if word in _ENGLISH_WORDS)
    other = sum(2.0 for word in folded if word in _OTHER_WORDS)
    polish += sum(2.0 for word in words if _POLISH_LETTERS.search(word))
    other += sum(2.5 for word in words if _FOREIGN_LETTERS.search(word) and not _POLISH_LETTERS.search(word))
    polish += sum(0.5 for word in folded if _POLISH_SHAPES.search(word))
    if max(polish, english) < 4:  # few signs: ask the dictionaries
        known = {language: sum(is_known(word, language) for word in words[:12]) for language in LANGUAGES}
        polish += known["pl"]
        english += known["en"]
    best, rival = ("pl", max(english, other)) if polish >= english else ("en", max(polish, other))
    score = max(polish, english)
    return best if score >= 1 and score > rival * 1.15 else None


@lru_cache(maxsize=20_000)
def is_known(word: str, language: str) -> bool:
    """Does the dictionary of pl or en have this form?"""
    if len(word) < 3:
        return False
    dictionary = _DICTIONARIES.get_dictionary(language)
    return any(dictionary.get(form) is not None for form in (word, word.lower()))
