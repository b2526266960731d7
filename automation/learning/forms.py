"""How far suggestions may go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team
from automation.learning.record import settings_now
from automation.models import LearningTarget, LeftOutTeam, Mode, Target

LOWEST, HIGHEST = 60, 99


class SuggestionsForm(forms.Form):
    """A mode and a certainty for each target, and the teams that are left alone."""

    left_out = forms.ModelMultipleChoiceField(
        Team.objects.all(),
        label=gettext_lazy("Leave these teams alone"),
        help_text=gettext_lazy("Nothing is learnt from their tickets, and nothing is suggested on them."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["left_out"].initial = list(LeftOutTeam.objects.values_list("team_id", flat=True))
        for target, row in settings_now().items():
            label = Target(target).label
            self.fields[f"mode_{target}"] = forms.ChoiceField(label=label, choices=Mode.choices, initial=row.mode)
            self.fields[f"from_{target}"] = forms.IntegerField(
                label=_("%(target)s: apply from (%%)") % {"target": label},
                min_value=LOWEST,
                max_value=HIGHEST,
                initial=row.apply_from,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def wanted(self) -> list[LearningTarget]:
        """The choices as rows."""
        given = self.cleaned_data
        return [LearningTarget(target=t, mode=given[f"mode_{t}"], apply_from=given[f"from_{t}"]) for t in Target.values]

    def pairs(self) -> list[dict[str, Any]]:
        """For the page: target, mode and certainty side by side."""
        return [
            {"target": Target(target), "mode": self[f"mode_{target}"], "from": self[f"from_{target}"]}
            for target in Target.values
        ]
