"""Roles, leaving and coming back; teams."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts import actions
from accounts.models import ApiToken, Team, User
from accounts.signals import access_changed
from tests.cast import PASSWORD, Cast, write_in
from tickets.actions import set_assignee
from tickets.actor import Actor
from tickets.models import Ticket


def test_the_last_admin_stays(cast: Cast, client: Client) -> None:
    client.force_login(cast.ada)
    path = f"/settings/agents/{cast.ada.pk}/"
    assert "role" in client.post(path, {"name": "Ada", "role": "agent"}).context["form"].errors
    client.post(f"{path}deactivate/")
    cast.ada.refresh_from_db()
    assert (cast.ada.role, cast.ada.is_active) == ("admin", True)
    actions.change_agent(cast.ada, cast.marek, name="Marek", role="admin", teams=[])
    actions.deactivate(cast.marek, cast.ada)
    assert not User.objects.get(pk=cast.ada.pk).is_active


def test_leaving_ends_everything(cast: Cast, client: Client, django_capture_on_commit_callbacks: object) -> None:
    ticket = write_in(cast.mail).ticket
    set_assignee(Actor.agent(cast.ada), ticket.number, cast.iga)
    token = ApiToken.issue(cast.iga)
    client.force_login(cast.iga)
    told: list[int] = []

    def listen(user_id: int, **kwargs: object) -> None:
        told.append(user_id)

    access_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            actions.deactivate(cast.ada, cast.iga)
    finally:
        access_changed.disconnect(listen)
    assert cast.iga.pk in told
    assert client.get("/inbox/").status_code == 302
    assert Client().get("/api/v1/tickets/", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    event = ticket.events.filter(kind="assigned").last()
    assert event is not None and event.actor == cast.ada
    # Coming back means signing in anew: the old session stays dead.
    actions.reactivate(cast.ada, cast.iga)
    assert client.get("/inbox/").status_code == 302
    assert client.post("/accounts/login/", {"login": cast.iga.email, "password": PASSWORD})["Location"] == "/inbox/"


def test_role_and_teams(cast: Cast, client: Client) -> None:
    client.force_login(cast.ada)
    data = {"name": "Iga Bober", "role": "manager", "teams": [str(cast.delivery.pk)]}
    client.post(f"/settings/agents/{cast.iga.pk}/", data)
    cast.iga.refresh_from_db()
    assert (cast.iga.role, list(cast.iga.teams.all())) == ("manager", [cast.delivery])
    assert not cast.iga.is_staff


def test_teams(cast: Cast, client: Client) -> None:
    client.force_login(cast.ada)
    client.post("/settings/teams/new/", {"name": "Faktury", "members": [str(cast.jan.pk)]})
    team = Team.objects.get(name="Faktury")
    assert list(team.members.all()) == [cast.jan]
    client.post(f"/settings/teams/{team.pk}/", {"name": "Płatności", "members": [str(cast.iga.pk)]})
    team.refresh_from_db()
    assert (team.name, list(team.members.all())) == ("Płatności", [cast.iga])
    same = client.post("/settings/teams/new/", {"name": "płatności"})
    assert "name" in same.context["form"].errors
    client.post(f"/settings/teams/{team.pk}/delete/")
    assert not Team.objects.filter(pk=team.pk).exists()


def test_a_team_in_use_stays_and_says_why(cast: Cast, client: Client) -> None:
    client.force_login(cast.ada)
    write_in(cast.mail)
    page = client.post(f"/settings/teams/{cast.returns.pk}/delete/", follow=True).content.decode()
    assert "inboxes, tickets" in page
    with pytest.raises(actions.Refused):
        actions.delete_team(cast.ada, cast.returns)
