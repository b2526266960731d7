"""Approved templates: which of them can be sent by an agent, and how.

Source: developers.facebook.com/docs/whatsapp/business-management-api/message-templates (components, parameters).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox.contract import AdapterError, TemplateUse
from channels_inbox.providers.meta import graph
from channels_inbox.providers.strict_json import table, tables, text
from tickets.hooks import Template

PAGES = 20
_PLACE = re.compile(r"\{\{\s*([A-Za-z0-9_]{1,60})\s*\}\}")


def fetch_templates(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The account's approved templates that need nothing but words, as kept in the connection's `state["templates"]`.
    Raises AdapterError."""
    found: list[dict[str, Any]] = []
    after = ""
    for _page in range(PAGES):
        params = {
            "fields": "name,language,status,category,components,parameter_format",
            "status": "APPROVED",
            "limit": "100",
        } | ({"after": after} if after else {})
        answer = graph(
            "whatsapp",
            "GET",
            f"{settings.get('account_id', '')}/message_templates",
            token=str(secrets.get("access_token", "")),
            app_secret=str(secrets.get("app_secret", "")),
            params=params,
        )
        found += [kept for row in tables(answer, "data") if (kept := keep(row))]
        paging = table(answer, "paging")
        after = text(table(paging, "cursors"), "after")
        if not after or not text(paging, "next"):
            break
    return sorted(found, key=lambda kept: (kept["name"], kept["language"]))


def keep(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """What to remember of one template; None when it isn't approved, or asks for more than words in its body (a picture,
    a code, a value in its header or in a button's address)."""
    if text(row, "status") != "APPROVED" or text(row, "category") == "AUTHENTICATION":
        return None
    body = ""
    for component in tables(row, "components"):
        kind = text(component, "type").upper()
        if kind == "BODY":
            body = text(component, "text")
        elif _wants_more(kind, component):
            return None
    if not body:
        return None
    names = list(dict.fromkeys(_PLACE.findall(body)))
    numbered = all(name.isdecimal() for name in names)
    if numbered:
        names = sorted(names, key=int)
    places = {name: str(number) for number, name in enumerate(names, 1)}
    return {
        "name": text(row, "name", needed=True),
        "language": text(row, "language", needed=True),
        "body": _PLACE.sub(lambda found: "{{" + places[found[1]] + "}}", body),
        "fields": names,
        "named": not numbered,
    }


def _wants_more(kind: str, component: Mapping[str, Any]) -> bool:
    if kind == "HEADER":
        return text(component, "format").upper() != "TEXT" or bool(_PLACE.search(text(component, "text")))
    if kind == "BUTTONS":
        return any(_needs_value(button) for button in tables(component, "buttons"))
    return kind != "FOOTER"


def _needs_value(button: Mapping[str, Any]) -> bool:
    """A copied code, a Flow, a catalogue, or an address with a place to fill in."""
    kind = text(button, "type").upper()
    return kind not in {"QUICK_REPLY", "PHONE_NUMBER", "URL", "VOICE_CALL"} or bool(_PLACE.search(text(button, "url")))


def known(state: Mapping[str, Any]) -> list[dict[str, Any]]:
    kept = state.get("templates")
    return [one for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []


def offered(state: Mapping[str, Any], language: str) -> list[Template]:
    """For the composer, those in the customer's language first."""
    rows: Iterable[Template] = (
        Template(one["name"], one["language"], one["body"], tuple(_label(name) for name in one["fields"]))
        for one in known(state)
    )
    return sorted(rows, key=lambda one: (one.language[:2] != language[:2], one.name, one.language))


def _label(name: str) -> str:
    if name.isdecimal():
        return _("Value %(number)s") % {"number": name}
    return name.replace("_", " ").capitalize()


def template_body(use: TemplateUse, state: Mapping[str, Any]) -> dict[str, Any]:
    """The `template` of a message. Raises AdapterError (permanent) for one that is no longer approved."""
    row = next((one for one in known(state) if (one["name"], one["language"]) == (use.name, use.language)), None)
    if row is None:
        raise AdapterError(_("This template is no longer approved. Choose another one."), permanent=True)
    body: dict[str, Any] = {"name": use.name, "language": {"code": use.language}}
    parameters: Sequence[dict[str, str]] = [
        {"type": "text", "text": value} | ({"parameter_name": name} if row["named"] else {})
        for name, value in zip(row["fields"], use.values, strict=True)
    ]
    if parameters:
        body["components"] = [{"type": "body", "parameters": parameters}]
    return body
