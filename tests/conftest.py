"""Real PostgreSQL, Redis, web server, worker, SMTP and browser for every test that asks for them."""

from __future__ import annotations

import os

import django
import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.services import environment

environment.prepare()
django.setup()
# xdist's workers would inherit it and read the settings before their own database has a name.
os.environ.pop("DJANGO_SETTINGS_MODULE", None)

# The people of the tests need no strong hashes; the live processes can still check them (the count is in the hash).
PBKDF2PasswordHasher.iterations = 1

# Every client of a test loads the middleware anew; WhiteNoise would read all static files each time. Asked for one, it looks for it.
# The live processes read them once, as in production.
settings.WHITENOISE_AUTOREFRESH = True

pytest_plugins = ["tests.services.worlds", "tests.services.fixtures", "tests.services.standin"]

# Tests that watch several live processes depend on how busy the machine is: one that fails is tried once more, and the
# run says so ("rerun"). What is broken fails twice.
LIVE = {"live_app", "worker", "page", "mail_listener"}
GUARDS = environment.ROOT / "tests/guards"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The type checker takes longest of all; begun last, it would be waited for by everybody else. It needs no database either,
    # which is being migrated meanwhile.
    items.sort(key=lambda item: not item.path.is_relative_to(GUARDS))
    for item in items:
        if LIVE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.flaky(reruns=1))
