"""How a call reads in a conversation."""

from __future__ import annotations

from django.utils.translation import gettext as _

BUSY, NO_ANSWER, WRONG = "busy", "no-answer", "failed"


def length(seconds: int) -> str:
    """3 min 12 s."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("%(s)s s") % {"s": rest}
    return _("%(min)s min %(s)s s") % {"min": minutes, "s": rest}


def customer_side(status: str) -> str:
    """Why a call that we made didn't reach the customer."""
    known = {
        BUSY: _("The customer's line is busy. Try again later."),
        NO_ANSWER: _("The customer didn't pick up. Try again later, or write."),
        WRONG: _("The customer's number can't be reached. Check it, or write."),
    }
    return known.get(status) or _("The call ended before the customer picked up.")


def our_side(status: str, number: str) -> str:
    """Why nobody of ours was there to call the customer."""
    known = {
        BUSY: _("Our phone %(number)s was busy. Free it and try again."),
        NO_ANSWER: _("Nobody picked up our phone %(number)s. Try again when somebody is there."),
        WRONG: _("Our phone %(number)s can't be reached. An admin has to check it in the inbox's settings."),
    }
    found = known.get(status) or _("The call to our phone %(number)s was broken off. Try again.")
    return found % {"number": number}
