"""What a manager notes on a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team
from core.text import clean_line
from reports.models import Annotation
from tickets import channel_info


class AnnotationForm(forms.ModelForm):
    class Meta:
        model = Annotation
        fields = ["day", "text", "channel", "team"]
        widgets = {"day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        labels = {"text": gettext_lazy("What happened")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        infos = sorted(channel_info.all_channels(), key=lambda info: str(info.name))
        self.fields["channel"] = forms.ChoiceField(
            label=_("Channel"), required=False, choices=[("", _("All channels")), *((i.kind, i.name) for i in infos)]
        )
        self.fields["team"] = forms.ModelChoiceField(
            Team.objects.all(), label=_("Team"), required=False, empty_label=_("All teams")
        )

    def clean_text(self) -> str:
        text = clean_line(self.cleaned_data["text"], 140)
        if not text:
            raise forms.ValidationError(_("Say in a few words what happened."))
        return text
