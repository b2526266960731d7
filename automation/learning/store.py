"""Rounds of learning as rows: asked for, worked on by one worker under a lease, kept, and loaded once per process."""

from __future__ import annotations

import json
import logging
import threading
import time
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from automation.learning import corpus, train
from automation.learning.bayes import Counts, Scales
from automation.learning.certainty import Curve
from automation.models import LearningTarget, Mode, Training
from core.wake import wake

log = logging.getLogger(__name__)

# Longer than one round may take (corpus.BUDGET_S and the weighing after it).
LEASE = timedelta(minutes=20)
MAX_ATTEMPTS = 3
KEPT_MODELS = 2
KEPT_ROUNDS = 30


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt for one target, ready to be asked."""

    scales: Scales
    curve: Curve


@dataclass(frozen=True, slots=True)
class Model:
    training_id: int
    lessons: dict[str, Lesson]


def switched_on() -> dict[str, LearningTarget]:
    """The targets for which anything is done at all."""
    return {row.target: row for row in LearningTarget.objects.exclude(mode=Mode.OFF)}


def ask(by: User | None = None) -> Training | None:
    """Ask for a round of learning; None when everything is off. One that already waits will do."""
    if not switched_on():
        return None
    try:
        with transaction.atomic():
            found = Training.objects.create(asked_by=by)
    except IntegrityError:  # one waits
        found = Training.objects.filter(state=Training.State.WAITING).first() or Training(asked_by=by)
    transaction.on_commit(lambda: wake("automation.tasks.learn"), robust=True)
    return found


def work_off() -> bool:
    """Learn, if somebody asked and no other worker is at it; returns whether it was done. Killed in the middle, it is begun
    anew when its lease has run out.
    """
    training = _claim()
    if training is None:
        return False
    start = time.monotonic()
    try:
        data, report = _learn()
    except Exception as error:
        # Whatever the words of customers can break here, people must hear of it on the page.
        log.exception("Learning failed")
        _mine(training).update(
            state=Training.State.FAILED, error=f"{type(error).__name__}: {error}"[:1000], finished_at=timezone.now()
        )
        return False
    done = _mine(training).update(
        state=Training.State.DONE, report=report, data=data, error="",
        seconds=time.monotonic() - start, finished_at=timezone.now(),
    )  # fmt: skip
    _forget_old()
    return bool(done)


def _claim() -> Training | None:
    with transaction.atomic():
        now = timezone.now()
        due = Q(state=Training.State.WAITING) | Q(state=Training.State.RUNNING, lease_until__lt=now)
        training = Training.objects.select_for_update(skip_locked=True, of=("self",)).filter(due).order_by("pk").first()
        if training is None:
            return None
        if training.attempts >= MAX_ATTEMPTS:
            training.state, training.finished_at = Training.State.FAILED, now
            training.error = "The worker was stopped in the middle, several times."
            training.save(update_fields=["state", "error", "finished_at"])
            return None
        training.state, training.lease_until = Training.State.RUNNING, now + LEASE
        training.attempts += 1
        training.save(update_fields=["state", "lease_until", "attempts"])
    return training


def _mine(training: Training) -> Any:
    """The row, as long as nobody else has begun it anew."""
    return Training.objects.filter(pk=training.pk, state=Training.State.RUNNING, attempts=training.attempts)


def _learn() -> tuple[bytes, dict[str, Any]]:
    wanted = sorted(switched_on())
    found = corpus.read()
    report: dict[str, Any] = {
        "tickets": len(found.tickets),
        "words": len(found.vocabulary),
        "since": found.since.isoformat() if found.since else "",
        "until": found.until.isoformat() if found.until else "",
        "channels": dict(found.channels.most_common()),
        "languages": dict(found.languages.most_common()),
        "targets": {},
    }
    kept: dict[str, Any] = {}
    for target in wanted:
        lesson = train.learn(found, target)
        report["targets"][target] = lesson.report
        if lesson.curve is not None:
            kept[target] = {"counts": lesson.counts.as_json(lesson.values), "curve": lesson.curve.as_json()}
    return zlib.compress(json.dumps(kept, ensure_ascii=False).encode()), report


def _forget_old() -> None:
    """What older rounds learnt goes; their reports stay a while."""
    rounds = list(Training.objects.filter(state=Training.State.DONE).values_list("pk", flat=True)[:KEPT_ROUNDS])
    if len(rounds) > KEPT_MODELS:
        Training.objects.filter(pk__lte=rounds[KEPT_MODELS]).exclude(data=b"").update(data=b"")
    if len(rounds) == KEPT_ROUNDS:
        Training.objects.filter(pk__lt=rounds[-1]).delete()


_loaded: Model | None = None
_loading = threading.Lock()


def current() -> Model | None:
    """What was learnt last; read again only when there is something newer."""
    global _loaded
    newest = Training.objects.filter(state=Training.State.DONE).values_list("pk", flat=True).first()
    if newest is None:
        return None
    with _loading:
        if _loaded is None or _loaded.training_id != newest:
            data = Training.objects.values_list("data", flat=True).get(pk=newest)
            _loaded = Model(newest, _read(bytes(data)))
        return _loaded


def _read(data: bytes) -> dict[str, Lesson]:
    kept = json.loads(zlib.decompress(data)) if data else {}
    lessons = {}
    for target, lesson in kept.items():
        counts = Counts.from_json(lesson["counts"])
        lessons[target] = Lesson(Scales(counts, counts.tickets_of), Curve(*lesson["curve"]))
    return lessons
