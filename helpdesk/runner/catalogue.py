"""The catalogue of translations: brought up to date with the source, and read for what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings

from helpdesk.runner.extract import Text, from_tree

# CLDR: Polish has a form for one, one for 2–4 (not 12–14), one for the rest.
PLURAL_FORMS = {
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}


@dataclass(frozen=True)
class Gaps:
    """What a language lacks: texts without a translation, fuzzy ones, and texts that nobody asks for any more."""

    missing: list[str]
    fuzzy: list[str]
    unused: list[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.fuzzy or self.unused)


def languages() -> list[str]:
    """The languages that need a catalogue: all but the source's own."""
    return [code for code, _name in settings.LANGUAGES if code != "en"]


def path_of(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> polib.POFile:
    return polib.pofile(str(path), wrapwidth=120) if path.exists() else polib.POFile(wrapwidth=120)


def key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgid, entry.msgctxt or ""


def update(root: Path, language: str) -> int:
    """Writes the catalogue of `language` anew: translations kept, new texts empty, unused ones out. Gives the number of empty ones."""
    path = path_of(root, language)
    old = {key(entry): entry for entry in read(path) if not entry.obsolete}
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURAL_FORMS[language],
    }
    for text in sorted(from_tree(root)):
        catalogue.append(entry_for(text, old.get((text.message, text.context)), language))
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    return sum(not translated(entry) for entry in catalogue)


def entry_for(text: Text, old: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.message, msgctxt=text.context or None)
    if "%(" in text.message or "%s" in text.message or "%d" in text.message:
        entry.flags.append("python-format")
    if old is not None:
        entry.tcomment = old.tcomment
        entry.flags += [flag for flag in old.flags if flag not in entry.flags and flag != "python-format"]
    if not text.plural:
        entry.msgstr = old.msgstr if old is not None else ""
        return entry
    entry.msgid_plural = text.plural
    forms = int(PLURAL_FORMS[language].partition("nplurals=")[2][0])
    kept = old.msgstr_plural if old is not None and old.msgid_plural == text.plural else {}
    entry.msgstr_plural = {index: kept.get(index, "") for index in range(forms)}
    return entry


def translated(entry: polib.POEntry) -> bool:
    if entry.msgid_plural:
        return bool(entry.msgstr_plural) and all(entry.msgstr_plural.values())
    return bool(entry.msgstr)


def gaps(root: Path, language: str) -> Gaps:
    """What the catalogue of `language` lacks against the source as it stands."""
    asked = {(text.message, text.context): text for text in from_tree(root)}
    entries = {key(entry): entry for entry in read(path_of(root, language)) if not entry.obsolete}
    missing = []
    for where, text in asked.items():
        entry = entries.get(where)
        if entry is None or not translated(entry) or (entry.msgid_plural or "") != text.plural:
            missing.append(text.message)
    fuzzy = [entry.msgid for entry in entries.values() if "fuzzy" in entry.flags]
    unused = [message for message, context in entries if (message, context) not in asked]
    return Gaps(sorted(missing), sorted(fuzzy), sorted(unused))
