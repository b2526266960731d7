"""Skills, levels and capacity on their pages: kept and recorded, what can't be gets a sentence, others' changes stay."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import AgentSkill, AuditEntry, Skill, User
from automation.desk import Channels, seats, usual_limit
from automation.models import Capacity, ChannelCapacity
from tests.automation.assigning import can
from tests.automation.test_pages import signed_in
from tests.cast import Cast

SKILLS, CAPACITY = "/settings/assignment/skills/", "/settings/assignment/capacity/"


def cells(client: Client) -> dict[str, Any]:
    """The matrix as a browser would send it back."""
    form = client.get(SKILLS).context["form"]
    now = {name: field.initial for name, field in form.fields.items()}
    return now | {f"initial-{name}": value for name, value in now.items()}


def level(user: User, name: str) -> int:
    row = AgentSkill.objects.filter(user=user, skill__name=name).first()
    return row.level if row else 0


def test_a_skill_is_made_renamed_and_deleted_with_a_record(cast: Cast) -> None:
    marek = signed_in(cast.marek)
    assert "No skills yet" in marek.get(SKILLS).content.decode()
    marek.post(f"{SKILLS}new/", {"name": " Polish ", "language": "pl"})
    skill = Skill.objects.get()
    assert (skill.name, skill.language) == ("Polish", "pl")
    marek.post(f"{SKILLS}{skill.pk}/", {"name": "Polski", "language": "pl"})
    marek.post(f"{SKILLS}{skill.pk}/delete/")
    assert not Skill.objects.exists()
    said = list(AuditEntry.objects.filter(what="skill", actor=cast.marek).order_by("pk").values_list("before", "after"))
    assert said == [
        ({}, {"name": "Polish", "language": "pl"}),
        ({"name": "Polish"}, {"name": "Polski"}),
        ({"name": "Polski", "language": "pl"}, {}),
    ]


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"name": "\u202e "}, "name"),
        ({"name": "returns"}, "name"),
        ({"name": "Polski", "language": "pl"}, "language"),
        ({"name": "Klingon", "language": "tlh"}, "language"),
    ],
)
def test_a_skill_that_can_not_be_gets_a_sentence(cast: Cast, sent: dict[str, str], wrong: str) -> None:
    Skill.objects.create(name="Returns")
    Skill.objects.create(name="Polish", language="pl")
    answer = signed_in(cast.ada).post(f"{SKILLS}new/", sent)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {wrong}
    assert Skill.objects.count() == 2


def test_the_matrix_keeps_what_changed_and_leaves_what_others_changed(cast: Cast) -> None:
    can(cast.iga, Returns=2, Polish=1)
    can(cast.jan, Polish=3)
    marek = signed_in(cast.marek)
    sent = cells(marek)
    skills = {skill.name: skill.pk for skill in Skill.objects.all()}
    # Meanwhile somebody else: another cell of the page, and a skill that it doesn't show.
    can(cast.iga, Polish=3, German=1)
    sent[f"level-{cast.iga.pk}-{skills['Returns']}"] = 0
    sent[f"level-{cast.jan.pk}-{skills['Returns']}"] = 3
    assert marek.post(SKILLS, sent).status_code == 302
    assert [level(cast.iga, name) for name in ("Returns", "Polish", "German")] == [0, 3, 1]
    assert [level(cast.jan, name) for name in ("Returns", "Polish")] == [3, 3]
    entries = AuditEntry.objects.filter(what="agent_skills")
    assert {entry.label for entry in entries} == {str(cast.iga), str(cast.jan)}
    iga = entries.get(object_id=str(cast.iga.pk))
    assert iga.before == {"skills": {"Returns": 2, "Polish": 3, "German": 1}}
    assert iga.after == {"skills": {"Polish": 3, "German": 1}} and iga.actor == cast.marek


def test_a_level_that_there_is_not_gets_a_sentence_and_nothing_is_kept(cast: Cast) -> None:
    can(cast.iga, Returns=2)
    ada = signed_in(cast.ada)
    pk = Skill.objects.get().pk
    sent = cells(ada) | {f"level-{cast.iga.pk}-{pk}": "4", f"level-{cast.jan.pk}-{pk}": "1"}
    answer = ada.post(SKILLS, sent)
    assert answer.status_code == 422 and "Choose a level." in answer.content.decode()
    assert level(cast.iga, "Returns") == 2 and level(cast.jan, "Returns") == 0
    assert not AuditEntry.objects.exists()


def test_capacity_of_everybody_and_of_channels(cast: Cast) -> None:
    marek = signed_in(cast.marek)
    form = marek.get(CAPACITY).context["form"]
    assert form["limit"].initial == 12 and form["weight-webchat"].initial == 3
    sent = {"limit": 8, "weight-email": 2, "most-email": "", "weight-webchat": 4, "most-webchat": 2}
    assert marek.post(CAPACITY, sent).status_code == 302
    assert usual_limit() == 8
    kept = Channels.load()
    assert kept.weight("email") == 2 and kept.weight("webchat") == 4 and kept.at_once == {"webchat": 2}
    limit, channels = AuditEntry.objects.filter(what="capacity", actor=cast.marek).order_by("pk")
    assert limit.after["limit"] == 8 and channels.after == {"email": [2, None], "webchat": [4, 2]}
    marek.post(CAPACITY, sent)
    assert AuditEntry.objects.filter(what="capacity").count() == 2, "nothing differs"


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"limit": ""}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"weight-email": "much"}, "weight-email"),
        ({"weight-webchat": "13"}, "weight-webchat"),
        ({"most-webchat": "-1"}, "most-webchat"),
    ],
)
def test_a_capacity_that_can_not_be_gets_a_sentence(cast: Cast, sent: dict[str, str], wrong: str) -> None:
    good = {"limit": 12, "weight-email": 1, "weight-webchat": 3}
    answer = signed_in(cast.ada).post(CAPACITY, good | sent)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {wrong}
    assert not Capacity.objects.exists() and not ChannelCapacity.objects.exists()


def test_a_capacity_of_their_own_and_back_to_everybodys(cast: Cast) -> None:
    ada, page = signed_in(cast.ada), f"{CAPACITY}{cast.iga.pk}/"
    assert ada.post(page, {"limit": "5", "most-webchat": "0"}).status_code == 302
    seat = seats([cast.iga])[0]
    assert seat.limit == 5 and seat.at_once == {"webchat": 0}
    assert "5 in all" in ada.get(CAPACITY).content.decode()
    assert ada.post(page, {"limit": "-3"}).status_code == 422
    ada.post(page, {"limit": ""})
    assert not Capacity.objects.filter(user=cast.iga).exists() and seats([cast.iga])[0].limit == 12
    entry = AuditEntry.objects.filter(what="capacity").latest("pk")
    assert entry.before == {"limit": 5, "channels": {"webchat": 0}} and entry.actor == cast.ada
