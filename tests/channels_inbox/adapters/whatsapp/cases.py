"""Every payload of the fixtures by family and name, and webhooks made from parts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parent / "fixtures"
FAMILIES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FIXTURES.glob("*.json"))}
CASES = {f"{family}-{name}": payload for family, rows in FAMILIES.items() for name, payload in rows.items()}


def change(field: str, **value: Any) -> dict[str, Any]:
    """A webhook with one change."""
    entry = {"id": "102290129340398", "changes": [{"field": field, "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}
