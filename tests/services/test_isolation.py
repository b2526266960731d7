"""What every other test relies on: none sees what another did."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import connection

from accounts.models import User
from surveys.models import Survey
from tests.cast import Cast, make_cast, make_policy, write_in
from tests.services import database
from tests.services.worlds import world
from tickets.models import SLAPolicy, Ticket


@world
def told(cast: Cast) -> Cast:
    write_in(cast.mail)
    return cast


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_shared_world_is_new_to_everybody(told: Cast, turn: str) -> None:
    assert User.objects.get(pk=told.iga.pk).name == told.iga.name == "Iga Bober"
    assert Ticket.objects.count() == 1
    told.iga.name = turn
    told.iga.save()
    write_in(told.mail)


def rows() -> dict[str, int]:
    """How many each table has, of those that have any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
            found[name] = cursor.fetchone()[0]
    return {name: count for name, count in found.items() if count}


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_gone_and_what_was_deleted_is_back() -> None:
    before = rows()
    assert SLAPolicy.objects.get().targets.count() == 4 and Survey.objects.count() == 1
    assert Permission.objects.count() > 100 and set(before) - database.KEPT == {
        "surveys_survey", "tickets_slapolicy", "tickets_slatarget",
    }  # fmt: skip
    survey = Survey.objects.values().get()
    Survey.objects.all().delete()
    make_policy()
    write_in(make_cast().mail)
    assert rows() != before
    database.restore()
    assert rows() == before and Survey.objects.values().get() == survey
