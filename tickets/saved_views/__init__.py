"""Saved views: kept and put in order (`kept`), their numbers (`numbers`)."""

from tickets.saved_views.kept import delete_view, find_view, move_view, save_view, usable_views

__all__ = ["delete_view", "find_view", "move_view", "save_view", "usable_views"]
