"""One scheduled report as a form."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.access import who_sees_everything
from accounts.models import Team, User
from reports.comparing import GROUPS, SPLITS
from reports.models.scheduled import Rhythm, ScheduledReport
from tickets import channel_info
from tickets.models import Inbox

MOST_ADDRESSES = 20


class AddressesField(forms.CharField):
    """Mail addresses, a line each; a list."""

    widget = forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        words = [word for word in re.split(r"[\s,;]+", super().clean(value) or "") if word]
        found = list({word.lower(): word for word in words}.values())
        for word in found:
            try:
                validate_email(word)
            except ValidationError as error:
                raise ValidationError(_("“%(word)s” is no mail address.") % {"word": word[:80]}) from error
        if len(found) > MOST_ADDRESSES:
            raise ValidationError(_("%(n)s addresses at most.") % {"n": MOST_ADDRESSES})
        return found


class ScheduledReportForm(forms.ModelForm):
    """`recipients` are colleagues who may see reports: managers and admins."""

    group = forms.ChoiceField(
        label=gettext_lazy("Figures"), choices=[(key, words) for key, (words, _n) in GROUPS.items()]
    )
    split = forms.ChoiceField(label=gettext_lazy("Split by"), choices=list(SPLITS.items()))
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    team = forms.ModelChoiceField(
        Team.objects.none(), label=gettext_lazy("Team"), required=False, empty_label=gettext_lazy("All teams")
    )
    inbox = forms.ModelChoiceField(
        Inbox.objects.none(), label=gettext_lazy("Inbox"), required=False, empty_label=gettext_lazy("All inboxes")
    )
    weekday = forms.TypedChoiceField(label=gettext_lazy("On"), choices=list(WEEKDAYS.items()), coerce=int)
    month_day = forms.IntegerField(label=gettext_lazy("Day of the month"), min_value=1, max_value=28)
    hour = forms.TypedChoiceField(
        label=pgettext_lazy("time of day", "At"), choices=[(n, f"{n}:00") for n in range(24)], coerce=int
    )
    recipients = forms.ModelMultipleChoiceField(
        User.objects.none(), label=gettext_lazy("Colleagues"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Managers and admins: others may not see reports."),
    )  # fmt: skip
    addresses = AddressesField(
        label=gettext_lazy("Other addresses"), required=False, max_length=4000,
    )  # fmt: skip
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    with_csv = forms.BooleanField(label=gettext_lazy("Attach the table as CSV"), required=False)

    class Meta:
        model = ScheduledReport
        fields = (
            "name",
            "group",
            "split",
            "rhythm",
            "weekday",
            "month_day",
            "hour",
            "addresses",
            "language",
            "with_csv",
        )
        widgets = {"rhythm": forms.RadioSelect}

    def __init__(self, data: Any = None, *, instance: ScheduledReport, **options: Any) -> None:
        initial = {**instance.scope, **options.pop("initial", {})}
        if instance.pk:
            initial["recipients"] = list(instance.recipients.all())
        super().__init__(data, instance=instance, initial=initial, **options)
        channels = sorted(channel_info.all_channels(), key=lambda info: str(info.name))
        fields: dict[str, Any] = self.fields
        fields["channel"].choices = [("", _("All channels")), *((info.kind, info.name) for info in channels)]
        fields["team"].queryset, fields["inbox"].queryset = Team.objects.all(), Inbox.objects.all()
        fields["recipients"].queryset = who_sees_everything()
        fields["language"].choices = [("", _("Each reader's own")), *settings.LANGUAGES]
        fields["rhythm"].choices = Rhythm.choices

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not said.get("recipients") and not said.get("addresses"):
            self.add_error("recipients", _("Choose somebody who gets it."))
        return said

    def wanted(self) -> ScheduledReport:
        """Of a valid form; not saved."""
        report: ScheduledReport = self.save(commit=False)
        said = self.cleaned_data
        scope = {
            "channel": said["channel"],
            "team": said["team"].pk if said["team"] else 0,
            "inbox": said["inbox"].pk if said["inbox"] else 0,
        }
        report.scope = {name: value for name, value in scope.items() if value}
        return report
