"""What each provider offers: its reviews newest first, an answer under one, and whether all is set up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from channels_inbox.adapters.reviews.api import ask
from channels_inbox.adapters.reviews.payloads import GOOGLE, Review, from_google, from_trustpilot
from channels_inbox.contract import AdapterError
from channels_inbox.providers.strict_json import table, tables, text

PAGE = 50
PAGES = 60

Keys = Mapping[str, Any]


def pages(settings: Keys, secrets: Keys) -> Iterator[list[Review]]:
    """Pages of reviews, the newest first: by their last change at Google, by their writing at Trustpilot, which tells
    changes by webhook. Raises AdapterError."""
    found = _google_pages(settings, secrets) if is_google(settings) else _trustpilot_pages(settings, secrets)
    yield from found


def is_google(settings: Keys) -> bool:
    return str(settings.get("provider", GOOGLE)) == GOOGLE


def _google_pages(settings: Keys, secrets: Keys) -> Iterator[list[Review]]:
    token = ""
    for _page in range(PAGES):
        params = {"pageSize": str(PAGE), "orderBy": "updateTime desc"} | ({"pageToken": token} if token else {})
        answer = ask("GET", f"{location(settings)}/reviews", settings, secrets, params=params, missing=_no_location())
        yield [from_google(row) for row in tables(answer, "reviews")]
        token = text(answer, "nextPageToken")
        if not token:
            return


def _trustpilot_pages(settings: Keys, secrets: Keys) -> Iterator[list[Review]]:
    path = f"private/business-units/{settings.get('business_unit', '')}/reviews"
    for page in range(1, PAGES + 1):
        params = {"orderBy": "createdat.desc", "perPage": str(PAGE), "page": str(page)}
        rows = tables(ask("GET", path, settings, secrets, params=params, missing=_no_unit()), "reviews")
        yield [from_trustpilot(row) for row in rows]
        if len(rows) < PAGE:
            return


def answer(name: str, words: str, settings: Keys, secrets: Keys, *, again: bool) -> None:
    """Put our one answer under a review; `again` replaces the one that stands there. Raises AdapterError."""
    gone = _("The review isn't there any more, so nobody would read an answer.")
    if is_google(settings):
        ask("PUT", f"{quote(name)}/reply", settings, secrets, json={"comment": words}, missing=gone)
        return
    path = f"private/reviews/{quote(name, safe='')}/reply"
    if again:
        try:
            ask("DELETE", path, settings, secrets, missing=gone)
        except AdapterError as error:
            # None there: then there is none to replace.
            if error.message != gone:
                raise
    body = {"authorBusinessUserId": str(settings.get("business_user", "")), "message": words}
    ask("POST", path, settings, secrets, json=body, repeatable=False, missing=gone)


def check(settings: Keys, secrets: Keys) -> str:
    """A sentence for the owner. Raises AdapterError saying what is wrong."""
    needed = ("client_secret", "refresh_token") if is_google(settings) else ("api_key", "api_secret")
    if not all(secrets.get(name) for name in needed):
        raise AdapterError(_("Fill in the keys of the provider that you chose."), permanent=True)
    if is_google(settings):
        params = {"pageSize": "1"}
        found = ask("GET", f"{location(settings)}/reviews", settings, secrets, params=params, missing=_no_location())
        return _("Connected: Google has %(number)s reviews of this place.") % {
            "number": text(found, "totalReviewCount") or 0
        }
    unit = str(settings.get("business_unit", ""))
    found = ask("GET", f"business-units/{unit}", settings, secrets, missing=_no_unit())
    ask("GET", f"private/business-units/{unit}/reviews", settings, secrets, params={"perPage": "1"}, missing=_no_unit())
    name = text(found, "displayName") or text(table(found, "name"), "identifying")
    return _("Connected: %(name)s at Trustpilot.") % {"name": name or unit}


def location(settings: Keys) -> str:
    """accounts/1/locations/2, as the form made sure."""
    return str(settings.get("location", "")).strip("/")


def _no_location() -> str:
    return _("Google doesn't know this location, or this account doesn't manage it.")


def _no_unit() -> str:
    return _("Trustpilot doesn't know this business unit, or these keys don't belong to it.")
