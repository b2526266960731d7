"""A house that asked before there were several surveys goes on asking the same."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from surveys.models import State, Survey, SurveyInvitation
from tests.cast import Cast, write_in

from_settings = import_module("surveys.migrations.0004_first_survey").from_settings


class Apps:
    """Today's models, and the settings' row as it was then."""

    def __init__(self, row: Any) -> None:
        self.row = row

    def get_model(self, _app: str, name: str) -> Any:
        rows = SimpleNamespace(filter=lambda **_by: SimpleNamespace(first=lambda: self.row))
        models = {
            "Survey": Survey,
            "SurveyInvitation": SurveyInvitation,
            "SurveySettings": SimpleNamespace(objects=rows),
        }
        return models[name]


def old_rows(cast: Cast) -> tuple[SurveyInvitation, SurveyInvitation]:
    ticket = write_in(cast.mail).ticket
    Survey.objects.all().delete()
    place = {"ticket": ticket, "customer": ticket.customer}
    asked = SurveyInvitation.objects.create(**place, resolution_cycle=1, state=State.SENT)
    return asked, SurveyInvitation.objects.create(**place, resolution_cycle=0, state=State.UNASKED)


def test_texts_and_times_become_a_survey_with_what_was_asked(cast: Cast) -> None:
    asked, review = old_rows(cast)
    row = SimpleNamespace(question_en="", question_pl="Jak było?", delay_minutes=30, expiry_days=14)
    from_settings(Apps(row), None)
    survey = Survey.objects.get()
    assert (survey.delay_minutes, survey.expiry_days, survey.texts) == (30, 14, {"pl": {"question": "Jak było?"}})
    asked.refresh_from_db()
    review.refresh_from_db()
    assert asked.survey == survey and review.survey is None


def test_without_settings_what_was_asked_has_its_survey(cast: Cast) -> None:
    asked, _review = old_rows(cast)
    from_settings(Apps(None), None)
    asked.refresh_from_db()
    assert asked.survey == Survey.objects.get()


def test_a_house_that_never_asked_waits_for_its_first(cast: Cast) -> None:
    Survey.objects.all().delete()
    from_settings(Apps(None), None)
    assert not Survey.objects.exists()
