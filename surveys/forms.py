"""A survey as a form: what it asks, when, whom, in which words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text import clean_line
from surveys.models import INTERACTIONS, LOOKS, Kind, Look, Moment, Survey, SurveySettings
from surveys.models.survey import MAX_QUESTION, usual_words
from surveys.scores import SCALES, scale
from tickets.vocabulary.forms import ConditionsField

BANDS = 3
MAX_REASONS = 8
TEXTS = [
    ("question", gettext_lazy("Question")),
    ("low", gettext_lazy("What the lowest score means")),
    ("high", gettext_lazy("What the highest score means")),
    ("thanks", gettext_lazy("Thanks")),
]
HELP = {
    "remind_after_days": gettext_lazy("0 reminds nobody."),
    "delay_minutes": gettext_lazy("0 asks at once. A ticket that is reopened meanwhile isn't asked about."),
    "review_url": gettext_lazy("Happy customers are shown the way there after their answer."),
}
ASKING = {*INTERACTIONS, Moment.PERIODIC}
# The moments at which a field means anything.
FITS = {
    "conditions": ASKING,
    "delay_minutes": set(INTERACTIONS),
    "sample_percent": ASKING,
    "every_days": {Moment.PERIODIC},
    "remind_after_days": ASKING,
    "expiry_days": ASKING,
}


class SurveySettingsForm(forms.ModelForm):
    class Meta:
        model = SurveySettings
        fields = ["enabled", "cooldown_days", "case_owner", "case_hours", "case_calendar", "ask_again_days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        calendar = self.fields["case_calendar"]
        assert isinstance(calendar, forms.ModelChoiceField)
        calendar.empty_label = _("Round the clock")

    def of_all(self) -> list[Any]:
        return [self["enabled"], self["cooldown_days"]]

    def of_cases(self) -> list[Any]:
        return [self[name] for name in ("case_owner", "case_hours", "case_calendar", "ask_again_days")]


class SurveyForm(forms.ModelForm):
    """Its texts in each language, and up to three follow-ups by score, with reasons one a line."""

    conditions = ConditionsField(label=gettext_lazy("Only about tickets where"))

    class Meta:
        model = Survey
        fields = [
            "name", "kind", "look", "moment", "conditions", "delay_minutes", "sample_percent", "every_days",
            "remind_after_days", "expiry_days", "review_url", "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keep_what_fits()
        self.fields["is_active"].label = _("Switched on")
        for name, text in HELP.items():
            if name in self.fields:
                self.fields[name].help_text = text
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                usual = usual_words(self.instance.kind)
            for name, label in TEXTS:
                self.fields[f"{name}_{code}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=MAX_QUESTION,
                    initial=self.instance.texts.get(code, {}).get(name, ""),
                    widget=forms.TextInput(attrs={"placeholder": getattr(usual, name), "lang": code}),
                )
        for number in range(BANDS):
            self._add_band(number, self.instance.bands[number] if number < len(self.instance.bands) else {})

    def _keep_what_fits(self) -> None:
        """Only fields that mean something at this moment and for this kind; what was not on the page that was sent keeps
        its value."""
        if self.instance.pk:
            # Answers of two scales can't be counted together.
            self.fields["kind"].disabled = True
        chosen: Any = self.data if self.is_bound else {}
        moment = chosen.get("moment") if chosen.get("moment") in Moment.values else self.instance.moment
        kind = self.instance.kind if self.instance.pk else chosen.get("kind", self.instance.kind)
        out = [name for name, moments in FITS.items() if moment not in moments]
        if kind in Kind.values and len(LOOKS[Kind(kind)]) == 1:
            out.append("look")
        elif self.is_bound and chosen.get("look") == Look.NUMBERS:
            chosen = chosen.copy()
            del chosen["look"]
        for name in out:
            del self.fields[name]
        if self.is_bound:
            self.data = sent = chosen.copy()
            for name in {"look", *FITS} - {"conditions"}:
                if name in self.fields and name not in sent:
                    kept = getattr(self.instance, name)
                    sent[name] = LOOKS[Kind.CSAT][0] if kept == Look.NUMBERS else str(kept)
        if "look" in self.fields:
            look_field = self.fields["look"]
            assert isinstance(look_field, forms.ChoiceField)
            look_field.choices = [(look.value, look.label) for look in LOOKS[Kind.CSAT]]

    def fitting(self) -> list[Any]:
        """For the page: the numbers of when and whom that mean something."""
        return [self[name] for name in FITS if name in self.fields and name != "conditions"]

    def _add_band(self, number: int, band: dict[str, Any]) -> None:
        for edge, label in (("min", _("From score")), ("max", _("to"))):
            self.fields[f"band_{number}_{edge}"] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=10, initial=band.get(edge)
            )
        for code, _name in settings.LANGUAGES:
            self.fields[f"band_{number}_question_{code}"] = forms.CharField(
                label=_("Question"),
                required=False,
                max_length=MAX_QUESTION,
                initial=band.get("question", {}).get(code, ""),
                widget=forms.TextInput(attrs={"lang": code}),
            )
            self.fields[f"band_{number}_reasons_{code}"] = forms.CharField(
                label=_("Reasons to tick, one a line"),
                required=False,
                initial="\n".join(reason["label"].get(code, "") for reason in band.get("reasons", [])),
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )

    def languages(self) -> list[dict[str, Any]]:
        """For the page: each language with its texts."""
        return [
            {
                "name": translation.get_language_info(code)["name_local"],
                "fields": [self[f"{n}_{code}"] for n, _l in TEXTS],
            }
            for code, _name in settings.LANGUAGES
        ]

    def bands(self) -> list[dict[str, Any]]:
        codes = [code for code, _name in settings.LANGUAGES]
        return [
            {
                "edges": [self[f"band_{n}_min"], self[f"band_{n}_max"]],
                "languages": [
                    {
                        "name": translation.get_language_info(code)["name_local"],
                        "fields": [self[f"band_{n}_question_{code}"], self[f"band_{n}_reasons_{code}"]],
                    }
                    for code in codes
                ],
            }
            for n in range(BANDS)
        ]

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"], 80).strip()
        if not name:
            raise forms.ValidationError(_("Give it a name."))
        return name

    def clean_review_url(self) -> str:
        url: str = self.cleaned_data["review_url"]
        if url and not url.startswith("https://"):
            raise forms.ValidationError(_("Write an address that begins with https://."))
        return url

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind") or self.instance.kind
        looks = LOOKS[Kind(kind)]
        if "look" not in self.fields:
            self.instance.look = looks[0]
        elif data.get("look") not in looks:
            self.add_error("look", _("Choose faces, stars or thumbs."))
        self.instance.texts = {
            code: said
            for code, _name in settings.LANGUAGES
            if (
                said := {
                    n: text
                    for n, _l in TEXTS
                    if (text := clean_line(data.get(f"{n}_{code}", ""), MAX_QUESTION).strip())
                }
            )
        }
        found = {n: band for n in range(BANDS) if (band := self._band(n, data, kind))}
        for n, band in found.items():
            above = [other for m, other in found.items() if m < n]
            twice = next((o for o in above if band["min"] <= o["max"] and o["min"] <= band["max"]), None)
            if twice is not None:
                sentence = _("Scores %(min)s to %(max)s have their question already; these two overlap.")
                self.add_error(f"band_{n}_min", sentence % {"min": twice["min"], "max": twice["max"]})
        self.instance.bands = list(found.values())
        return data

    def _band(self, number: int, data: dict[str, Any], kind: str) -> dict[str, Any] | None:
        low, high = data.get(f"band_{number}_min"), data.get(f"band_{number}_max")
        codes = [code for code, _name in settings.LANGUAGES]
        question = {
            c: q for c in codes if (q := clean_line(data.get(f"band_{number}_question_{c}", ""), MAX_QUESTION).strip())
        }
        lines = {
            c: [clean_line(x, 60).strip() for x in data.get(f"band_{number}_reasons_{c}", "").splitlines()]
            for c in codes
        }
        lines = {c: [x for x in found if x] for c, found in lines.items()}
        if low is None and high is None and not question and not any(lines.values()):
            return None
        edges = scale(kind)
        if low is None or high is None or not edges.low <= low <= high <= edges.high:
            self.add_error(
                f"band_{number}_min",
                _("Scores go from %(low)s to %(high)s.") % {"low": SCALES[Kind(kind)].low, "high": edges.high},
            )
            return None
        count = max((len(found) for found in lines.values()), default=0)
        if count > MAX_REASONS:
            self.add_error(f"band_{number}_min", _("%(n)s reasons at most.") % {"n": MAX_REASONS})
            return None
        old = self.instance.bands[number]["reasons"] if number < len(self.instance.bands) else []
        reasons = []
        for place in range(count):
            label = {c: lines[c][place] for c in codes if place < len(lines[c])}
            # A reason keeps its key while one of its words stays, so that answers stay counted together.
            known = next((r["key"] for r in old if set(r["label"].items()) & set(label.items())), "")
            key = known or f"{number}-{place}-{slugify(next(iter(label.values())))}"[:40]
            reasons.append({"key": key, "label": label})
        return {"min": low, "max": high, "question": question, "reasons": reasons}
