"""A page or an Instagram account as an inbox connects it: how it is called, and whether the connection really works.

Sources: developers.facebook.com/docs/graph-api/reference/debug_token, /docs/graph-api/reference/page/subscribed_apps,
/docs/messenger-platform/identity/user-profile, /docs/instagram-platform/overview (two ways to log in, two hosts).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.contract import AdapterError, Trouble
from channels_inbox.providers.meta import GRAPH, INSTAGRAM_GRAPH, graph
from core.text import clean_line

FACEBOOK, INSTAGRAM = "facebook", "instagram"


@dataclass(frozen=True, slots=True)
class Account:
    """`kind` is our channel, `login` by which of Meta's logins its token was made. `owner_id` is whose events these are,
    `sender_id` in whose name calls are made (an Instagram account's page, where it has one), `platform` what uploads
    for Instagram by a page must say."""

    kind: str
    login: str
    owner_id: str
    sender_id: str
    token: str
    app_id: str
    app_secret: str
    platform: str = ""

    @property
    def call(self) -> dict[str, Any]:
        """What every call of Graph needs to know of us."""
        base = INSTAGRAM_GRAPH if self.login == INSTAGRAM else GRAPH
        return {"token": self.token, "app_secret": self.app_secret, "base": base}


def page(kind: str, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> Account:
    """A Facebook page."""
    page_id = str(settings.get("page_id", ""))
    return Account(kind, FACEBOOK, page_id, page_id, *_keys(settings, secrets))


def instagram(kind: str, settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> Account:
    """An Instagram account, with a token of its page or one of its own."""
    ig_id, page_id = str(settings.get("ig_id", "")), str(settings.get("page_id", ""))
    if settings.get("login") == INSTAGRAM:
        return Account(kind, INSTAGRAM, ig_id, ig_id, *_keys(settings, secrets))
    return Account(kind, FACEBOOK, ig_id, page_id, *_keys(settings, secrets), platform="instagram")


def _keys(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(secrets.get("token", "")), str(settings.get("app_id", "")), str(secrets.get("app_secret", ""))


def person_name(account: Account, address: str) -> str:
    """What somebody who wrote is called; "" where Meta doesn't say. Raises AdapterError."""
    fields = "name,username" if account.kind.startswith(INSTAGRAM) else "first_name,last_name,name"
    found = graph(account.kind, "GET", address, params={"fields": fields}, **account.call)
    name = str(found.get("name") or " ".join(str(found.get(part) or "") for part in ("first_name", "last_name")))
    user = str(found.get("username") or "")
    shown = f"{name.strip()} (@{user})" if name.strip() and user else name.strip() or user
    return clean_line(shown, 120)


def check(account: Account, *, scopes: Sequence[str], fields: Sequence[str]) -> str:
    """Is the token good and this account's, may it do what is needed, and do its events come to our app?
    Returns a sentence for the owner. Raises AdapterError saying exactly what is wrong."""
    for value, name in ((account.token, _("access token")), (account.app_secret, _("app secret"))):
        if not value:
            raise _wrong(_("Fill in the %(name)s first.") % {"name": name})
    if account.login == INSTAGRAM:
        name = _instagram_name(account)
    else:
        _check_token(account, scopes)
        name = _page_name(account)
    _check_subscription(account, fields)
    return _("%(name)s is connected, and what is written there comes here.") % {"name": name}


def _wrong(sentence: str, trouble: Trouble = Trouble.OTHER) -> AdapterError:
    return AdapterError(sentence, permanent=True, trouble=trouble)


def _check_token(account: Account, scopes: Sequence[str]) -> None:
    """Asked with the app's own token, so a wrong app id or secret shows here, too."""
    app = {**account.call, "token": f"{account.app_id}|{account.app_secret}", "app_secret": ""}
    try:
        found = graph(account.kind, "GET", "debug_token", params={"input_token": account.token}, **app)
    except AdapterError as error:
        if not error.permanent:
            raise
        raise _wrong(
            _("Meta doesn't accept the app id with this app secret. %(reason)s") % {"reason": error.message}
        ) from error
    data = found.get("data")
    token: dict[str, Any] = data if isinstance(data, dict) else {}
    if not token.get("is_valid"):
        raise _wrong(_("The access token isn't valid any more. Make a new one and paste it here."), Trouble.AUTH)
    if account.app_id and str(token.get("app_id", "")) not in {"", account.app_id}:
        raise _wrong(
            _("The access token belongs to another app (%(id)s).") % {"id": clean_line(str(token["app_id"]), 40)}
        )
    if str(token.get("type", "PAGE")).upper() != "PAGE":
        raise _wrong(_("This is not a page's access token, but a user's or an app's. Take the page's."))
    given = {str(scope) for scope in token.get("scopes") or []}
    missing = [scope for scope in scopes if scope not in given]
    if missing:
        raise _wrong(_("The access token lacks these permissions: %(names)s.") % {"names": ", ".join(missing)})
    until = token.get("expires_at")
    if isinstance(until, int) and 0 < until < datetime.now(UTC).timestamp():
        raise _wrong(_("The access token has expired. Make one that doesn't expire."), Trouble.AUTH)


def _page_name(account: Account) -> str:
    """The page's name, or the Instagram account's behind it. Raises AdapterError for ids that don't belong together."""
    wanted = "name,instagram_business_account{id,username}" if account.platform else "name"
    found = graph(account.kind, "GET", account.sender_id, params={"fields": wanted}, **account.call)
    if str(found.get("id", "")) != account.sender_id:
        raise _wrong(_("The page id isn't that of the access token's page."))
    if not account.platform:
        return clean_line(str(found.get("name", "")), 100)
    behind = found.get("instagram_business_account")
    behind = behind if isinstance(behind, dict) else {}
    if not behind:
        raise _wrong(_("No Instagram account is linked to this page. Link it in the page's settings."))
    if str(behind.get("id", "")) != account.owner_id:
        raise _wrong(
            _("This page's Instagram account has the id %(id)s. Fill that in.")
            % {"id": clean_line(str(behind.get("id", "")), 40)}
        )
    return "@" + clean_line(str(behind.get("username", "")), 60)


def _instagram_name(account: Account) -> str:
    found = graph(account.kind, "GET", "me", params={"fields": "user_id,username"}, **account.call)
    if str(found.get("user_id", "")) != account.owner_id:
        raise _wrong(
            _("The access token belongs to the Instagram account %(id)s. Fill that in.")
            % {"id": clean_line(str(found.get("user_id", "")), 40)}
        )
    return "@" + clean_line(str(found.get("username", "")), 60)


def _check_subscription(account: Account, fields: Sequence[str]) -> None:
    """Does the page (or account) send its events to our app, and all that are needed?"""
    # An Instagram account's own token asks about itself; a page asks about its apps.
    found = graph(account.kind, "GET", f"{account.sender_id}/subscribed_apps", **account.call)
    data = found.get("data")
    apps = [app for app in data if isinstance(app, dict)] if isinstance(data, list) else []
    ours = [app for app in apps if not account.app_id or str(app.get("id", "")) in {"", account.app_id}]
    if not ours:
        raise _wrong(_("Events don't come yet: subscribe the app to this page in the Meta console, as the guide says."))
    given = {str(name) for app in ours for name in app.get("subscribed_fields") or []}
    missing = [name for name in fields if name not in given]
    if missing:
        raise _wrong(
            _("These events don't come yet: %(names)s. Add them in the Meta console.") % {"names": ", ".join(missing)}
        )
