"""The mood of a message, from words: angry, neutral or pleased, in Polish and English.

A small lexicon of stems with weights, what turns a word round (not, never, nie), what makes it stronger (very, bardzo), thanks
that are only manners, shouting and rows of marks. Rules act on it ("if the mood is angry, raise the priority") and reports
count it, so it says angry or pleased only where the words say so plainly; all else is neutral.
"""

from __future__ import annotations

import re

from django.utils.translation import pgettext_lazy

from core.text import fold

ANGRY, NEUTRAL, PLEASED = "angry", "neutral", "pleased"
MOODS = [
    (ANGRY, pgettext_lazy("mood", "angry")),
    (NEUTRAL, pgettext_lazy("mood", "neutral")),
    (PLEASED, pgettext_lazy("mood", "pleased")),
]
ANGRY_FROM, PLEASED_FROM = -2.0, 2.0
MAX_CHARS = 5000


def _stems(weight: float, words: str) -> dict[str, float]:
    return dict.fromkeys(words.split(), weight)


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# Beginnings of folded words: "wsciek" is for wściekły, wściekła, wściekłość. A whole word ends with "$".
_LEXICON = {
    # Polish
    **_stems(
        -2.5, "wsciek wkurz wkurw skandal oszus oszukal oszukan oszukuj zlodzie zlodziej kpin bezczeln hanb dramat"
    ),
    **_stems(
        -2.5, "okropn fatalny fatalna fatalne fatalnie fatalnej tragiczn tragedi beznadziej zenad zenuj masakr koszmar"
    ),
    **_stems(-2.5, "karygodn niedopuszczal skandaliczn zlosc rozwsciecz kurw cholern debil idiot kretyn"),
    **_stems(
        -2.0, "niezadowol rozczarow oburz zdenerw denerwuj irytuj zirytow wstyd$ kompromitac lekcewaz ignoruj ignorow"
    ),
    **_stems(
        -2.0,
        "niekompeten partac badziew bubel nieuczciw naciaga klamst klami zawiedzion zawiodl niepowazn nieprofesjon",
    ),
    **_stems(-1.2, "najgorsz kiepsk sad$ sadu$ uokik rzecznik rzecznika nigdy_wiecej"),
    **_stems(
        2.0, "zadowolon zadowolen zachwyc wspanial swietn rewelac fantasty doskonal znakomit rewelka super$ superowo"
    ),
    **_stems(2.0, "polecam$ brawo$ cudown uwielbiam kocham$ genialn wzorow perfekcyj uprzejm"),
    **_stems(
        1.2, "wdzieczn najleps milo$ podziekow ciesze$ cieszy$ pomocn profesjonaln sprawnie$ blyskawiczn ekspresow"
    ),
    **_stems(-2.0, "jestem_zly jestem_zla jestesmy_zli mam_dosc mamy_dosc"),
    **_stems(-0.6, "niestety$ unfortunately$"),
    # English
    **_stems(
        -2.5, "furious outrag angry$ angri livid$ disgust scam fraud thie disgrace pathetic$ ridiculous unaccept appall"
    ),
    **_stems(
        -2.5, "terrible$ terribly$ horrible$ horribl awful atroc fuck shit$ bullshit$ idiot liar lying$ joke$ useless$"
    ),
    **_stems(
        -2.0,
        "unhappy$ disappoint frustrat annoy dissatisf unprofession incompet ignored$ ignoring$ ashamed$ rude$ fed_up",
    ),
    **_stems(-2.0, "ripped_off rip-off ripoff nightmare crap$ worst$ hopeless$ shame$ shameful dishonest"),
    **_stems(-1.2, "lawyer$ sue$ ombudsman sick_of waste$"),
    **_stems(
        2.0, "delighted$ thrilled$ wonderful fantastic amazing$ amazed$ excellent brilliant$ awesome$ superb$ perfect$"
    ),
    **_stems(
        2.0,
        "perfectly$ love$ loved$ outstanding$ happy$ great$ satisfied$ pleased$ impressed$ recommend$ fabulous$",
    ),
    **_stems(1.2, "grateful$ best$ appreciate$ appreciated$ glad$ helpful$ kindly_helped professional$ lovely$"),
}
_WHOLE = {word[:-1]: weight for word, weight in _LEXICON.items() if word.endswith("$")}
_PAIRS = {tuple(word.split("_")): weight for word, weight in _LEXICON.items() if "_" in word}
_BEGIN = {fold(word): weight for word, weight in _LEXICON.items() if not word.endswith("$") and "_" not in word}
_LONGEST = max(map(len, _BEGIN))

_NOT = _words(
    "nie not no never nigdy bez without isnt wasnt arent dont doesnt didnt cant cannot couldnt wont hardly ani"
)
# Between the word that turns and the one that is turned: "nie jestem zbyt zadowolona", "not at all happy".
_REACH = 3
_STRONG = _words(
    "bardzo strasznie naprawde totalnie kompletnie absolutnie calkowicie mega very really so extremely",
    "totally completely absolutely utterly ogromnie niezwykle truly",
)
# "Would be happy to", "czy mogliby Państwo", "best regards": manners, not moods.
_MANNERS = re.compile(
    r"\b(?:(?:i|we)(?:'d| would| will|'ll|'m| am| are|'re) (?:be )?(?:happy|glad) to"
    r"|(?:i|we)(?:'d| would| will|'ll) (?:be (?:happy|glad|grateful|pleased)|love|appreciate)"
    r"|(?:would|will) be (?:great|perfect|lovely|happy|glad|grateful|appreciated)"
    r"|best (?:regards|wishes)|all the best|(?:great|happy) (?:day|weekend|holidays)|no problem"
    r"|(?:bede|byl(?:a)?bym|bylibysmy|bedziemy) wdzieczn\w+|z (?:gory )?podziekowaniem|milego \w+|nic nie szkodzi"
    r"|czy polecacie|co (?:panstwo )?polecacie|super(?:market|visor)\w*)\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHOUTED = re.compile(r"\b[^\W\d_]{3,}\b")
_MARKS = re.compile(r"!{2,}|(?:\?!|!\?)+[?!]*|\?{3,}")
_SMILES = re.compile(r"[:;]-?\)+|:-?D\b|[😀-😊😍🥰🤩❤👍🎉🙏💚💙]|<3")
_FROWNS = re.compile(r":-?\(+|[😠😡🤬👎💩😤🖕]")


def mood_of(text: str) -> str:
    """The mood of what somebody wrote."""
    score = score_of(text)
    if score <= ANGRY_FROM:
        return ANGRY
    return PLEASED if score >= PLEASED_FROM else NEUTRAL


def score_of(text: str) -> float:
    """Below 0 for anger, above for pleasure. What is worst counts most: praise before "but" takes little of a complaint."""
    text = text[:MAX_CHARS]
    folded = _MANNERS.sub(" . ", fold(text.replace("’", "'")))
    pleased = angry = 0.0
    for clause in re.split(r"[.!?;\n]+|\b(?:ale|but|lecz|jednak|however)\b", folded):
        for weight in _weights(_WORD.findall(clause)):
            if weight > 0:
                pleased += weight
            else:
                angry += weight
    pleased += min(2.0, len(_SMILES.findall(text)) * 0.8)
    angry -= min(2.5, len(_FROWNS.findall(text)) * 1.5)
    loud = _loudness(text)
    # Shouting makes anger louder, and is itself half a sign of it; joy may be loud, too.
    if pleased <= -angry:
        angry -= loud
    elif angry == 0:
        pleased += min(0.5, loud)
    return angry * 1.3 + pleased


def _weights(words: list[str]) -> list[float]:
    found = []
    for place, word in enumerate(words):
        weight = _weight(word, words[place + 1] if place + 1 < len(words) else "")
        if not weight:
            continue
        before = [one.replace("'", "") for one in words[max(0, place - _REACH) : place]]
        if any(one in _STRONG for one in before):
            weight *= 1.4
        if any(one in _NOT for one in before):
            # "Not happy" is a complaint; "not angry" is no praise.
            weight = -weight if weight > 0 else 0.0
        if weight:
            found.append(weight)
    return found


def _weight(word: str, following: str) -> float:
    if (pair := _PAIRS.get((word, following))) is not None:
        return pair
    if (whole := _WHOLE.get(word)) is not None:
        return whole
    for length in range(min(len(word), _LONGEST), 2, -1):
        if (weight := _BEGIN.get(word[:length])) is not None:
            return weight
    return 0.0


def _loudness(text: str) -> float:
    """Capitals where there are small letters to compare with, or whole sentences in capitals; rows of marks."""
    words = _SHOUTED.findall(text)
    shouted = [word for word in words if word.isupper()]
    share = len(shouted) / len(words) if words else 0.0
    loud = 1.5 if len(shouted) >= 4 and share > 0.6 else 0.5 if len(shouted) >= 3 and share > 0.2 else 0.0
    return loud + min(1.0, 0.5 * len(_MARKS.findall(text)))


def colours(word: str) -> bool:
    """Does this one word tell a mood?"""
    return _weight(fold(word), "") != 0.0
