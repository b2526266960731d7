"""People come by a link that works once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import Invitation, Role, User
from tests.cast import Cast

NEW = {"email": "Nowa@Shop.example", "name": "Nowa Osoba", "role": "agent", "language": "pl"}


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ada)
    return client


def mailed_link() -> str:
    found = re.search(r"http\S+(/invite/\S+/)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def test_invited_by_mail_and_accepted(ada: Client, cast: Cast) -> None:
    response = ada.post("/settings/agents/invite/", NEW | {"teams": [str(cast.returns.pk)]})
    assert response["Location"] == "/settings/agents/"
    assert mail.outbox[0].to == ["nowa@shop.example"]
    link, guest = mailed_link(), Client()
    assert guest.get(link).status_code == 200
    accepted = guest.post(link, {"name": "Nowa Osoba", "password": "zielony-kubek-77"})
    assert accepted["Location"] == "/"
    user = User.objects.get(email="nowa@shop.example")
    assert (user.role, user.language, list(user.teams.all())) == (Role.AGENT, "pl", [cast.returns])
    assert guest.get("/settings/profile/").status_code == 200
    # The link works once.
    assert Client().get(link).status_code == 404


def test_without_a_mail_server_the_link_is_shown_once(ada: Client, cast: Cast, settings) -> None:
    settings.SMTP_HOST = ""
    page = ada.post("/settings/agents/invite/", NEW, follow=True).content.decode()
    found = re.search(r"/invite/[\w-]+/", page)
    assert found is not None
    assert mail.outbox == []
    assert Client().get(found[0]).status_code == 200
    assert "/invite/" not in re.sub(r"/settings/agents/invite/", "", ada.get("/settings/agents/").content.decode())


def test_sending_again_replaces_the_link(ada: Client) -> None:
    ada.post("/settings/agents/invite/", NEW)
    old = mailed_link()
    ada.post(f"/settings/agents/invitations/{Invitation.objects.get().pk}/resend/")
    assert mailed_link() != old
    assert Client().get(old).status_code == 404
    assert Client().get(mailed_link()).status_code == 200


def test_taken_back_or_too_old(ada: Client) -> None:
    ada.post("/settings/agents/invite/", NEW)
    link = mailed_link()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert Client().post(link, {"name": "X", "password": "zielony-kubek-77"}).status_code == 404
    ada.post(f"/settings/agents/invitations/{Invitation.objects.get().pk}/revoke/")
    assert not Invitation.objects.exists()
    assert not User.objects.filter(email="nowa@shop.example").exists()


def test_somebody_who_works_here_is_not_invited(ada: Client, cast: Cast) -> None:
    response = ada.post("/settings/agents/invite/", NEW | {"email": "IGA@shop.example"})
    assert "email" in response.context["form"].errors
    assert mail.outbox == []


def test_only_a_hash_is_kept(cast: Cast) -> None:
    _invitation, token = actions.invite(
        cast.ada, email="a@shop.example", name="", role="agent", language="en", teams=[]
    )
    assert token not in str(list(Invitation.objects.values()))
