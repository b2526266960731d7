"""Bytes to text when the label may be missing, unknown or wrong."""

from __future__ import annotations

import codecs
import re

# Only character encodings: Python also knows `idna`, `punycode` (quadratic) and `unicode_escape` under this roof.
_SAFE = re.compile(
    r"^(utf|iso|cp|windows|koi8|gb|big5|euc|shift|sjis|ascii|us-ascii|latin|mac|johab|ks|hz|tis|ptcp|l\d|u8|hp)"
)

# What the label means in practice: the WHATWG encoding standard reads these as their Windows supersets.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_ALIASES = {
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "cp-1250": "cp1250",
    "cp-1252": "cp1252",
    "ansi": "cp1252",
}

_POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_CENTRAL = frozenset("áčďéěíňřšťúůýžäöüßőűôĺľŕ")
_WESTERN = frozenset("äöüßéèêëàâçîïôûùáíóúñåæøãõ¿¡ÄÖÜÉ’“”–€œ")
_ODD = frozenset("¤¦§¨©ª«¬®°±¶·¸¹º»¼½¾÷×ˇ˘˙˛˝†‡‰‹›™ľĽ¢£¥")
_GUESSES: tuple[tuple[str, frozenset[str]], ...] = (
    ("cp1250", _POLISH | _CENTRAL),
    ("iso8859-2", _POLISH | _CENTRAL),
    ("cp1252", _WESTERN),
)
_GUESS_BYTES = 20_000
_MISREAD = re.compile(r"[^\W\d_][¹³¿¶±¼]+[^\W\d_]")
_BYTE_WORD = re.compile(rb"[A-Za-z\x80-\xff]{3,}")


def decode_bytes(data: bytes, charset: str = "") -> str:
    """Text of `data`, believing the label only as far as the bytes bear it out. Never raises, no lone surrogates."""
    text = _decode(data, charset)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # UTF-7 and its like can spell half a character
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


def _decode(data: bytes, charset: str) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return data[3:].decode("utf-8", "replace")
    codec = codec_name(charset)
    if not codec or codec in _MEANT:
        # Mislabelled UTF-8 is far more common than Latin text that happens to be valid UTF-8.
        if data.isascii() and not (codec and codec.startswith(("utf_7", "iso2022", "hz"))):
            return data.decode("ascii")
        as_utf8 = _strict(data, "utf-8")
        if as_utf8 is not None:
            return as_utf8
    if not codec:
        return _guess(data)
    if codec == "iso8859-2" and any(0x80 <= byte <= 0x9F for byte in data[:_GUESS_BYTES]):
        codec = "cp1250"
    if codec in {"iso8859-2", "cp1250"} and not data.isascii():
        as_utf8 = _strict(data, "utf-8")
        if as_utf8 is not None:
            return as_utf8
    if codec == "ascii":
        return _guess(data)
    if _MEANT.get(codec, codec) == "cp1252":
        text = data.decode("cp1252", "replace")
        # A superscript inside a word is a Central European letter under a Western label.
        return _guess(data) if _MISREAD.search(text[:_GUESS_BYTES]) else text
    decoded = _strict(data, _MEANT.get(codec, codec))
    if decoded is not None:
        return decoded
    if codec == "utf-8":
        return _broken_utf8(data)
    return data.decode(_MEANT.get(codec, codec), "replace")


def codec_name(charset: str) -> str:
    """Python's name of a charset label, or "" when it is missing, unknown or not a character encoding."""
    label = charset.strip().strip("'\"").lower()
    label = _ALIASES.get(label, label)
    if not label or len(label) > 40 or not label.isascii() or not _SAFE.match(label):
        return ""
    try:
        return codecs.lookup(label).name
    except (LookupError, ValueError):
        return ""


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _broken_utf8(data: bytes) -> str:
    """UTF-8 with a few broken bytes stays UTF-8; text that merely says so is guessed."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text[:_GUESS_BYTES] if char > "\x7f") - bad
    return text if good >= bad else _guess(data)


def _guess(data: bytes) -> str:
    as_utf8 = _strict(data, "utf-8")
    if as_utf8 is not None:
        return as_utf8
    sample = data[:_GUESS_BYTES]
    if _unmixed(sample):
        return _cyrillic(data, sample)
    best, best_score = "cp1252", -1.0
    for codec, letters in _GUESSES:
        text = sample.decode(codec, "replace")
        score = sum(
            (2.0 if char in letters else 0.0) - (2.0 if char in _ODD or "\x80" <= char <= "\x9f" else 0.0)
            for char in text
            if char > "\x7f"
        )
        # ³ and ¹ after a letter are Polish ł and ą read as Latin-1; the table of odd signs already says so.
        if score > best_score:
            best, best_score = codec, score
    return data.decode(best, "replace")


def _unmixed(sample: bytes) -> bool:
    """Whether most words with high bytes have nothing else: another alphabet, not Latin letters with accents."""
    balance = high = 0
    for match in _BYTE_WORD.finditer(sample):
        count = sum(byte > 0x7F for byte in match.group())
        high += count
        balance += count if count == len(match.group()) else -count
    return high > 8 and balance > 0


def _cyrillic(data: bytes, sample: bytes) -> str:
    """Mostly high bytes: KOI8 or Windows-1251, whichever gives small letters."""

    def small(codec: str) -> int:
        return sum(1 for char in sample.decode(codec, "replace") if "а" <= char <= "я")

    return data.decode("koi8-r" if small("koi8-r") > small("cp1251") else "cp1251", "replace")
