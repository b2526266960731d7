"""The scorecard as a form: a score or "not applicable" for each criterion, words where one has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models.reality import Criterion, RealitySettings
from reports.reality.criteria import ANCHORS, HIGHEST, LOWEST
from reports.reality.scoring import Given

NOT_APPLICABLE = "na"
CHOICES = [*((str(n), str(n)) for n in range(LOWEST, HIGHEST + 1)), (NOT_APPLICABLE, _("Not applicable"))]


@dataclass(frozen=True, slots=True)
class Part:
    """One criterion as the page shows it; `anchors` are (score, what it means)."""

    name: str
    title: str
    question: str | Promise
    anchors: list[tuple[int, str | Promise]]
    score: BoundField
    comment: BoundField


class ScorecardForm(forms.Form):
    comment = forms.CharField(
        label=_("Anything else?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name in Criterion.values:
            self.fields[name] = forms.ChoiceField(
                choices=CHOICES, error_messages={"required": _("Choose a score, or “not applicable”.")}
            )
            self.fields[f"{name}_comment"] = forms.CharField(required=False, max_length=500)

    def parts(self) -> Iterator[Part]:
        for name, (question, low, middle, high) in ANCHORS.items():
            anchors = [(LOWEST, low), (3, middle), (HIGHEST, high)]
            title = str(Criterion(name).label)
            yield Part(name, title, question, anchors, self[name], self[f"{name}_comment"])

    def given(self) -> dict[str, Given]:
        """Of a valid form."""
        said = self.cleaned_data
        return {
            name: Given(None if said[name] == NOT_APPLICABLE else int(said[name]), said[f"{name}_comment"])
            for name in Criterion.values
        }


class RealitySettingsForm(forms.ModelForm):
    class Meta:
        model = RealitySettings
        fields = ["may_unblind"]
