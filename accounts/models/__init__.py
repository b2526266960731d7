from accounts.models.audit import AuditEntry
from accounts.models.availability import Availability
from accounts.models.invitation import Invitation
from accounts.models.presence import OnlineStretch
from accounts.models.skill import AgentSkill, Level, Skill
from accounts.models.team import Membership, Team
from accounts.models.token import ApiToken
from accounts.models.user import Role, User

__all__ = [
    "AgentSkill",
    "ApiToken",
    "AuditEntry",
    "Availability",
    "Invitation",
    "Level",
    "Membership",
    "OnlineStretch",
    "Role",
    "Skill",
    "Team",
    "User",
]
