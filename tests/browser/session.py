"""Signed in without the form, which test_first_working_day.py fills in as a person does."""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from accounts.models import User


def give_session(context: BrowserContext, user: User) -> None:
    """Every page of the context is this user's from now on."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": settings.PUBLIC_URL}])
