"""Conditions and effects as fields of a form: what is sent, what is refused and where, what stays in the field."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django import forms

from tests.cast import Cast
from tickets.vocabulary.forms import ConditionsField, EffectsField, conditions_schema, effects_schema
from tickets.vocabulary.sentences import say_conditions, say_effects

MAIL = {"field": "channel", "op": "any", "value": ["email"]}


class Sentence(forms.Form):
    conditions = ConditionsField()
    effects = EffectsField()


class ForViews(forms.Form):
    conditions = ConditionsField(for_views=True, required=True)
    effects = EffectsField(required=False, allowed=lambda effect: effect.name != "answer")


def sent(conditions: Any, effects: Any) -> dict[str, str]:
    return {"conditions": json.dumps(conditions), "effects": json.dumps(effects)}


def test_a_sentence_is_read(cast: Cast) -> None:
    form = Sentence(sent({"match": "any", "items": [MAIL]}, [{"effect": "team", "value": cast.returns.pk}]))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["conditions"] == {"match": "any", "items": [MAIL]}
    assert say_conditions(form.cleaned_data["conditions"]) == "channel is E-mail"
    assert say_effects(form.cleaned_data["effects"]) == "set the team to Zwroty"


def test_what_is_wrong_is_told_in_its_row_and_stays_in_the_field(cast: Cast) -> None:
    wrong = {"field": "words", "op": "any", "value": []}
    form = Sentence(
        sent({"match": "all", "items": [MAIL, wrong]}, [{"effect": "note", "value": "x"}, {"effect": "answer"}])
    )
    assert not form.is_valid()
    page = form["conditions"].as_field_group() + form["effects"].as_field_group()
    assert page.count('data-row-error="row-1"') == 2
    assert "&quot;words&quot;" in page, "what was chosen is still there"


@pytest.mark.parametrize(
    "text",
    ["{", "[" * 100_000, '"\\ud800"', '{"match": []}', '{"match": {}, "items": []}', "7", "x" * 200_001,
     '[{"effect": "note", "value": "\\ud800"}]', '[{"effect": [], "value": []}]'],
)  # fmt: skip
def test_what_no_page_sends_is_refused_with_a_sentence(cast: Cast, text: str) -> None:
    form = Sentence({"conditions": text, "effects": text})
    assert not form.is_valid() and set(form.errors) == {"conditions", "effects"}
    assert form["conditions"].as_field_group()


def test_views_are_offered_what_the_database_can_be_asked_and_macros_what_they_may_do(cast: Cast) -> None:
    assert {field["name"] for field in conditions_schema(for_views=True)["fields"]} < {
        field["name"] for field in conditions_schema()["fields"]
    }
    past = {"field": "past_tickets", "op": "min", "value": 1}
    form = ForViews(sent({"match": "all", "items": [past]}, [{"effect": "answer", "value": "Hi"}]))
    assert set(form.errors) == {"conditions", "effects"}
    assert "answer" not in {one["name"] for one in effects_schema(lambda effect: effect.name != "answer")["effects"]}
    assert ForViews(sent({"match": "all", "items": []}, [])).errors.keys() == {"conditions"}
