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
                required=False,
                initial=row.apply_from,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for target in Target.values:
            name = f"from_{target}"
            if found.get(f"mode_{target}") == Mode.APPLY and found.get(name) is None and name not in self.errors:
                self.add_error(name, _("Say from how many per cent it is applied."))
        return found

    def wanted(self) -> list[LearningTarget]:
        """The choices as rows; an empty certainty stays as it was."""
        now = settings_now()
        return [
            LearningTarget(
                target=target,
                mode=self.cleaned_data[f"mode_{target}"],
                apply_from=self.cleaned_data[f"from_{target}"] or now[target].apply_from,
            )
            for target in Target.values
        ]

    def pairs(self) -> list[dict[str, Any]]:
        """For the page: target, mode and certainty side by side."""
        return [
            {"target": Target(target), "mode": self[f"mode_{target}"], "from": self[f"from_{target}"]}
            for target in Target.values
        ]
