"""What Graph's error codes mean for a message: try again, or stop and say what to do.

Sources: developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes, /docs/messenger-platform/error-codes,
/docs/graph-api/guides/error-handling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels_inbox.contract import AdapterError, Trouble
from core.text import clean_line


@dataclass(frozen=True, slots=True)
class Meaning:
    sentence: str | Promise
    permanent: bool = True
    trouble: Trouble = Trouble.OTHER
    wait_s: float = 0


_TOKEN = Meaning(
    gettext_lazy(
        "Meta doesn't accept the access token any more. An admin has to make a new one and put it into the inbox."
    ),
    trouble=Trouble.AUTH,
)
_PERMISSION = Meaning(
    gettext_lazy("The access token lacks a permission. An admin has to make one with the permissions in the guide."),
    trouble=Trouble.AUTH,
)
_RESTRICTED = Meaning(
    gettext_lazy("Meta has restricted this account. An admin has to look at its quality page in Meta Business."),
    trouble=Trouble.AUTH,
)
_UNREGISTERED = Meaning(
    gettext_lazy(
        "Meta doesn't know this sender any more. An admin has to check the id in the inbox and register it again."
    ),
    trouble=Trouble.AUTH,
)
_PAYMENT = Meaning(
    gettext_lazy("Meta wants a payment method. An admin has to settle that in Meta Business first."),
    trouble=Trouble.AUTH,
)
_BUSY = Meaning(gettext_lazy("Meta takes no more messages for now."), permanent=False, wait_s=60)
_PAIR_BUSY = Meaning(gettext_lazy("Too many messages to this person in a short time."), permanent=False, wait_s=10)
_DOWN = Meaning(gettext_lazy("Meta's service is out of order for now."), permanent=False)
_WINDOW = Meaning(
    gettext_lazy(
        "Too long ago that the customer wrote: Meta takes no free answer now. Use a template or another channel."
    ),
    trouble=Trouble.WINDOW,
)
_UNREACHABLE = Meaning(
    gettext_lazy("This person can't be reached here: no account, blocked, or an old app. Answer by another channel."),
    trouble=Trouble.UNREACHABLE,
)
_HELD_BACK = Meaning(
    gettext_lazy(
        "Meta held this message back so that people don't get too many. Try again another day or use another channel."
    )
)
_TEMPLATE = Meaning(
    gettext_lazy("Meta doesn't send this template: it is paused, disabled or not approved. Choose another.")
)
_TEMPLATE_VALUES = Meaning(gettext_lazy("The values don't fit the template. Check them and try again."))
_FILE = Meaning(gettext_lazy("Meta doesn't take this file. Send it in another format, or smaller."))
_WRONG = Meaning(gettext_lazy("Meta refused this message as it is."))

_BY_SUBCODE: dict[tuple[int, int], Meaning] = {
    (10, 2018278): _WINDOW,
    (10, 2018065): _WINDOW,
    (10, 2534022): _WINDOW,
    (100, 2018001): _UNREACHABLE,
    (100, 2018278): _WINDOW,
    (100, 33): _UNREGISTERED,
    (200, 1545041): _UNREACHABLE,
    (200, 2018028): _PERMISSION,
    (200, 2018278): _WINDOW,
}

_BY_CODE: dict[int, Meaning] = {
    **dict.fromkeys((0, 102, 190, 463, 467), _TOKEN),
    **dict.fromkeys((3, 10, *range(200, 300)), _PERMISSION),
    **dict.fromkeys((368, 131031, 131048, 130497), _RESTRICTED),
    **dict.fromkeys((33, 133010, 131045, 131037), _UNREGISTERED),
    131042: _PAYMENT,
    **dict.fromkeys((4, 17, 32, 341, 613, *range(80000, 80015), 130429, 133016), _BUSY),
    131056: _PAIR_BUSY,
    **dict.fromkeys((1, 2, 1200, 131000, 131016, 131057, 133004), _DOWN),
    **dict.fromkeys((470, 131047, 2018278), _WINDOW),
    **dict.fromkeys((551, 131021, 131026, 131030, 131062), _UNREACHABLE),
    **dict.fromkeys((130472, 131049), _HELD_BACK),
    131050: Meaning(
        gettext_lazy("This person doesn't want such messages from you any more. Wait until they write."),
        trouble=Trouble.OPTED_OUT,
    ),
    10900: Meaning(gettext_lazy("This was answered privately before, and only one private answer is possible.")),
    **dict.fromkeys((132001, 132007, 132015, 132016), _TEMPLATE),
    **dict.fromkeys((132000, 132005, 132012, 132018), _TEMPLATE_VALUES),
    **dict.fromkeys((131052, 131053), _FILE),
}


def graph_error(error: Any, *, status: int = 400, retry_after_s: float = 0) -> AdapterError:
    """Graph's error (`error` of an answer, one of `errors` of a failed WhatsApp status) as ours. What isn't known is
    permanent with Meta's own words, unless the status says that it will pass (429, 5xx) or Meta does (`is_transient`).
    """
    found = error if isinstance(error, dict) else {}
    code, subcode = _number(found.get("code")), _number(found.get("error_subcode"))
    meaning = _BY_SUBCODE.get((code, subcode)) or _BY_CODE.get(code)
    if meaning is None and status == 401:
        meaning = _TOKEN
    if meaning is None and (status == 429 or status >= 500 or found.get("is_transient") is True):
        meaning = _BUSY if status == 429 else _DOWN
    meaning = meaning or _WRONG
    words = _words(found)
    sentence = str(meaning.sentence)
    if words or code >= 0:
        shown = f"{words} ({code})" if words and code >= 0 else words or str(code)
        sentence = _("%(sentence)s Meta says: %(words)s") % {"sentence": sentence, "words": shown}
    return AdapterError(
        sentence,
        permanent=meaning.permanent,
        trouble=meaning.trouble,
        retry_after_s=max(retry_after_s, meaning.wait_s) if not meaning.permanent else 0,
    )


def _number(value: Any) -> int:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _words(found: dict[str, Any]) -> str:
    data = found.get("error_data")
    details = data.get("details") if isinstance(data, dict) else None
    for said in (details, found.get("error_user_msg"), found.get("message"), found.get("title")):
        if isinstance(said, str) and said.strip():
            return clean_line(said, 300)
    return ""
