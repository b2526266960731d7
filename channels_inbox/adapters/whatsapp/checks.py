"""Test connection: each thing that can be wrong is asked for by itself, so that the owner hears exactly which it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.contract import AdapterError, Trouble
from channels_inbox.providers.meta import graph
from channels_inbox.providers.strict_json import tables, text


def check(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> str:
    """A sentence for the owner. Raises AdapterError."""
    phone_id, account = str(settings.get("phone_number_id", "")), str(settings.get("account_id", ""))
    if not secrets.get("access_token"):
        raise AdapterError(_("Fill in the access token."), permanent=True)
    if not secrets.get("app_secret"):
        raise AdapterError(_("Fill in the app secret: without it no message can be believed."), permanent=True)
    fields = {"fields": "display_phone_number,verified_name,quality_rating"}
    number = _asked(phone_id, secrets, fields, _("The phone number ID is wrong, or the token can't see it."))
    numbers = _asked(
        f"{account}/phone_numbers",
        secrets,
        {"fields": "id", "limit": "100"},
        _("The WhatsApp Business account ID is wrong, or the token can't see it."),
    )
    if phone_id not in {text(row, "id") for row in tables(numbers, "data")}:
        raise AdapterError(_("This phone number belongs to another WhatsApp Business account."), permanent=True)
    apps = _asked(f"{account}/subscribed_apps", secrets, {}, _("The token can't see which apps are subscribed."))
    if not tables(apps, "data"):
        raise AdapterError(
            _("No app is subscribed to this WhatsApp account, so no message would come. See the guide, step 4."),
            permanent=True,
        )
    shown = text(number, "display_phone_number") or phone_id
    return _("Connected: %(number)s (%(name)s).") % {
        "number": shown,
        "name": text(number, "verified_name") or "WhatsApp",
    }


def _asked(path: str, secrets: Mapping[str, Any], params: Mapping[str, str], sentence: str) -> dict[str, Any]:
    token, app_secret = str(secrets.get("access_token", "")), str(secrets.get("app_secret", ""))
    try:
        return graph("whatsapp", "GET", path, token=token, app_secret=app_secret, params=params)
    except AdapterError as error:
        if "appsecret_proof" in error.message:
            raise AdapterError(_("The app secret isn't the one of the token's app."), permanent=True) from error
        # An expired token and an outage are said by themselves; everything else is about this one thing.
        if not error.permanent or (error.trouble == Trouble.AUTH and "(190)" in error.message):
            raise
        raise AdapterError(f"{sentence} {error.message}", permanent=True, trouble=error.trouble) from error
