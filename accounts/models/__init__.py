from accounts.models.audit import AuditEntry
from accounts.models.invitation import Invitation
from accounts.models.team import Membership, Team
from accounts.models.token import ApiToken
from accounts.models.user import Role, User

__all__ = ["ApiToken", "AuditEntry", "Invitation", "Membership", "Role", "Team", "User"]
