"""Parts of a text message (3GPP TS 23.038), and what is sent for Polish letters."""

from __future__ import annotations

import pytest

from channels_inbox.adapters.sms.segments import GSM_BASIC, GSM_EXTENSION, count, fitted, is_gsm, plain


@pytest.mark.parametrize(
    ("text", "gsm", "units", "parts", "left"),
    [
        ("", True, 0, 0, 160),
        ("a", True, 1, 1, 159),
        ("a" * 160, True, 160, 1, 0),
        ("a" * 161, True, 161, 2, 145),
        ("a" * 306, True, 306, 2, 0),
        ("a" * 307, True, 307, 3, 152),
        ("€" * 80, True, 160, 1, 0),
        ("€" * 81, True, 162, 2, 143),
        # The 153rd septet can't hold half of a character.
        ("a" * 152 + "€" + "a" * 10, True, 164, 2, 141),
        ("a" * 152 + "€" * 77, True, 306, 3, 151),
        ("ż", False, 1, 1, 69),
        ("ż" * 70, False, 70, 1, 0),
        ("ż" * 71, False, 71, 2, 63),
        ("ż" * 134, False, 134, 2, 0),
        ("ż" * 135, False, 135, 3, 66),
        ("🙂" * 35, False, 70, 1, 0),
        ("🙂" * 36, False, 72, 2, 61),
        # 66 units and a pair: the pair goes to the next part.
        ("ż" * 66 + "🙂" + "ż" * 10, False, 78, 2, 55),
        ("éàÄ@\n^{}[]~|\\", True, 21, 1, 139),
        ("ó", False, 1, 1, 69),
        ("Ć", False, 1, 1, 69),
        ("`", False, 1, 1, 69),
    ],
    ids=lambda value: ascii(value)[:12],
)
def test_parts(text: str, gsm: bool, units: int, parts: int, left: int) -> None:
    counted = count(text)
    assert (counted.gsm, counted.units, counted.parts, counted.left) == (gsm, units, parts, left)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Zażółć gęślą jaźń – ŻÓŁĆ", "Zazolc gesla jazn - ZOLC"),
        ("„Kubek” … 5 × 12,00 zł", '"Kubek" ... 5 x 12,00 zl'),
        ("é ö ñ zostają", "é ö ñ zostaja"),
        ("🙂 ż", "🙂 z"),
        ("Київ ł", "Київ l"),
        ("z\u0307 roz\u0142o\u017cone", "z rozlozone"),
        ("10 €", "10 €"),
    ],
)
def test_without_polish_letters(text: str, sent: str) -> None:
    assert plain(text) == sent


@pytest.mark.parametrize(
    ("text", "plain_letters", "sent"),
    [
        ("It’s “here” – soon…", False, 'It\'s "here" - soon...'),
        ("Już jedzie – „jutro”", False, "Już jedzie – „jutro”"),
        ("Już jedzie – „jutro”", True, 'Juz jedzie - "jutro"'),
        ("Już jedzie 🙂", True, "Już jedzie 🙂"),
        ("plain", True, "plain"),
    ],
)
def test_letters_are_given_up_only_where_that_makes_it_shorter(text: str, plain_letters: bool, sent: str) -> None:
    assert fitted(text, plain_letters=plain_letters) == sent


def test_the_alphabet_has_its_128_places() -> None:
    assert len(set(GSM_BASIC)) == 127  # the 128th is the escape to the extension
    assert len(set(GSM_EXTENSION)) == 10
    assert is_gsm(GSM_BASIC + GSM_EXTENSION)
