"""The forms in which a name is met in Polish and English texts: cases and the usual short forms."""

from __future__ import annotations

from core.text import fold

# Names that stand for each other, folded.
_SHORT = (
    "aleksandra ola olka", "agnieszka aga", "anna ania anka", "barbara basia", "bozena bozenka", "danuta danka",
    "dorota dorotka", "elzbieta ela elka", "ewa ewka", "hanna hania", "iwona iwonka", "izabela iza", "joanna asia aska",
    "jolanta jola", "karolina karola", "katarzyna kasia kaska", "krystyna krysia", "magdalena magda madzia",
    "malgorzata gosia malgosia gocha", "marta martusia", "monika monia", "natalia natka", "patrycja patka", "renata renia",
    "teresa tereska", "urszula ula", "weronika wera", "zofia zosia", "zuzanna zuza", "andrzej andrzejek",
    "bartosz bartek bartlomiej", "dariusz darek", "grzegorz grzesiek grzes", "jakub kuba", "jan janek jas",
    "jaroslaw jarek", "jerzy jurek", "kazimierz kazik", "krzysztof krzysiek krzys", "lukasz lukaszek", "maciej maciek",
    "marcin marcinek", "michal michalek", "mikolaj mikolajek", "miroslaw mirek", "pawel pawelek", "piotr piotrek",
    "przemyslaw przemek", "rafal rafalek", "slawomir slawek", "stanislaw staszek stas", "szymon szymek",
    "tomasz tomek", "waldemar waldek", "wieslaw wiesiek", "wojciech wojtek", "zbigniew zbyszek",
    "alexander alex", "benjamin ben", "christopher chris", "daniel dan", "elizabeth liz beth", "james jim",
    "jennifer jen jenny", "katherine kate kathy", "margaret maggie", "matthew matt", "michael mike", "nicholas nick",
    "oliver ollie", "robert rob bob", "samuel sam", "thomas tom", "william will bill",
)  # fmt: skip
_ALIKE = {name: names.split() for names in _SHORT for name in names.split()}
# What the last consonant becomes before the ending of the dative and locative.
_SOFT = {"ch": "sze", "k": "ce", "g": "dze", "t": "cie", "d": "dzie", "r": "rze", "l": "le", "s": "sie", "z": "zie"}
_FEMININE = ("a", "y", "i", "ie", "e", "o", "u", "om")
_MASCULINE = ("", "a", "owi", "em", "iem", "ie", "u", "e", "om", "owie", "ow", "y", "i")


def forms(name: str, *, given: bool = False) -> set[str]:
    """Folded forms of one word of a name; of a given name also those that stand for it. Some are nobody's: better one
    word too many hidden than a name shown."""
    folded = fold(name)
    found: set[str] = set()
    for one in {folded, *_ALIKE.get(folded, ())} if given else {folded}:
        found |= _cases(one)
    return found


def _cases(name: str) -> set[str]:
    stem = name[:-1]
    if len(name) < 3:
        return {name}
    if name.endswith(("ski", "cki", "dzki", "ska", "cka", "dzka")):
        return {stem + ending for ending in ("i", "iego", "iemu", "im", "a", "iej", "ich", "imi", "ie", "ow")}
    if name.endswith(("a", "o")):
        # Kasia, Kasi: a soft stem has a case without any ending.
        bare = {stem} if stem.endswith("i") else set()
        return {name, *(stem + ending for ending in _FEMININE), *_softened(stem), *bare}
    found = {name + ending for ending in _MASCULINE} | _softened(name)
    if len(name) > 3 and name[-2] == "e":
        # Marek, Marka; Paweł, Pawła.
        short = name[:-2] + name[-1]
        found |= {short + ending for ending in _MASCULINE[1:]} | _softened(short)
    return found


def _softened(stem: str) -> set[str]:
    return {stem.removesuffix(end) + soft for end, soft in _SOFT.items() if stem.endswith(end)}
