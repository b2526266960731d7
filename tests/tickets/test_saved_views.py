"""Saved views: what they show and to whom, their numbers, what they are made from, who may change them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from core.redis import redis_client, redis_key
from tests.cast import Cast, customer, write_in
from tickets import actions
from tickets.actor import Actor
from tickets.models import SavedView, Ticket
from tickets.saved_views import usable_views
from tickets.saved_views.from_list import conditions_of
from tickets.views import saved_counts as numbers
from tickets.views.counted import rail_for
from tickets.views.listing import PAGE_ROWS, Listing

Enter = Callable[[User], Client]
URGENT = {"field": "priority", "op": "any", "value": [4]}
MAIL = {"field": "channel", "op": "any", "value": ["email"]}


@pytest.fixture
def enter(client: Client) -> Enter:
    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """Numbers of other tests' views, which may have the same ids."""
    yield
    for key in redis_client().scan_iter(redis_key("view-count", "*")):
        redis_client().delete(key)


def keep(*items: dict[str, Any], match: str = "all", **fields: Any) -> SavedView:
    fields.setdefault("name", "Urgent")
    return SavedView.objects.create(conditions={"match": match, "items": list(items)}, **fields)


def ticket(cast: Cast, n: int, priority: int = 2, **fields: Any) -> Ticket:
    inbox = fields.pop("inbox", cast.mail)
    made = write_in(inbox, identity=customer(f"c{n}@example.com", f"Customer {n}"), **fields).ticket
    return actions.set_priority(Actor.agent(cast.ada), made.pk, priority)


def shown(agent: User, query: str) -> list[int]:
    return [row.pk for row in Listing.from_query(QueryDict(query), agent).page(agent)[0]]


def counts_of(agent: User, *views: SavedView, refresh: bool = True) -> list[int | None]:
    found = numbers.saved_counts(agent, views, elsewhere=rail_for(agent).elsewhere, refresh=refresh)
    return [found.get(view.pk) for view in views]


def test_it_shows_what_meets_its_conditions_among_its_base(cast: Cast) -> None:
    urgent, calm, done = ticket(cast, 1, 4), ticket(cast, 2), ticket(cast, 3, 4)
    actions.set_status(Actor.agent(cast.iga), done.pk, "resolved")
    actions.set_assignee(Actor.agent(cast.iga), calm.pk, cast.iga)
    assert shown(cast.iga, f"view=saved:{keep(URGENT).pk}") == [urgent.pk]
    assert shown(cast.iga, f"view=saved:{keep(URGENT, base='resolved').pk}") == [done.pk]
    assert shown(cast.iga, f"view=saved:{keep(base='mine').pk}") == [calm.pk]
    # Search and filters narrow it further; it never widens who may see what.
    assert shown(cast.iga, f"view=saved:{keep(MAIL).pk}&assignee={cast.iga.pk}") == [calm.pk]
    assert shown(cast.iga, f"view=saved:{keep(MAIL).pk}&q=c1@example.com") == [urgent.pk]
    assert shown(cast.jan, f"view=saved:{keep(MAIL).pk}") == []


def test_a_ticket_with_two_of_the_tags_stands_once(cast: Cast) -> None:
    made = ticket(cast, 1)
    actions.set_tags(Actor.agent(cast.iga), made.pk, ["vip", "late"])
    view = keep({"field": "tags", "op": "any", "value": ["vip", "late"]})
    assert shown(cast.iga, f"view=saved:{view.pk}") == [made.pk]


def test_its_pages_follow_each_other_in_its_own_order(cast: Cast) -> None:
    made = [ticket(cast, n).pk for n in range(PAGE_ROWS + 3)]
    view = keep(MAIL, sort="waiting")
    listing = Listing.from_query(QueryDict(f"view=saved:{view.pk}"), cast.iga)
    assert listing.sort == "waiting" and listing.query() == f"view=saved%3A{view.pk}"
    first, cursor = listing.page(cast.iga)
    second, end = listing.page(cast.iga, cursor)
    assert [row.pk for row in first + second] == made and end == ""
    assert Listing.from_query(QueryDict(f"view=saved:{view.pk}&sort=due"), cast.iga).sort == "due"


@pytest.mark.parametrize("name", ["saved:", "saved:x", "saved:99999", "saved:-1", "saved:" + "9" * 40, "saved:²"])
def test_what_is_no_view_of_theirs_is_the_open_list(cast: Cast, enter: Enter, name: str) -> None:
    answer = enter(cast.iga).get("/inbox/", {"view": name})
    assert answer.status_code == 200 and answer.context["listing"].view == "open"


def test_nobody_uses_what_another_keeps_for_themselves(cast: Cast, enter: Enter) -> None:
    private = keep(name="Marek's own", owner=cast.marek)
    teams = keep(name="Delivery's", team=cast.delivery)
    assert set(usable_views(cast.marek)) == {private, teams}
    assert set(usable_views(cast.iga)) == set() and set(usable_views(cast.jan)) == {teams}
    page = enter(cast.iga).get("/inbox/", {"view": f"saved:{private.pk}"})
    assert page.context["listing"].saved is None and "Marek's own" not in page.content.decode()


def test_a_condition_that_is_gone_shows_nothing_and_says_so(cast: Cast, enter: Enter) -> None:
    ticket(cast, 1)
    view = keep({"field": "gone", "op": "any", "value": [1]})
    page = enter(cast.iga).get("/inbox/", {"view": f"saved:{view.pk}"}).content.decode()
    assert "This view no longer works" in page and 'class="row"' not in page
    assert enter(cast.iga).get("/settings/views/").status_code == 200
    assert counts_of(cast.iga, view) == [0]


def test_numbers_are_those_of_the_list_and_shared_by_readers_with_the_same_access(cast: Cast) -> None:
    ticket(cast, 1, 4)
    ticket(cast, 2)
    urgent, all_mail, mine = keep(URGENT), keep(MAIL), keep(base="mine")
    assert counts_of(cast.iga, urgent, all_mail, mine) == [1, 2, 0]
    assert counts_of(cast.jan, urgent, all_mail) == [0, 0], "another team's number is another"
    # Marek counts, Ada reads what he counted; within the second nobody counts again.
    assert counts_of(cast.marek, urgent) == [1]
    ticket(cast, 3, 4)
    with CaptureQueriesContext(connection) as queries:
        assert numbers.saved_counts(cast.ada, [urgent], elsewhere=False, refresh=True) == {urgent.pk: 1}
    assert len(queries) == 0


def test_an_agent_with_a_ticket_elsewhere_has_numbers_of_their_own(cast: Cast) -> None:
    made, view = ticket(cast, 1, 4), keep(URGENT)
    actions.set_assignee(Actor.agent(cast.ada), made.pk, cast.jan)
    assert rail_for(cast.jan).elsewhere and counts_of(cast.jan, view) == [1]
    assert not rail_for(cast.iga).elsewhere


def test_a_page_waits_for_no_number_and_a_changed_view_has_a_new_one(cast: Cast, enter: Enter) -> None:
    ticket(cast, 1, 4)
    view = keep(URGENT, owner=cast.iga)
    assert counts_of(cast.iga, view, refresh=False) == [None]
    assert 'class="n" >1<' in enter(cast.iga).get("/inbox/rail/").content.decode().replace(
        'class="n">1<', 'class="n" >1<'
    )
    assert counts_of(cast.iga, view, refresh=False) == [1]
    form = {"name": "Calm", "audience": "me", "base": "open", "sort": "activity", "conditions": ""}
    assert enter(cast.iga).post(f"/settings/views/{view.pk}/", form).status_code == 302
    view.refresh_from_db()
    assert (view.name, view.version) == ("Calm", 2)
    assert counts_of(cast.iga, view, refresh=False) == [None]


def test_numbers_end_at_their_most(cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "MOST", 2)
    for n in range(5):
        ticket(cast, n)
    assert counts_of(cast.iga, keep(MAIL)) == [3]


def test_a_view_that_takes_too_long_blanks_only_itself(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket(cast, 1, 4)
    slow, quick = keep(MAIL, name="slow"), keep(URGENT)
    ask = numbers._ask

    def slowly(agent: User, views: Any, most_ms: int) -> Any:
        if slow in views:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 50")
                cursor.execute("SELECT pg_sleep(2)")
        return ask(agent, views, most_ms)

    def in_savepoint(agent: User, views: Any, most_ms: int) -> Any:
        with numbers.transaction.atomic():
            return slowly(agent, views, most_ms)

    monkeypatch.setattr(numbers, "_ask", in_savepoint)
    assert counts_of(cast.iga, slow, quick) == [None, 1]


def test_the_rail_costs_the_same_however_many_views_there_are(cast: Cast, enter: Enter) -> None:
    ticket(cast, 1)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert enter(cast.iga).get(path).status_code == 200
        return len(queries)

    def all_costs() -> list[int]:
        for key in redis_client().scan_iter(redis_key("view-count", "*")):
            redis_client().delete(key)
        return [cost("/inbox/rail/"), cost("/inbox/"), cost("/settings/views/")]

    team = {"field": "team", "op": "any", "value": [cast.returns.pk]}
    keep(team, URGENT)
    all_costs()
    one = all_costs()
    for n in range(10):
        keep(team, URGENT, name=f"View {n}")
    assert all_costs() == one


def test_the_server_says_which_changed_rows_belong(cast: Cast, enter: Enter) -> None:
    urgent, calm, view = ticket(cast, 1, 4), ticket(cast, 2), keep(URGENT)
    query = {"view": f"saved:{view.pk}"}
    here = enter(cast.iga).get("/inbox/here/", query | {"n": f"{urgent.pk},{calm.pk},x,{'9' * 30}"}).json()["here"]
    assert here == {str(urgent.pk): True, str(calm.pk): False}
    assert set(enter(cast.jan).get("/inbox/here/", query | {"n": str(urgent.pk)}).json()["here"].values()) == {False}
    missed = enter(cast.iga).get("/inbox/live/", query | {"since": "2026-01-01T00:00:00Z"}).json()["changes"]
    assert {hint["ticket"]: hint["here"] for hint in missed} == {urgent.pk: True, calm.pk: False}


def test_what_the_list_shows_becomes_conditions(cast: Cast, enter: Enter) -> None:
    query = f"view=unassigned&team={cast.returns.pk}&channel=email&q=priority:high tag:none lost parcel&sort=due"
    listing = Listing.from_query(QueryDict(query), cast.iga)
    assert conditions_of(listing)["items"] == [
        {"field": "team", "op": "any", "value": [cast.returns.pk]},
        MAIL,
        {"field": "priority", "op": "any", "value": [3]},
        {"field": "words", "op": "all", "value": ["tag:none", "lost", "parcel"]},
    ]
    form = enter(cast.iga).get(f"/settings/views/new/?{query}").context["form"]
    assert (form["base"].value(), form["sort"].value(), form["audience"].value()) == ("unassigned", "due", "me")
    by_address = Listing.from_query(QueryDict("q=anna@example.com"), cast.iga)
    assert conditions_of(by_address)["items"] == [{"field": "customer", "op": "all", "value": ["anna@example.com"]}]
    saved = keep(URGENT)
    narrowed = Listing.from_query(QueryDict(f"view=saved:{saved.pk}&channel=email"), cast.iga)
    assert conditions_of(narrowed)["items"] == [URGENT, MAIL]


def test_managers_share_with_a_record_and_agents_keep_their_own(cast: Cast, enter: Enter) -> None:
    form = {"name": "Late", "audience": "all", "base": "open", "sort": "due", "conditions": ""}
    assert enter(cast.iga).post("/settings/views/new/", form).status_code == 422
    assert enter(cast.iga).post("/settings/views/new/", form | {"audience": "me"}).status_code == 302
    assert not AuditEntry.objects.exists()
    assert enter(cast.marek).post("/settings/views/new/", form).status_code == 302
    shared = SavedView.objects.get(owner=None)
    assert AuditEntry.objects.get(what="saved_view").actor == cast.marek
    assert enter(cast.iga).post(f"/settings/views/{shared.pk}/delete/").status_code == 404
    own = SavedView.objects.get(owner=cast.iga)
    assert enter(cast.ada).get(f"/settings/views/{own.pk}/").status_code == 404
    assert enter(cast.iga).post(f"/settings/views/{own.pk}/delete/").status_code == 302
    other = keep(name="Other", position=5)
    assert enter(cast.ada).post(f"/settings/views/{other.pk}/move/", {"place": "0"}).status_code == 302
    assert list(usable_views(cast.iga)) == [other, shared]


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("base", "nowhere"), ("sort", "callback"), ("conditions", "{"), ("audience", "0")],
)
def test_what_can_not_be_kept_is_told_beside_its_field(cast: Cast, enter: Enter, field: str, value: str) -> None:
    form = {"name": "Late", "audience": "all", "base": "open", "sort": "due", "conditions": ""}
    answer = enter(cast.marek).post("/settings/views/new/", form | {field: value})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
