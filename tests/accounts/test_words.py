"""What we word anew is what allauth really says."""

from __future__ import annotations

from pathlib import Path

import allauth
import polib
from django.test import Client

from accounts.words import REWORDED


def test_every_reworded_text_is_allauths() -> None:
    path = Path(allauth.__file__).parent / "locale" / "pl" / "LC_MESSAGES" / "django.po"
    known = {entry.msgid for entry in polib.pofile(str(path))}
    assert set(REWORDED) <= known


def test_the_sign_in_page_speaks_polish_to_everyone(db: None, cast: object) -> None:
    page = Client(headers={"accept-language": "pl"}).get("/accounts/login/").content.decode()
    assert "Zaloguj się" in page
    assert "Nie pamiętasz hasła?" in page
    assert "Zapomniałeś" not in page
