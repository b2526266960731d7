"""What the app's access level allows: direct messages, mentions, both or neither. X has no list of it, so each is tried
by reading one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.adapters.x.api import ask, data, refusal
from channels_inbox.contract import AdapterError, Trouble


@dataclass(frozen=True, slots=True)
class Access:
    """`handle` and `user_id` are the account's; `writes` says whether the tokens may write at all."""

    handle: str
    user_id: str
    dm: bool
    mentions: bool
    writes: bool = True

    def state(self) -> dict[str, Any]:
        return {"handle": self.handle, "access": {"dm": self.dm, "mentions": self.mentions}}


def find_out(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> Access:
    """Raises AdapterError: keys refused, tokens of another account, X away."""
    me = ask("GET", "/2/users/me", secrets, repeatable=True)
    account = data(me)
    user_id, handle = str(account.get("id", "")), str(account.get("username", ""))
    wanted = str(settings.get("user_id") or "")
    if wanted and user_id != wanted:
        raise AdapterError(
            _("These tokens belong to @%(handle)s (%(id)s), not to the account %(wanted)s.")
            % {"handle": handle, "id": user_id, "wanted": wanted},
            permanent=True,
        )
    # X says with every answer what the tokens were made for: read, read-write, read-write-directmessages.
    level = me.headers.get("x-access-level", "")
    may_write, may_dm = level != "read", level in {"", "read-write-directmessages"}
    return Access(
        handle,
        user_id,
        dm=may_dm and _may_read("/2/dm_events", {"max_results": "1"}, secrets),
        mentions=may_write and _may_read(f"/2/users/{user_id}/mentions", {"max_results": "5"}, secrets),
        writes=may_write,
    )


def _may_read(path: str, query: Mapping[str, str], secrets: Mapping[str, Any]) -> bool:
    """False when the access level forbids it. Raises AdapterError for what says nothing about that."""
    answer = ask("GET", path, secrets, query=query, repeatable=True)
    if answer.status < 400:
        return True
    if answer.status in {403, 404}:
        return False
    # Asked too often: whoever may not ask at all hears so before.
    error = refusal(answer)
    if answer.status == 429:
        return True
    raise error


def sentence(access: Access) -> str:
    """For the owner. Raises AdapterError when nothing would work."""
    name = {"handle": access.handle}
    if not access.writes:
        raise AdapterError(
            _(
                "The tokens of @%(handle)s may only read. Allow writing and direct messages in the app, then make new tokens."
            )
            % name,
            permanent=True,
            trouble=Trouble.AUTH,
        )
    if access.dm and access.mentions:
        return _("@%(handle)s is connected. Its access level allows direct messages and mentions.") % name
    if access.dm:
        return _("@%(handle)s is connected. Its access level allows direct messages, not mentions.") % name
    if access.mentions:
        return _("@%(handle)s is connected. Its access level allows mentions, not direct messages.") % name
    raise AdapterError(
        _("@%(handle)s is connected, but its access level allows neither direct messages nor mentions.") % name,
        permanent=True,
    )


def words(state: Mapping[str, Any]) -> str:
    """The same in short, from what was found out last; "" when nothing was."""
    found = state.get("access")
    if not isinstance(found, dict):
        return ""
    both = (bool(found.get("dm")), bool(found.get("mentions")))
    return {
        (True, True): _("direct messages and mentions"),
        (True, False): _("direct messages only"),
        (False, True): _("mentions only"),
    }.get(both, _("neither direct messages nor mentions"))
