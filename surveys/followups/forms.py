"""The form that closes a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.followups import acting
from surveys.models import CHOSEN, FollowUpCase, SurveySettings
from surveys.models.followup import MAX_WORDS


class CloseForm(forms.Form):
    """How it ended, what was done, and whether the customer is asked a second time."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        widget=forms.RadioSelect,
        choices=[(outcome.value, outcome.label) for outcome in CHOSEN],
        error_messages={"required": gettext_lazy("Choose how it ended.")},
    )
    done = forms.CharField(
        label=gettext_lazy("What was done?"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("A sentence or two, so that others learn from it. The customer doesn't see it."),
        error_messages={"required": gettext_lazy("Say in a sentence what was done.")},
    )
    ask_after = forms.IntegerField(
        label=gettext_lazy("Ask the customer again in (days)"),
        required=False,
        min_value=0,
        max_value=acting.MAX_DAYS,
        help_text=gettext_lazy("The same question once more. 0 doesn't ask."),
    )

    def __init__(self, case: FollowUpCase, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.why_not_again = acting.why_not_again(case)
        if self.why_not_again:
            del self.fields["ask_after"]
        else:
            self.fields["ask_after"].initial = SurveySettings.current().ask_again_days

    def clean_done(self) -> str:
        done: str = self.cleaned_data["done"].strip()
        if len(done.split()) < 2:
            raise forms.ValidationError(_("Say in a sentence what was done."))
        return done
