"""Mails that the visitor of /demo/ may send with two clicks; each in the language a customer would write it in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Example:
    label: Promise
    name: str
    address: str
    subject: str
    text: str


EXAMPLES = (
    Example(
        _("Where is my parcel?"),
        "Anna Wiśniewska",
        "anna.wisniewska@example.com",
        "Gdzie jest moja paczka? 48213",
        "Dzień dobry,\n\npaczka z zamówienia 48213 miała być wczoraj, a śledzenie stoi w miejscu. "
        "Czy mogą Państwo sprawdzić, co się z nią dzieje?\n\nPozdrawiam\nAnna Wiśniewska",
    ),
    Example(
        _("Angry, broken jug"),
        "Tomasz Kuna",
        "tomasz.kuna@example.com",
        "Rozbity dzbanek!!!",
        "Paczka przyszla dzisiaj i dzbanek w kawalkach. To mial byc prezent na sobote. "
        "Prosze o szybka odpowiedz co z tym robicie, zamowienie 48377.\n\nT. Kuna",
    ),
    Example(
        _("In English"),
        "Emma Clarke",
        "emma.clarke@example.com",
        "Changing the colour of my order",
        "Hi there,\n\ncould I still change the tablecloth in order 48402 from oat to sage? "
        "I know it's last minute.\n\nThanks,\nEmma",
    ),
)
