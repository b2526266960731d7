"""A name that somebody else takes between a form's check and its saving."""

from __future__ import annotations

import pytest
from django import forms
from django.db import IntegrityError

from accounts.models import Team
from core.names import told_when_taken


class NameForm(forms.Form):
    name = forms.CharField()


def test_a_name_taken_meanwhile_is_told_and_nothing_is_kept(db: None) -> None:
    form = NameForm({"name": "Zwroty"})
    assert form.is_valid()
    Team.objects.create(name="Zwroty")  # the other one was quicker
    with told_when_taken(form, "There is one."):
        Team.objects.create(name="Inny")
        Team.objects.create(name="Zwroty")
    assert form.errors == {"name": ["There is one."]}
    assert list(Team.objects.values_list("name", flat=True)) == ["Zwroty"]


def test_any_other_fault_is_not_hidden(db: None) -> None:
    form = NameForm({"name": "Zwroty"})
    assert form.is_valid()
    with pytest.raises(IntegrityError), told_when_taken(form, "There is one."):
        Team.objects.create(name=None)  # type: ignore[misc]
    assert not form.errors
