"""The Reality check: which interactions were drawn for a quarter, and what reviewers thought of each."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ONLY_ROW = 1


class Criterion(models.TextChoices):
    """What a reviewer looks at; what 1, 3 and 5 mean stands in reports/reality/criteria.py."""

    TONE = "tone", _("Tone")
    CORRECTNESS = "correctness", _("Correctness")
    COMPLETENESS = "completeness", _("Completeness")
    EFFORT = "effort", _("Customer's effort")
    BRAND_VOICE = "brand_voice", _("Brand voice")


class QuarterSample(models.Model):
    """The draw of one quarter. `seed` decides it (reports/reality/drawing.py). A closed one takes no more scores and no
    more interactions, and everybody who may review sees its results."""

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])
    seed = models.CharField(max_length=32)
    drawn_at = models.DateTimeField(default=timezone.now)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Since when the names of those who answered may be seen.
    unblinded_at = models.DateTimeField(null=True, blank=True)
    unblinded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="one_draw_per_quarter")]

    def __str__(self) -> str:
        return f"Q{self.number} {self.year}"


class DrawnTicket(models.Model):
    """One interaction of the draw. `number` is the ticket's, kept when the ticket is erased; `channel` is where it was at
    the draw. `left_at`: it left the sample, and another stands in for it."""

    class Left(models.TextChoices):
        SPAM = "spam", _("it turned out to be spam")
        ERASED = "erased", _("it was erased")

    sample = models.ForeignKey(QuarterSample, on_delete=models.CASCADE, related_name="drawn")
    place = models.PositiveSmallIntegerField()
    ticket = models.ForeignKey("tickets.Ticket", null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.BigIntegerField()
    channel = models.CharField(max_length=20)
    left_at = models.DateTimeField(null=True, blank=True)
    left_why = models.CharField(max_length=6, choices=Left.choices, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "place"], name="drawn_place_once"),
            models.UniqueConstraint(fields=["sample", "number"], name="drawn_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.place}"

    @staticmethod
    def living(prefix: str = "") -> Q:
        """The condition for those that still count."""
        return Q(
            **{f"{prefix}left_at": None, f"{prefix}ticket__isnull": False, f"{prefix}ticket__is_spam": False},
        )


class Scorecard(models.Model):
    """One reviewer's view of one interaction, sent once and never changed: what others thought is only seen after it."""

    drawn = models.ForeignKey(DrawnTicket, on_delete=models.CASCADE, related_name="cards")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    comment = models.TextField(blank=True)
    done_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["done_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["drawn", "reviewer"], name="scorecard_once")]

    def __str__(self) -> str:
        return f"{self.drawn_id} by {self.reviewer_id}"


class Score(models.Model):
    """1 to 5, or None: the criterion does not apply here."""

    card = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="scores")
    criterion = models.CharField(max_length=12, choices=Criterion.choices)
    value = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "criterion"], name="score_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__range=(1, 5)), name="score_from_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


class RealitySettings(models.Model):
    """One row."""

    may_unblind = models.BooleanField(
        _("names of those who answered may be shown after a quarter is closed"),
        default=False,
        help_text=_("Each time it is written down under Changes."),
    )

    def __str__(self) -> str:
        return "reality check"

    @classmethod
    def current(cls) -> RealitySettings:
        """The one row, or its defaults while nobody has saved any."""
        return cls.objects.filter(pk=ONLY_ROW).first() or cls(pk=ONLY_ROW)
