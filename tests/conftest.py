"""Real PostgreSQL, Redis, web server, worker, SMTP and browser for every test that asks for them."""

from __future__ import annotations

import os

import django
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from tests.services import environment

environment.prepare()
django.setup()
# xdist's workers would inherit it and read the settings before their own database has a name.
os.environ.pop("DJANGO_SETTINGS_MODULE", None)

# The people of the tests need no strong hashes; the live processes can still check them (the count is in the hash).
PBKDF2PasswordHasher.iterations = 1

pytest_plugins = ["tests.services.fixtures"]
