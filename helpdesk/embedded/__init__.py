"""PostgreSQL and Redis out of wheels, as child processes of whoever needs them (see docs/decisions/0002)."""

from helpdesk.embedded.home import EmbeddedError, Home
from helpdesk.embedded.services import Services, services

__all__ = ["EmbeddedError", "Home", "Services", "services"]
