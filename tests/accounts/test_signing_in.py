"""Sign-in, reset by mail, profile and tokens."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import ApiToken, User
from tests.cast import PASSWORD, Cast


def test_sign_in_by_mail_whatever_its_case(cast: Cast, client: Client) -> None:
    response = client.post("/accounts/login/", {"login": "IGA@shop.example", "password": PASSWORD})
    assert response["Location"] == "/inbox/"


def test_guessing_is_slowed_down(cast: Cast, client: Client) -> None:
    for _ in range(6):
        client.post("/accounts/login/", {"login": "iga@shop.example", "password": "wrong-wrong"})
    response = client.post("/accounts/login/", {"login": "iga@shop.example", "password": PASSWORD})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_sign_up_is_closed(cast: Cast, client: Client) -> None:
    client.post("/accounts/signup/", {"email": "x@shop.example", "password1": "zielony-kubek-77"})
    assert not User.objects.filter(email="x@shop.example").exists()


def test_reset_comes_in_the_persons_language_at_our_own_address(cast: Cast, client: Client, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    User.objects.filter(pk=cast.iga.pk).update(language="pl")
    client.post("/accounts/password/reset/", {"email": cast.iga.email}, headers={"Host": "evil.example"})
    body = str(mail.outbox[0].body)
    assert "hasł" in body and "evil" not in body and "example.com" not in body
    link = re.search(r"http\S+", body[body.index("/accounts/") - 60 :])
    assert link is not None and link[0].startswith(settings.PUBLIC_URL)
    page = client.get(link[0][len(settings.PUBLIC_URL) :], follow=True)
    form_at = page.redirect_chain[-1][0]
    client.post(form_at, {"password1": "nowy-kubek-2027", "password2": "nowy-kubek-2027"})
    assert User.objects.get(pk=cast.iga.pk).check_password("nowy-kubek-2027")


def test_nobody_learns_who_works_here(cast: Cast, client: Client) -> None:
    response = client.post("/accounts/password/reset/", {"email": "stranger@shop.example"})
    assert response.status_code == 302
    assert mail.outbox == []


def test_profile(cast: Cast, client: Client) -> None:
    client.force_login(cast.iga)
    data = {"name": "Iga\nB.", "language": "pl", "time_zone": "Europe/London", "theme": "dark", "signature": "Iga"}
    client.post("/settings/profile/", data)
    cast.iga.refresh_from_db()
    assert (cast.iga.name, cast.iga.language, cast.iga.time_zone) == ("Iga B.", "pl", "Europe/London")
    wrong = client.post("/settings/profile/", data | {"time_zone": "Mars/Olympus"})
    assert "time_zone" in wrong.context["form"].errors


def test_a_token_is_shown_once_and_can_be_revoked(cast: Cast, client: Client) -> None:
    client.force_login(cast.iga)
    page = client.post("/settings/profile/tokens/", {"name": "Shop"}, follow=True).content.decode()
    found = re.search(r"<code[^>]*>([\w-]{43})</code>", page)
    assert found is not None
    headers = {"Authorization": f"Bearer {found[1]}"}
    assert Client().get("/api/v1/tickets/", headers=headers).status_code == 200
    assert found[1] not in client.get("/settings/profile/").content.decode()
    client.post(f"/settings/profile/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert Client().get("/api/v1/tickets/", headers=headers).status_code == 401


def test_token_by_command(cast: Cast) -> None:
    out = StringIO()
    call_command("create_api_token", "Iga@shop.example", "--name", "Import", stdout=out)
    token = out.getvalue().strip()
    assert Client().get("/api/v1/tickets/", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    assert ApiToken.objects.get().name == "Import"
    with pytest.raises(CommandError, match=r"nobody@shop\.example"):
        call_command("create_api_token", "nobody@shop.example")
