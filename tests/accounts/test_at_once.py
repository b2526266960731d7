"""Two people press the same button in the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from accounts import actions
from accounts.models import Role, User
from tests.cast import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each gave, or the refusal it met."""
    start, results = threading.Barrier(len(calls)), []

    def run(call: Callable[[], Any]) -> None:
        start.wait()
        try:
            results.append(call())
        except actions.Refused as refused:
            results.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def refusals(results: list[Any]) -> int:
    return sum(isinstance(result, actions.Refused) for result in results)


def test_two_admins_cannot_demote_each_other() -> None:
    ada, eva = make_user("ada@shop.example", "Ada", Role.ADMIN), make_user("eva@shop.example", "Eva", Role.ADMIN)
    found = at_once(
        lambda: actions.change_agent(ada, eva, name="Eva", role=Role.AGENT, teams=[]),
        lambda: actions.change_agent(eva, ada, name="Ada", role=Role.AGENT, teams=[]),
    )
    assert refusals(found) == 1 and User.objects.filter(role=Role.ADMIN, is_active=True).count() == 1


def test_the_last_two_admins_cannot_both_leave() -> None:
    ada, eva = make_user("ada@shop.example", "Ada", Role.ADMIN), make_user("eva@shop.example", "Eva", Role.ADMIN)
    found = at_once(lambda: actions.deactivate(ada, eva), lambda: actions.deactivate(eva, ada))
    assert refusals(found) == 1 and User.objects.filter(role=Role.ADMIN, is_active=True).count() == 1


def test_an_invitation_makes_one_person() -> None:
    ada = make_user("ada@shop.example", "Ada", Role.ADMIN)
    made, _token = actions.invite(ada, email="new@shop.example", name="", role="agent", language="en", teams=[])
    found = at_once(*[lambda: actions.accept_invitation(made, name="New", password=PASSWORD)] * 4)
    assert refusals(found) == 3 and User.objects.filter(email="new@shop.example").count() == 1


def test_an_empty_house_gets_one_owner() -> None:
    def settle(n: int) -> User:
        return actions.create_first_admin(
            name="A", email=f"a{n}@shop.example", password=PASSWORD, language="en", time_zone="UTC", team_name="Support"
        )

    found = at_once(*[lambda n=n: settle(n) for n in range(4)])
    assert refusals(found) == 3 and User.objects.count() == 1
