"""An empty house: one first admin, whoever asks and however many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.actions import AlreadySetUp, create_first_admin
from accounts.models import Role, Team, User
from tickets.models import SLAPolicy

FORM = {
    "name": "Ada Owner",
    "email": "Ada@Shop.example",
    "password": "kubek-i-len-2026",
    "team_name": "Obsługa",
    "language": "pl",
    "time_zone": "Europe/Warsaw",
}


@pytest.mark.parametrize("path", ["/", "/inbox/", "/customers/", "/accounts/login/", "/settings/profile/"])
def test_every_page_leads_to_the_first_admin(client: Client, db: None, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, "/setup/")


def test_health_and_api_answer_for_themselves(client: Client, db: None) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/api/v1/tickets/").status_code == 401


def test_first_admin(client: Client, db: None) -> None:
    response = client.post("/setup/", FORM)
    assert (response.status_code, response["Location"]) == (302, "/settings/start/")
    user = User.objects.get()
    assert (user.email, user.role, user.language) == ("ada@shop.example", Role.ADMIN, "pl")
    assert [team.name for team in user.teams.all()] == ["Obsługa"]
    page = client.get("/settings/start/")
    assert page.status_code == 200
    assert client.get("/setup/").status_code == 404
    assert Client().get("/inbox/")["Location"].startswith("/accounts/login/")


def test_weak_password_is_refused_beside_its_field(client: Client, db: None) -> None:
    response = client.post("/setup/", FORM | {"password": "password12"})
    assert response.status_code == 200
    assert "password" in response.context["form"].errors
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one() -> None:
    def attempt(n: int) -> str:
        try:
            values: dict[str, Any] = FORM | {"email": f"ada{n}@shop.example"}
            create_first_admin(**values)
        except AlreadySetUp:
            return "late"
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, range(2))) == ["late", "made"]
    assert User.objects.count() == 1
    assert Team.objects.count() == 1


def test_a_new_house_has_an_sla_policy(db: None) -> None:
    policy = SLAPolicy.objects.get(is_active=True)
    urgent = policy.targets.get(priority=4)
    assert (urgent.first_response_minutes, urgent.resolution_minutes) == (60, 480)
    assert policy.targets.count() == 4
