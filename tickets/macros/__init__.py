"""Macros: kept and put in order (`kept`), found and applied to a ticket (`apply`)."""

from tickets.macros.apply import Applied, Offer, apply, offers
from tickets.macros.kept import delete_macro, may_change, move_macro, save_macro, usable_macros

__all__ = [
    "Applied",
    "Offer",
    "apply",
    "delete_macro",
    "may_change",
    "move_macro",
    "offers",
    "save_macro",
    "usable_macros",
]
