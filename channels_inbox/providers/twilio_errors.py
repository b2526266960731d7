"""What Twilio's error codes mean for an agent or an owner (twilio.com/docs/api/errors): words, and what follows."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.contract import AdapterError, Trouble


@dataclass(frozen=True, slots=True)
class Meaning:
    words: str | Promise
    trouble: Trouble = Trouble.OTHER
    permanent: bool = True


_AUTH = Meaning(
    gettext_lazy("Twilio no longer takes the auth token. An admin has to enter the new one in the inbox's settings."),
    Trouble.AUTH,
)
_SUSPENDED = Meaning(
    gettext_lazy("Twilio has suspended the account. An admin has to look into Twilio's console."), Trouble.AUTH
)
_BUSY = Meaning(gettext_lazy("Twilio asks to wait: too much at once."), permanent=False)
_BROKEN = Meaning(gettext_lazy("Twilio has a fault at the moment."), permanent=False)
_NO_NUMBER = Meaning(
    gettext_lazy("This is not a number that exists. Check it with the customer, or choose another channel."),
    Trouble.UNREACHABLE,
)
_LANDLINE = Meaning(
    gettext_lazy("This number takes no text messages (a landline?). Call, or choose another channel."),
    Trouble.UNREACHABLE,
)
_OFF = Meaning(
    gettext_lazy("The phone is off or out of reach. Try again later, or choose another channel."), Trouble.UNREACHABLE
)
_REGION = Meaning(
    gettext_lazy(
        "The account may not send to this country. An admin can allow it in Twilio's console (Geo permissions)."
    )
)
_SENDER = Meaning(
    gettext_lazy("Twilio doesn't know our own number or sender. An admin has to check it in the inbox's settings.")
)
_TRIAL = Meaning(
    gettext_lazy("A trial account only reaches numbers that are confirmed in Twilio's console. Upgrade the account.")
)
_OPTED_OUT = Meaning(
    gettext_lazy(
        "The customer has opted out of messages from this number (STOP). They can write START to get them again."
    ),
    Trouble.OPTED_OUT,
)
_FILTERED = Meaning(
    gettext_lazy("The network took this for unwanted mail and held it back. Write it differently, without short links.")
)
_TOO_LONG = Meaning(gettext_lazy("This is too long for a text message. Shorten it."))
_HOOK = Meaning(
    gettext_lazy(
        "Twilio can't call this helpdesk's address. An admin has to set PUBLIC_URL to one that the internet reaches."
    )
)
_BLOCKED = Meaning(gettext_lazy("Twilio or the network blocks messages to this number. Choose another channel."))
_NO_CALL = Meaning(
    gettext_lazy("The account may not call this country. An admin can allow it in Twilio's console (Geo permissions).")
)
_WINDOW = Meaning(gettext_lazy("It is too late for a free answer here. Choose another channel."), Trouble.WINDOW)

MEANINGS: dict[int, Meaning] = {
    10001: _SUSPENDED,
    10004: _BUSY,
    13223: _NO_NUMBER,
    13224: _NO_NUMBER,
    13225: _BLOCKED,
    13227: _NO_CALL,
    20003: _AUTH,
    20005: _SUSPENDED,
    20008: _AUTH,
    20429: _BUSY,
    20500: _BROKEN,
    20503: _BROKEN,
    20504: _BROKEN,
    21201: _NO_NUMBER,
    21210: _SENDER,
    21211: _NO_NUMBER,
    21212: _SENDER,
    21214: _NO_NUMBER,
    21215: _NO_CALL,
    21216: _BLOCKED,
    21217: _NO_NUMBER,
    21219: _TRIAL,
    21265: _LANDLINE,
    21408: _REGION,
    21601: _SENDER,
    21606: _SENDER,
    21608: _TRIAL,
    21609: _HOOK,
    21610: _OPTED_OUT,
    21611: _BUSY,
    21612: Meaning(
        gettext_lazy(
            "Our number or sender name can't reach this one. An admin can add a number of that country in Twilio."
        )
    ),
    21614: _LANDLINE,
    21617: _TOO_LONG,
    21626: _HOOK,
    21635: _LANDLINE,
    21659: _SENDER,
    21660: _SENDER,
    21701: _SENDER,
    21703: _SENDER,
    21704: _SENDER,
    21705: _SENDER,
    30001: _BUSY,
    30002: _SUSPENDED,
    30003: _OFF,
    30004: _BLOCKED,
    30005: _NO_NUMBER,
    30006: _LANDLINE,
    30007: _FILTERED,
    30008: Meaning(
        gettext_lazy("The network didn't deliver it and doesn't say why. Try again, or choose another channel.")
    ),
    30010: Meaning(gettext_lazy("Delivering it costs more than the limit set in Twilio. Choose another channel.")),
    30017: Meaning(gettext_lazy("The network was overloaded and didn't deliver it. Try again later.")),
    30022: _BUSY,
    30024: _SENDER,
    30032: _SENDER,
    30034: _SENDER,
    30035: _SENDER,
    30410: Meaning(gettext_lazy("The network took too long and didn't deliver it. Try again later.")),
    30450: _BLOCKED,
    30500: Meaning(gettext_lazy("Twilio didn't deliver it and doesn't say why. Try again later.")),
    63016: _WINDOW,
    63024: _NO_NUMBER,
}


def _by_status(status: int) -> Meaning | None:
    if status == 401:
        return _AUTH
    if status == 429:
        return _BUSY
    return _BROKEN if status >= 500 else None


def meaning(code: int, *, said: str = "", status: int = 0) -> Meaning:
    """The words for an error code; Twilio's own (`said`) for one that isn't known here."""
    known = MEANINGS.get(code) or _by_status(status)
    if known is not None:
        return known
    if said:
        return Meaning(_("Twilio refuses this: %(reason)s (%(code)s)") % {"reason": said, "code": code or status})
    return Meaning(_("Twilio refuses this (%(code)s).") % {"code": code or status})


def error(code: int, *, said: str = "", status: int = 0, retry_after_s: float = 0) -> AdapterError:
    """The error for an answer of the API."""
    found = meaning(code, said=said, status=status)
    return AdapterError(str(found.words), permanent=found.permanent, trouble=found.trouble, retry_after_s=retry_after_s)


def reported(code: int) -> tuple[str, Trouble]:
    """What a delivery report's code means; for one that isn't known, the number to look up."""
    known = MEANINGS.get(code)
    if known is not None:
        return str(known.words), known.trouble
    if not code:
        return _("The network didn't deliver it. Try again later, or choose another channel."), Trouble.OTHER
    return _("The network didn't deliver it (Twilio's code %(code)s).") % {"code": code}, Trouble.OTHER
