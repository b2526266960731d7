"""Real PostgreSQL, Redis, web server, worker, SMTP and browser for every test that asks for them."""

from __future__ import annotations

import os

import django

from tests.services import environment

environment.prepare()
django.setup()
# xdist's workers would inherit it and read the settings before their own database has a name.
os.environ.pop("DJANGO_SETTINGS_MODULE", None)

pytest_plugins = ["tests.services.fixtures"]
