from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(models.IntegerChoices):
    BASIC = 1, pgettext_lazy("skill level", "basic")
    GOOD = 2, pgettext_lazy("skill level", "good")
    EXPERT = 3, pgettext_lazy("skill level", "expert")


class Skill(models.Model):
    """Something that an answer may need and not everybody has. `language` (a code) makes it a language: a ticket in it
    needs it without anybody saying so."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    people: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="accounts.AgentSkill", related_name="skills"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["language"], condition=~models.Q(language=""), name="skill_language_once")
        ]
        verbose_name = _("skill")
        verbose_name_plural = _("skills")

    def __str__(self) -> str:
        return self.name


class AgentSkill(models.Model):
    """How well somebody has a skill."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="skill_levels")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.GOOD)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "skill"], name="agent_skill_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.skill_id} {self.level}"
