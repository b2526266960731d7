"""Which answers are about which theme, kept as rows so that reports only count.

A comment that was written or changed has a due time; a sweep reads it, by itself, with all the themes there are. What comes out
depends on the words and the themes alone: read twice, late or in another order, an answer has the same links.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence

from django.utils import timezone

from core import sweeps
from surveys.models import AnswerTheme, SurveyAnswer, Theme
from surveys.themes import reading

BATCH = 200
SWEEP = "themes: comments"
# A batch ends here, well before its transaction would be cut off: however slow the words of some comments are to read, each
# time some are done.
LONGEST_S = 4.0
USUAL_LANGUAGE = "pl"


def read_due(limit: int = 5000) -> int:
    """Read what is due, a batch a transaction. Returns how many answers were read."""
    done = 0
    while done < limit:
        due = SurveyAnswer.objects.filter(themes_due_at__lte=timezone.now()).order_by("themes_due_at", "pk")
        read = sweeps.batch(SWEEP, sweeps.due(SWEEP, due, BATCH), _read)
        done += read
        if not read:
            break
    return done


def _read(answers_due: Sequence[int]) -> int:
    """Those that no other worker has, as many as there is time for; how many."""
    due = SurveyAnswer.objects.select_for_update(skip_locked=True, of=("self",))
    due = due.filter(pk__in=answers_due, themes_due_at__lte=timezone.now())
    waiting = list(due.order_by("themes_due_at", "pk").only("comment", "comment_language"))
    if not waiting:
        return 0
    ids = ids_of_known()
    found = {tuple(theme.terms): theme.pk for theme in Theme.objects.exclude(terms=[])}
    wanted: set[tuple[int, int]] = set()
    answers: list[SurveyAnswer] = []
    begun = time.monotonic()
    for answer in waiting:
        themes = _themes_of(answer.comment, language_of(answer.comment_language), ids, found)
        wanted |= {(answer.pk, pk) for pk in themes}
        answers.append(answer)
        if time.monotonic() - begun > LONGEST_S:
            break
    there = AnswerTheme.objects.filter(answer__in=answers)
    links = {(answer, theme): pk for pk, answer, theme in there.values_list("pk", "answer", "theme")}
    gone = [pk for pair, pk in links.items() if pair not in wanted]
    AnswerTheme.objects.filter(pk__in=gone).delete()
    AnswerTheme.objects.bulk_create(
        [AnswerTheme(answer_id=answer, theme_id=theme) for answer, theme in sorted(wanted - links.keys())],
        ignore_conflicts=True,
    )
    SurveyAnswer.objects.filter(pk__in=[answer.pk for answer in answers]).update(themes_due_at=None)
    return len(answers)


def _themes_of(comment: str, language: str, known: dict[str, int], found: dict[tuple[str, ...], int]) -> set[int]:
    if not comment:
        return set()
    words = reading.words_of(comment)
    keys = reading.known_in(words)
    return {known[key] for key in keys} | {found[terms] for terms in reading.found_in(words, language, found)}


def ids_of_known() -> dict[str, int]:
    """Key -> id of every theme of the lexicon; rows that are missing are made."""
    ids = dict(Theme.objects.filter(terms=[]).values_list("key", "pk"))
    missing = [key for key in reading.KNOWN if key not in ids]
    if missing:
        Theme.objects.bulk_create([Theme(key=key) for key in missing], ignore_conflicts=True)
        ids = dict(Theme.objects.filter(terms=[]).values_list("key", "pk"))
    return ids


def language_of(guessed: str) -> str:
    """Few words that don't tell their language are most likely Polish."""
    return guessed or USUAL_LANGUAGE


def marked(comment: str, language: str, themes: Iterable[Theme]) -> list[tuple[str, bool]]:
    """A comment in pieces, those that tell one of these themes marked."""
    words, spans = reading.words_of(comment), []
    wanted = list(themes)
    known = {theme.key for theme in wanted if not theme.is_found}
    if known:
        spans += [span for key, found in reading.known_in(words).items() if key in known for span in found]
    terms = {tuple(theme.terms) for theme in wanted if theme.is_found}
    for found in reading.found_in(words, language_of(language), terms).values():
        spans += found
    return reading.pieces(comment, spans)


def mark_due(answers: Collection[int], *, batch: int = 1000) -> None:
    """These are to be read again; a batch is one statement."""
    ordered: Sequence[int] = sorted(answers)
    for start in range(0, len(ordered), batch):
        SurveyAnswer.objects.filter(pk__in=ordered[start : start + batch]).update(themes_due_at=timezone.now())
