"""Who of the demo's shop can what, how much fits them, and how each team's new tickets find somebody: every way of giving
tickets out can be tried. The team where most comes in gives out nothing, so that there is something to take.
"""

from __future__ import annotations

from accounts.models import Skill, Team, User
from accounts.models.skill import Level
from automation import skills
from automation.models import AssignmentRequest, Method, TeamAssignment

SKILLS = {
    "pl": ("Polski", "pl"),
    "en": ("Angielski", "en"),
    "returns": ("Zwroty i reklamacje", ""),
    "money": ("Faktury i płatności", ""),
    "parcels": ("Przesyłki", ""),
}
LEVELS = {
    "hanna": {"pl": Level.EXPERT, "en": Level.GOOD},
    "pawel": {"pl": Level.EXPERT, "en": Level.EXPERT, "returns": Level.GOOD, "money": Level.GOOD},
    "iga": {"pl": Level.EXPERT, "en": Level.BASIC, "returns": Level.EXPERT},
    "kamil": {"pl": Level.EXPERT, "money": Level.EXPERT, "parcels": Level.GOOD},
    "ola": {"pl": Level.EXPERT, "en": Level.GOOD, "money": Level.BASIC, "parcels": Level.EXPERT},
    "bartek": {"pl": Level.GOOD, "en": Level.EXPERT, "returns": Level.GOOD},
}
METHODS = {"returns": Method.BEST_SKILLED, "delivery": Method.ROUND_ROBIN, "payments": Method.LEAST_BUSY}
USUAL_LIMIT = 14
# Managers help out by hand; Bartek works half days.
LIMITS = {"hanna": 0, "pawel": 0, "bartek": 8}
# What a ticket takes of a person, and how many of them at once.
CHANNELS: dict[str, tuple[int, int | None]] = {"email": (1, None), "webchat": (3, 2), "voice": (3, 1)}
# The work of whoever has been away for so long goes to the others.
TAKEN_BACK = {"delivery": 60}


def build(teams: dict[str, Team], users: dict[str, User], by: User) -> dict[str, Skill]:
    """All of it, by a manager; the skills by their keys. What waits now is left for people to take."""
    known = {
        key: skills.save_skill(by, Skill(name=name, language=language)) for key, (name, language) in SKILLS.items()
    }
    for key, levels in LEVELS.items():
        skills.set_levels(by, users[key], {known[skill].pk: int(level) for skill, level in levels.items()})
    skills.save_capacity(by, None, USUAL_LIMIT, {})
    for key, limit in LIMITS.items():
        skills.save_capacity(by, users[key], limit, {})
    skills.save_channels(by, CHANNELS)
    for key, method in METHODS.items():
        skills.save_assignment(
            by, TeamAssignment(team=teams[key], method=method, take_back_minutes=TAKEN_BACK.get(key))
        )
    AssignmentRequest.objects.all().delete()
    return known
