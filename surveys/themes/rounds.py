"""Once a night the comments of lately are read for themes that nobody wrote down beforehand.

A round is a row: asked for, worked on under a lease, begun anew when its worker died. It reads outside any transaction and then
replaces the found themes in one; answers that tell a new theme become due, and the sweep of keeping.py links them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from surveys import scores
from surveys.models import SurveyAnswer, Theme, ThemeRound
from surveys.models.theme import MAX_LABEL
from surveys.themes import finding, keeping
from surveys.themes.finding import Found, Said
from surveys.themes.known import KNOWN, VERSION

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(days=180)
MOST_COMMENTS = 20_000
LEASE = timedelta(minutes=20)
MAX_ATTEMPTS = 3
NIGHT_HOUR = 3
PREFIX = "found:"
KEPT_ROUNDS = 60
# Ids don't follow commit order: what was written around the time of reading is read again.
OVERLAP = 1000


def work_off() -> bool:
    """Ask for the night's round if it is time, and work on one that waits. Returns whether one was done."""
    _ask()
    due = _claim()
    if due is None:
        return False
    _look(due)
    return True


def _ask() -> None:
    """One a day, after the night's hour; the very first, and one with another lexicon, at once."""
    last = ThemeRound.objects.first()
    now = timezone.localtime()
    today = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    if last is not None and last.version == VERSION and (now < today or last.due_at >= today):
        return
    if last is None and not SurveyAnswer.objects.exclude(comment="").exists():
        return
    if last is not None and last.done_at is None:
        return
    try:
        with transaction.atomic():
            ThemeRound.objects.create()
    except IntegrityError:
        # Another worker asked in the same moment; one round is enough.
        return


def _claim() -> ThemeRound | None:
    now = timezone.now()
    with transaction.atomic():
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        waiting = ThemeRound.objects.select_for_update(skip_locked=True).filter(free, done_at=None, due_at__lte=now)
        found = waiting.first()
        if found is not None and found.attempts >= MAX_ATTEMPTS:
            log.error("Round %s of themes was given up: its worker died %s times", found.pk, found.attempts)
            found.done_at, found.version = now, VERSION
            found.save(update_fields=["done_at", "version"])
            return None
        if found is not None:
            found.lease_until, found.attempts = now + LEASE, found.attempts + 1
            found.save(update_fields=["lease_until", "attempts"])
    return found


def _look(due: ThemeRound) -> None:
    started = timezone.now()
    if _last_version() not in {0, VERSION}:
        _read_all_again()
    said = [_said(row) for row in _recent(started)]
    newest = max((one.answer for one in said), default=0)
    found = finding.find(said, _names(said))
    with transaction.atomic():
        mine = ThemeRound.objects.select_for_update().filter(pk=due.pk, attempts=due.attempts, done_at=None)
        if not mine.exists():
            return
        _replace(found)
        # What came while this was reading.
        rows = SurveyAnswer.objects.exclude(comment="").filter(Q(pk__gt=newest - OVERLAP) | Q(changed_at__gte=started))
        rows.update(themes_due_at=timezone.now())
        mine.update(done_at=timezone.now(), version=VERSION, comments=len(said), found=len(found))
    kept = list(ThemeRound.objects.values_list("pk", flat=True)[:KEPT_ROUNDS])
    ThemeRound.objects.filter(pk__lt=kept[-1]).delete()


def _last_version() -> int:
    return ThemeRound.objects.filter(done_at__isnull=False).values_list("version", flat=True).first() or 0


def _recent(now: datetime) -> Iterable[tuple[int, int | None, str, str, str, int, str]]:
    rows = SurveyAnswer.objects.exclude(comment="").filter(answered_at__gte=now - LOOK_BACK, answered_at__lte=now)
    names = ("pk", "invitation__customer", "comment", "comment_language", "kind", "score", "invitation__customer__name")
    newest: QuerySet[SurveyAnswer, tuple[int, int | None, str, str, str, int, str]]
    newest = rows.order_by("-answered_at", "-pk").values_list(*names)
    return newest[:MOST_COMMENTS]


def _said(row: tuple[int, int | None, str, str, str, int, str]) -> Said:
    pk, customer, comment, language, kind, score, _name = row
    return Said(pk, customer or 0, comment, keeping.language_of(language), scores.tone(kind, score))


def _names(said: list[Said]) -> set[str]:
    """Everybody who works here, and whoever wrote these comments."""
    wrote = SurveyAnswer.objects.filter(pk__in=[one.answer for one in said]).values_list("invitation__customer__name")
    customers = {name for (name,) in wrote.order_by().distinct() if name}
    return finding.folded_names({*User.objects.values_list("name", flat=True), *customers})


def _replace(found: list[Found]) -> None:
    """Themes that are no longer found go, with their links; new ones come, and their answers become due."""
    keys = {PREFIX + " ".join(one.terms): one for one in found}
    there = {theme.key: theme for theme in Theme.objects.filter(key__startswith=PREFIX)}
    Theme.objects.filter(pk__in=[theme.pk for key, theme in there.items() if key not in keys]).delete()
    answers: set[int] = set()
    for key, one in sorted(keys.items()):
        label = one.label[:MAX_LABEL]
        if key not in there:
            Theme.objects.create(key=key, terms=list(one.terms), label=label)
            answers.update(one.answers)
        elif there[key].label != label:
            Theme.objects.filter(pk=there[key].pk).update(label=label)
    keeping.mark_due(answers)


def _read_all_again() -> None:
    """After a change of the lexicon: every comment becomes due."""
    Theme.objects.filter(terms=[]).exclude(key__in=KNOWN).delete()
    keeping.mark_due(list(SurveyAnswer.objects.exclude(comment="").values_list("pk", flat=True)))
