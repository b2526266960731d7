"""Links of answers and themes: made once, moved with the words, found again after whatever died."""

from __future__ import annotations

import random
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from surveys import answering, ratings
from surveys.models import AnswerTheme, State, Survey, SurveyAnswer, SurveyInvitation, Theme, ThemeRound
from surveys.themes import keeping, rounds
from tests.cast import Cast, customer, write_in
from tests.reports.story import asked

TEXTS = [
    "Instrukcja nieczytelna i długo czekałam",
    "Nie rozumiem instrukcji",
    "instrukcja do niczego, zwrot pieniedzy proszę",
    "Paczka zgnieciona",
    "Szybko i miło",
]


def rated(cast: Cast, score: int, comment: str, who: str) -> SurveyAnswer:
    ticket = write_in(cast.mail, identity=customer(who)).ticket
    asked(ticket, timezone.now() - timedelta(hours=3), score, comment)
    return SurveyAnswer.objects.get(invitation__ticket=ticket)


def links() -> set[tuple[str, str]]:
    pairs = AnswerTheme.objects.values_list("answer__comment", "theme__key")
    return set(pairs)


def settle() -> None:
    rounds.work_off()
    while keeping.read_due():
        pass


def test_words_get_their_language_mood_and_themes_and_lose_them(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    invitation = asked(ticket, timezone.now())
    invitation.survey = Survey.objects.first()
    invitation.save()
    given = answering.answer(invitation, 1, "To skandal, czekam miesiąc na zwrot pieniędzy")
    assert (given.comment_language, given.mood) == ("pl", "angry")
    keeping.read_due()
    assert {key for _comment, key in links()} == {"waiting", "refund"}
    answering.answer(invitation, 5, "Great, quick and kind, thank you!")
    assert keeping.read_due() == 1
    given.refresh_from_db()
    assert (given.comment_language, given.mood, given.themes_due_at) == ("en", "pleased", None)
    assert {key for _comment, key in links()} == {"quick", "polite"}
    answering.answer(invitation, 5, "")
    keeping.read_due()
    given.refresh_from_db()
    assert (given.comment_language, given.mood) == ("", "") and links() == set()


def test_a_review_is_read_and_taken_back_with_its_words(cast: Cast) -> None:
    message = write_in(cast.mail, "Kurier zgubił paczkę").message
    ratings.keep(message, 2)
    keeping.read_due()
    assert {key for _comment, key in links()} == {"delivery"}
    event = SimpleNamespace(data={"what": "removed", "message": message.pk})
    ratings.on_amended(event)  # type: ignore[arg-type]
    keeping.read_due()
    assert links() == set() and SurveyAnswer.objects.get().mood == ""


def test_nothing_is_due_without_words_and_reading_twice_changes_nothing(cast: Cast) -> None:
    rated(cast, 5, "", "a@example.com")
    assert keeping.read_due() == 0
    given = rated(cast, 2, "Paczka zgnieciona", "b@example.com")
    assert keeping.read_due() == 1
    before = set(AnswerTheme.objects.values_list("pk", flat=True))
    keeping.mark_due([given.pk])
    assert keeping.read_due() == 1
    assert set(AnswerTheme.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_answers_give_the_same_themes_in_any_order(cast: Cast, seed: int) -> None:
    """Some are read before the night's round, some after; some come when the themes are known already."""
    rng = random.Random(seed)
    for n in range(25):
        rated(cast, 5, f"Wszystko super {'!' * n}", f"h{n}@example.com")
    texts = list(TEXTS)
    rng.shuffle(texts)
    for n, text in enumerate(texts):
        rated(cast, 1 if "Szybko" not in text else 5, text, f"c{n}@example.com")
        if rng.random() < 0.5:
            keeping.read_due()
    settle()
    assert {pair for pair in links() if pair[0] in TEXTS} == {
        (TEXTS[0], "waiting"), (TEXTS[0], "found:instrukcj"), (TEXTS[1], "found:instrukcj"),
        (TEXTS[2], "found:instrukcj"), (TEXTS[2], "refund"), (TEXTS[3], "damaged"), (TEXTS[4], "quick"), (TEXTS[4], "polite"),
    }  # fmt: skip
    late = rated(cast, 1, "znowu instrukcja", "late@example.com")
    keeping.read_due()
    assert AnswerTheme.objects.filter(answer=late, theme__key="found:instrukcj").exists()


def test_a_round_is_done_once_a_night_and_begun_anew_when_its_worker_died(cast: Cast) -> None:
    assert rounds.work_off() is False
    for n, text in enumerate(TEXTS):
        rated(cast, 1, text, f"c{n}@example.com")
    died = ThemeRound.objects.create(attempts=1, lease_until=timezone.now() + timedelta(minutes=5))
    assert rounds.work_off() is False
    ThemeRound.objects.filter(pk=died.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert rounds.work_off() is True
    assert rounds.work_off() is False
    round_ = ThemeRound.objects.get()
    assert round_.done_at is not None and round_.comments == len(TEXTS) and round_.attempts == 2


def test_a_theme_that_nobody_writes_about_any_more_goes(cast: Cast) -> None:
    for n in range(15):
        rated(cast, 5, f"Wszystko super {'!' * n}", f"h{n}@example.com")
    for n, text in enumerate(TEXTS):
        rated(cast, 1, text, f"c{n}@example.com")
    settle()
    assert Theme.objects.filter(key="found:instrukcj").exists()
    SurveyAnswer.objects.filter(comment__icontains="instrukcj").update(answered_at=timezone.now() - timedelta(days=200))
    ThemeRound.objects.update(due_at=timezone.now() - timedelta(days=1))
    settle()
    assert not Theme.objects.filter(key="found:instrukcj").exists()
    assert ("Paczka zgnieciona", "damaged") in links()


def test_another_lexicon_reads_every_comment_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rated(cast, 1, "Paczka zgnieciona", "a@example.com")
    settle()
    AnswerTheme.objects.all().delete()
    monkeypatch.setattr(rounds, "VERSION", 99)
    settle()
    assert links() == {("Paczka zgnieciona", "damaged")}


def test_the_migration_reads_what_was_there(cast: Cast) -> None:
    given = rated(cast, 1, "Paczka zgnieciona, skandal", "a@example.com")
    SurveyAnswer.objects.update(comment_language="", mood="", themes_due_at=None)
    migration = import_module("surveys.migrations.0010_read_comments")
    migration.read(apps, SimpleNamespace(connection=connection))
    given.refresh_from_db()
    assert (given.comment_language, given.mood) == ("pl", "angry") and given.themes_due_at is not None


def test_marked_words_are_those_of_the_theme(cast: Cast) -> None:
    found = Theme(key="found:instrukcj", terms=["instrukcj"])
    marked = keeping.marked("Instrukcja do paczki <script>", "pl", [found])
    assert marked == [("Instrukcja", True), (" do paczki <script>", False)]
    assert ("paczki", True) in keeping.marked("Instrukcja do paczki", "pl", [Theme(key="delivery")])


def test_an_open_answer_has_nobody_and_counts_by_itself(db: None) -> None:
    invitation = SurveyInvitation.objects.create(moment="open", state=State.UNASKED)
    given = SurveyAnswer.objects.create(invitation=invitation, score=1, comment="Długo czekałem")
    keeping.read_due()
    assert list(given.theme_links.values_list("theme__key", flat=True)) == ["waiting"]


def test_a_batch_ends_before_it_is_cut_off_and_goes_on_with_the_next(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However slow to read somebody made their words, what is done is kept."""
    monkeypatch.setattr(keeping, "LONGEST_S", -1.0)
    for place, text in enumerate(TEXTS):
        rated(cast, 1, text, f"Klient {place}")
    SurveyAnswer.objects.update(themes_due_at=timezone.now())
    assert keeping.read_due(limit=1) == 1
    assert SurveyAnswer.objects.filter(themes_due_at=None).count() == 1
    assert keeping.read_due() == len(TEXTS) - 1
    assert not SurveyAnswer.objects.exclude(themes_due_at=None).exists()
