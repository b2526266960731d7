"""Notifications to colleagues. `notify` is for every app above; who is told of what by default is in `usual.py`."""

from tickets.notices.reading import href, mark_read, notices_of, say, unread_count
from tickets.notices.writing import notify

__all__ = ["href", "mark_read", "notices_of", "notify", "say", "unread_count"]
