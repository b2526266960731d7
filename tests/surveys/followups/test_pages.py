"""The worklist, the case's page, the ticket's box, the rail's number, the API: who sees what, and nothing grows with rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken
from automation.models import Rule, RuleKind, Trigger
from surveys.followups import acting, panel
from surveys.followups.listing import Worklist
from surveys.models import CaseOutcome, FollowUpCase, SurveyInvitation, SurveySettings
from tests.cast import Cast, customer
from tests.surveys.followups.conftest import Asked, unhappy
from tests.surveys.followups.test_opening import fresh, of_ticket
from tickets import work
from tickets.actions import set_team
from tickets.actor import SYSTEM
from tickets.models import Priority, Ticket
from tickets.vocabulary import Facts, as_query, matches

Many = Callable[[int], list[FollowUpCase]]


@pytest.fixture
def many(asked: Asked) -> Many:
    def make(n: int) -> list[FollowUpCase]:
        first = FollowUpCase.objects.count()
        return [unhappy(asked(identity=customer(f"p{first + i}@example.com", f"P{first + i}"))) for i in range(n)]

    return make


def as_agent(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_another_teams_agent_sees_nothing_of_it(cast: Cast, case: FollowUpCase) -> None:
    ours, theirs = as_agent(cast.iga), as_agent(cast.jan)
    page = f"/follow-ups/{case.pk}/"
    assert page in ours.get("/follow-ups/").content.decode()
    assert page not in theirs.get("/follow-ups/").content.decode()
    assert theirs.get(page).status_code == 404
    for address, data in ((f"{page}act/", {"action": "take"}), (f"{page}close/", {"outcome": "explained"})):
        assert theirs.post(address, data).status_code == 404
    assert fresh(case).owner == cast.iga
    set_team(SYSTEM, of_ticket(case).number, cast.delivery)
    assert theirs.get(page).status_code == 200


def test_the_order_late_ones_first_then_nobodys(cast: Cast, many: Many) -> None:
    own, late, nobodys, both = many(4)
    hour = timedelta(hours=1)
    FollowUpCase.objects.filter(pk__in=[late.pk, both.pk]).update(due_at=timezone.now() - hour)
    FollowUpCase.objects.filter(pk__in=[nobodys.pk, both.pk]).update(owner=None)
    rows, _cursor = Worklist().page(cast.marek)
    assert [row.pk for row in rows] == [both.pk, late.pk, nobodys.pk, own.pk]
    for view, expected in (
        ("mine", [late, own]),
        ("unowned", [both, nobodys]),
        ("overdue", [both, late]),
        ("closed", []),
    ):
        rows, _cursor = Worklist(view=view).page(cast.iga)
        assert [row.pk for row in rows] == [one.pk for one in expected], view
    # The number in the rail is what the list opens with.
    for agent, expected in ((cast.iga, [late, own]), (cast.marek, [both, nobodys]), (cast.jan, [])):
        opening = Worklist.from_query(QueryDict())
        rows, _cursor = opening.page(agent)
        assert [row.pk for row in rows] == [one.pk for one in expected]
        assert panel.count(agent) == len(expected)
    shown = as_agent(cast.marek).get("/follow-ups/").content.decode()
    assert f"/follow-ups/{both.pk}/" in shown and f"/follow-ups/{own.pk}/" not in shown


def test_filters(cast: Cast, case: FollowUpCase) -> None:
    assert Worklist(kind="csat", channel="email", team=cast.returns.pk).page(cast.marek)[0] == [case]
    for other in (Worklist(kind="nps"), Worklist(channel="webchat"), Worklist(team=cast.delivery.pk)):
        assert other.page(cast.marek)[0] == []
    page = as_agent(cast.marek).get("/follow-ups/?view=%00&kind=x&team=²&channel=%00&after=%F0")
    assert page.status_code == 200


@pytest.mark.parametrize("view", ["open", "closed"])
def test_pages_follow_each_other_without_gaps(cast: Cast, many: Many, view: str) -> None:
    cases = many(5)
    FollowUpCase.objects.filter(pk=cases[3].pk).update(owner=None)
    if view == "closed":
        for one in cases:
            acting.close(cast.iga, one.pk, CaseOutcome.NOTHING, "All is well.")
    seen: list[int] = []
    cursor, worklist = "", Worklist(view=view)
    for _page in range(3):
        rows, cursor = worklist.page(cast.marek, cursor, size=2)
        seen += [row.pk for row in rows]
    assert cursor == ""
    assert sorted(seen) == sorted(one.pk for one in cases) and len(set(seen)) == 5


def test_the_forms_of_a_case(cast: Cast, case: FollowUpCase) -> None:
    client, page = as_agent(cast.marek), f"/follow-ups/{case.pk}/"
    client.post(f"{page}act/", {"action": "note", "text": "Magazyn <b>szuka</b>."})
    client.post(f"{page}act/", {"action": "give", "to": str(cast.ada.pk)})
    assert fresh(case).owner == cast.ada
    assert client.post(f"{page}act/", {"action": "give", "to": "²"}).status_code == 404
    shown = client.get(page).content.decode()
    assert "Magazyn &lt;b&gt;szuka&lt;/b&gt;." in shown
    assert "Given to Ada Owner" in shown
    refused = client.post(f"{page}close/", {"outcome": "explained", "done": "ok", "ask_after": "3"})
    assert refused.status_code == 422
    assert "Say in a sentence what was done." in refused.content.decode()
    client.post(f"{page}close/", {"outcome": "explained", "done": "Called them.", "ask_after": "3"})
    assert fresh(case).outcome == "explained"
    assert SurveyInvitation.objects.filter(second_of=case.answer.invitation, state="due").exists()
    client.post(f"{page}act/", {"action": "reopen", "text": "They called again."})
    assert fresh(case).is_open
    assert "They called again." in client.get(page).content.decode()


def test_hostile_words_stay_words(cast: Cast, asked: Asked) -> None:
    case = unhappy(asked(), comment="<script>alert(1)</script>")
    for address in ("/follow-ups/", f"/follow-ups/{case.pk}/"):
        assert "<script>alert(1)" not in as_agent(cast.iga).get(address).content.decode()


def test_the_ticket_shows_it(cast: Cast, case: FollowUpCase) -> None:
    client, page = as_agent(cast.iga), f"/inbox/{of_ticket(case).number}/"
    shown = client.get(page).content.decode()
    assert "panel-follow-ups" in shown and "An unhappy answer is followed up" in shown
    acting.close(cast.iga, case.pk, CaseOutcome.COMPENSATED, "Sent a new cup.")
    shown = client.get(page).content.decode()
    assert "panel-follow-ups" not in shown
    assert f"/follow-ups/{case.pk}/" in shown and "Refunded or made up for" in shown


def test_queries_dont_grow(cast: Cast, many: Many, django_assert_max_num_queries: Callable[..., object]) -> None:
    client = as_agent(cast.iga)
    many(2)
    client.get("/follow-ups/")
    with django_assert_max_num_queries(60) as few:  # type: ignore[attr-defined]
        client.get("/follow-ups/")
    many(4)
    with django_assert_max_num_queries(60) as more:  # type: ignore[attr-defined]
        client.get("/follow-ups/")
    assert len(few.captured_queries) == len(more.captured_queries)


def test_the_api_gives_what_one_may_see(cast: Cast, case: FollowUpCase) -> None:
    def ask(user: object, address: str) -> object:
        token = ApiToken.issue(user)  # type: ignore[arg-type]
        return Client().get(address, headers={"Authorization": f"Bearer {token}"})

    rows = ask(cast.iga, "/api/v1/follow-ups/?state=open&kind=csat&overdue=false").json()["results"]  # type: ignore[attr-defined]
    assert [(row["id"], row["score"], row["owner"], row["second_answer"]) for row in rows] == [
        (case.pk, 1, cast.iga.email, None)
    ]
    assert ask(cast.jan, "/api/v1/follow-ups/").json()["results"] == []  # type: ignore[attr-defined]
    assert ask(cast.jan, f"/api/v1/follow-ups/{case.pk}/").status_code == 404  # type: ignore[attr-defined]
    one = ask(cast.marek, f"/api/v1/follow-ups/{case.pk}/").json()  # type: ignore[attr-defined]
    assert one["ticket"] == of_ticket(case).number and one["comment"] == "Two weeks!"


def test_rules_can_ask_for_it(cast: Cast, case: FollowUpCase) -> None:
    ticket = of_ticket(case)
    condition = {"match": "all", "items": [{"field": "follow_up_open", "op": "is", "value": True}]}
    assert matches(condition, Facts(ticket))
    assert list(Ticket.objects.filter(as_query(condition))) == [ticket]
    acting.close(cast.iga, case.pk, CaseOutcome.NOTHING, "All is well.")
    assert not matches(condition, Facts(ticket))
    assert not Ticket.objects.filter(as_query(condition)).exists()


def test_managers_set_by_when_and_whose(cast: Cast) -> None:
    client = as_agent(cast.marek)
    values = {"enabled": "on", "cooldown_days": "0", "case_owner": "nobody", "case_hours": "8", "ask_again_days": "0"}
    assert client.post("/settings/surveys/", values).status_code == 302
    chosen = SurveySettings.current()
    assert (chosen.case_owner, chosen.case_hours, chosen.ask_again_days, chosen.case_calendar) == ("nobody", 8, 0, None)
    assert client.post("/settings/surveys/", values | {"case_hours": "0"}).status_code == 422


def test_a_rule_can_follow_it(cast: Cast, asked: Asked) -> None:
    effects = [{"effect": "priority", "value": 4}]
    Rule.objects.create(name="Urgent", kind=RuleKind.EVENT, triggers=[Trigger.FOLLOW_UP], effects=effects)
    case = unhappy(asked())
    work.run_due()
    assert of_ticket(case).priority == Priority.URGENT
