"""Reviews come in: by fetching from Google, by webhook from Trustpilot."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from channels_inbox import registry
from channels_inbox.adapters.reviews import poll
from channels_inbox.adapters.reviews.demo import LOCATION, TRUSTPILOT, TRUSTPILOT_KEYS, ReviewsDemo, google_says, now
from channels_inbox.adapters.reviews.payloads import from_google, from_trustpilot, moment, own_words, read
from channels_inbox.contract import InboundMessage, Notice, Removed, UnreadablePayload
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.models import Connection, InboundEvent
from core.redis import redis_client, redis_key
from surveys.models import SurveyAnswer
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.services.standin import Standin
from tickets.actions import set_status
from tickets.actor import Actor
from tickets.models import Message, Priority, Status, Ticket

FIXTURES = Path(__file__).parent / "fixtures"
GOOGLE: list[dict[str, Any]] = json.loads((FIXTURES / "google.json").read_text("utf-8"))
TRUST: dict[str, Any] = json.loads((FIXTURES / "trustpilot.json").read_text("utf-8"))
ADAPTER: Any = registry.adapter("reviews")


def parsed(review: Any, **settings: Any) -> Any:
    return ADAPTER.parse(review.payload(), headers={}, settings=settings)


def test_googles_reviews_are_read() -> None:
    low, high, unrated = (parsed(from_google(row)) for row in GOOGLE)
    assert (low.text, low.rating, low.priority) == ("Kubek przyszedł stłuczony.", 2, Priority.HIGH)
    assert low.subject == "★★☆☆☆ Kubek przyszedł stłuczony."
    assert low.sent_at == datetime(2026, 11, 20, 9, 15, 30, 123456, tzinfo=UTC)
    assert (low.display_name, low.thread, low.public) == ("Kasia Nowak", "AbFvOqm1", True)
    assert (high.text, high.rating, high.priority, high.display_name) == ("★★★★★", 5, None, "")
    assert high.memory["answered"] is True
    assert (unrated.text, unrated.rating) == ("Miło.", None)
    assert len({low.address, high.address, unrated.address}) == 3


def test_trustpilots_reviews_are_read() -> None:
    found = parsed(from_trustpilot(TRUST["events"][0]["eventData"]))
    assert (found.text, found.rating) == ("Nie polecam\n\nCzekam trzy tygodnie.", 1)
    assert found.address == "trustpilot:65a1f0c2e810c19729de8602"
    assert dict(found.facts) == {
        "Stars": "1/5",
        "Where": "Trustpilot",
        "Reference": "48213",
        "Purchase": "confirmed",
    }
    assert found.language == "pl"


@pytest.mark.parametrize(("stars", "low", "priority"), [(1, 0, None), (1, 1, 3), (2, 1, None), (3, 3, 3), (5, 3, None)])
def test_the_owner_says_which_stars_are_few(stars: int, low: int, priority: int | None) -> None:
    row = {"id": "x", "stars": stars, "createdAt": "2026-11-21T08:00:00Z"}
    assert parsed(from_trustpilot(row), low_stars=low).priority == priority


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("Super", "Super"),
        ("Super\n\n(Translated by Google)\nGreat", "Super"),
        ("(Translated by Google) Great\n\n(Original)\nSuper", "Super"),
        ("", ""),
    ],
)
def test_googles_translations_are_left_out(said: str, own: str) -> None:
    assert own_words(said) == own


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2014-10-02T15:01:23Z", datetime(2014, 10, 2, 15, 1, 23, tzinfo=UTC)),
        ("2014-10-02T15:01:23.045123456Z", datetime(2014, 10, 2, 15, 1, 23, 45123, tzinfo=UTC)),
        ("2014-10-02T17:01:23+02:00", datetime(2014, 10, 2, 15, 1, 23, tzinfo=UTC)),
        ("2014-10-02T15:01:23", datetime(2014, 10, 2, 15, 1, 23, tzinfo=UTC)),
        ("2014-13-02T15:01:23Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_of_both_providers(value: str, wanted: datetime | None) -> None:
    assert moment(value) == wanted


@pytest.mark.parametrize(
    "row", [{}, {"reviewId": "x"}, {"reviewId": "x", "name": "n", "reviewer": 7}, {"reviewId": []}]
)
def test_what_is_no_review_says_so(row: Any) -> None:
    with pytest.raises(UnreadablePayload):
        from_google(row)


def test_each_version_is_an_event_and_our_own_answer_is_none() -> None:
    one = from_google(GOOGLE[0])
    later = {"updateTime": "2026-11-22T00:00:00Z"}
    changed = from_google({**GOOGLE[0], **later, "starRating": "FIVE"})
    back = from_google({**GOOGLE[0], "updateTime": "2026-11-23T00:00:00Z"})
    answered = from_google({**GOOGLE[0], "reviewReply": {"comment": "Przepraszamy"}})
    assert len({one.event_id, changed.event_id, back.event_id}) == 3
    assert answered.event_id == one.event_id


# -- fetched ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def shop(cast: Cast, client: Client, standin: Standin) -> Hooked:
    return hooked("reviews", cast, client)


def look(shop: Hooked) -> int:
    """A poll whose turn has come."""
    connection = Connection.objects.get(inbox=shop.inbox)
    redis_client().delete(redis_key("reviews", connection.pk))
    new = poll.poll()
    shop.work()
    return new


def change(name: str, **fields: Any) -> None:
    row = ReviewsDemo.store.get(name)
    row["review"] |= fields
    ReviewsDemo.store.put(name, row)


@pytest.mark.django_db
def test_reviews_are_fetched_once(shop: Hooked, standin: Standin) -> None:
    shop.says("Stłuczony kubek", stars="1")
    shop.says("Cudowny dzbanek", person=1, stars="5")
    assert look(shop) == 2 and look(shop) == 0
    broken, pot = Ticket.objects.order_by("pk")
    assert (broken.priority, pot.priority) == (Priority.HIGH, Priority.NORMAL)
    assert [a.score for a in SurveyAnswer.objects.order_by("pk")] == [1, 5]
    assert all(Message.objects.values_list("envelope__public", flat=True))
    assert not standin.refusals


@pytest.mark.django_db
def test_two_beats_at_once_look_once(shop: Hooked, standin: Standin) -> None:
    shop.says("Raz")
    assert (look(shop), poll.poll()) == (1, 0)
    assert len([call for call in standin.of("reviews") if call.path.endswith("/reviews")]) == 1


@pytest.mark.django_db
def test_five_stars_then_one_then_five_again(shop: Hooked, time_machine: Any) -> None:
    began = datetime.now(UTC)
    for number, (text, stars) in enumerate([("Super", "5"), ("Jednak nie", "1"), ("Super", "5")]):
        time_machine.move_to(began.replace(microsecond=0).timestamp() + number * 60, tick=True)
        shop.says(text, stars=stars, version="changed")
        assert look(shop) == 1
    ticket = Ticket.objects.get()
    assert [m.text for m in ticket.messages.order_by("pk")] == ["Super", "Jednak nie", "Super"]
    assert SurveyAnswer.objects.get().score == 5
    assert ticket.priority == Priority.HIGH, "what was urgent once is looked after by a person"


@pytest.mark.django_db
def test_our_own_answer_is_no_new_version(shop: Hooked) -> None:
    shop.says("Dobry")
    look(shop)
    [(name, _row)] = ReviewsDemo.store.items()
    change(name, reviewReply={"comment": "Dziękujemy"}, updateTime=now())
    assert look(shop) == 0
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_a_changed_review_reopens_its_ticket(shop: Hooked, cast: Cast, time_machine: Any) -> None:
    shop.says("Dobry", stars="4")
    look(shop)
    ticket = Ticket.objects.get()
    set_status(Actor.agent(cast.iga), ticket.number, Status.RESOLVED)
    time_machine.move_to(datetime.now(UTC) + timedelta(minutes=1))
    shop.says("Jednak pękł", stars="1", version="changed")
    look(shop)
    ticket.refresh_from_db()
    assert (ticket.status, ticket.messages.count()) == (Status.OPEN, 2)


@pytest.mark.django_db
def test_the_first_look_leaves_old_reviews_alone(shop: Hooked) -> None:
    shop.says("Sprzed roku")
    [(name, _row)] = ReviewsDemo.store.items()
    change(name, createTime="2020-01-01T00:00:00Z", updateTime="2020-01-01T00:00:00Z")
    shop.says("Z wczoraj", person=1)
    assert look(shop) == 1
    assert Message.objects.get().text == "Z wczoraj"


@pytest.mark.django_db
def test_many_pages_are_read_until_what_is_known(shop: Hooked, standin: Standin) -> None:
    for number in range(120):
        at = f"2090-01-01T{number // 60:02}:{number % 60:02}:00Z"
        row = {
            "name": f"{LOCATION}/reviews/R{number}",
            "reviewId": f"R{number}",
            "starRating": "FIVE",
            "comment": str(number),
        }
        ReviewsDemo.store.put(f"R{number}", {"address": "x", "review": {**row, "createTime": at, "updateTime": at}})
    connection = Connection.objects.get(inbox=shop.inbox)
    assert poll.fetch(connection) == 120
    assert [e.external_id.split(":")[1] for e in InboundEvent.objects.order_by("pk")[:2]] == ["R0", "R1"]
    standin.calls.clear()
    assert poll.fetch(connection) == 0
    assert len(standin.of("reviews")) == 1, "one page is enough where nothing is new"


@pytest.mark.django_db
def test_a_crash_in_the_middle_leaves_none_behind(shop: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("Pierwsza", "Druga", "Trzecia"):
        shop.says(text, stars="4")
    real, seen = poll.accept, []

    def once(*args: Any, **kwargs: Any) -> Any:
        seen.append(args[1])
        if len(seen) == 2:
            raise RuntimeError("killed")
        return real(*args, **kwargs)

    monkeypatch.setattr(poll, "accept", once)
    with pytest.raises(RuntimeError):
        look(shop)
    monkeypatch.setattr(poll, "accept", real)
    look(shop)
    assert set(Message.objects.values_list("text", flat=True)) == {"Pierwsza", "Druga", "Trzecia"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            ApiAnswer.of({"error": "invalid_grant", "error_description": "Token has been revoked."}, 400),
            "Token has been revoked.",
        ),
        (ApiAnswer(502, b"<html>", "text/html"), "takes no calls"),
        (ApiAnswer(200, b"[]"), "can't be read"),
    ],
)
def test_a_look_that_fails_is_shown_to_the_owner(
    shop: Hooked, standin: Standin, answer: ApiAnswer, sentence: str
) -> None:
    standin.answer_next("reviews", answer)
    look(shop)
    assert sentence in Connection.objects.get(inbox=shop.inbox).last_error
    look(shop)
    assert not Connection.objects.get(inbox=shop.inbox).last_error, "and cleared when it works again"


@pytest.mark.django_db
def test_a_token_that_ended_early_is_renewed(shop: Hooked, standin: Standin) -> None:
    look(shop)
    standin.answer_next("reviews", google_says(401, "UNAUTHENTICATED", "Expired"))
    shop.says("Po przerwie")
    assert look(shop) == 1
    assert len([call for call in standin.of("reviews") if call.path.endswith("/token")]) == 2


# -- by webhook -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def trust(cast: Cast, client: Client) -> Hooked:
    made = hooked("reviews", cast, client, **TRUSTPILOT)
    connection = Connection.objects.get(inbox=made.inbox)
    connection.secrets = TRUSTPILOT_KEYS
    connection.save()
    return made


def post(shop: Hooked, payload: Any) -> int:
    return shop.post(shop.demo.sign(shop.target, json.dumps(payload).encode()))[0]


def event(name: str, **data: Any) -> dict[str, Any]:
    return {"events": [{"eventName": name, "eventData": {**TRUST["events"][0]["eventData"], **data}}]}


@pytest.mark.django_db
def test_trustpilot_posts_changes_and_deletes(trust: Hooked) -> None:
    assert post(trust, TRUST) == post(trust, TRUST) == 200
    trust.work()
    assert Ticket.objects.get().priority == Priority.HIGH
    changed = event("service-review-updated", text="Przyszło!", stars=4, updatedAt="2026-11-22T08:00:00.000Z")
    post(trust, changed)
    trust.work()
    assert Ticket.objects.get().messages.count() == 2
    assert SurveyAnswer.objects.get().score == 4
    post(trust, {"events": [{"eventName": "service-review-deleted", "eventData": {"id": "65a1f0c2e810c19729de8601"}}]})
    trust.work()
    assert set(Message.objects.values_list("text", flat=True)) == {""}
    kept = InboundEvent.objects.filter(external_id__startswith="review:").values_list("payload", flat=True)
    assert {bytes(payload) for payload in kept} == {b""}


@pytest.mark.django_db
def test_what_came_by_webhook_is_not_fetched_again(trust: Hooked, standin: Standin) -> None:
    post(trust, TRUST)
    trust.work()
    row = {**TRUST["events"][0]["eventData"], "createdAt": "2026-11-21T08:00:00Z", "updatedAt": None}
    row["consumer"] = {"id": "65a1f0c2e810c19729de8602", "displayName": "Ola Bąk"}
    standin.answer_next("reviews", ApiAnswer.of({"access_token": "demo-trustpilot-access", "expires_in": 100}))
    standin.answer_next("reviews", ApiAnswer.of({"reviews": [row]}))
    assert look(trust) == 0


@pytest.mark.django_db
def test_googles_hint_has_us_look(
    shop: Hooked, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    woken: list[Any] = []
    monkeypatch.setattr("channels_inbox.updates.wake", lambda *args: woken.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        assert post(shop, {"message": {"data": "e30=", "messageId": "4711"}, "subscription": "projects/x"}) == 200
        shop.work()
    assert ("channels_inbox.tasks.sync_inbox", shop.inbox.pk) in woken


@pytest.mark.django_db
@pytest.mark.parametrize(
    "payload", [{}, {"events": 7}, event("product-review-created"), {"message": {"messageId": "1"}}]
)
def test_a_shape_nobody_knows_waits_for_people(trust: Hooked, payload: Any) -> None:
    assert post(trust, payload) == 200
    trust.work()
    assert InboundEvent.objects.get().state == "quarantined"


def test_stored_events_are_read_back() -> None:
    review = from_google(GOOGLE[1])
    assert read(review.payload()) == review
    assert isinstance(parsed(review), InboundMessage)
    for payload, kind in ((b'{"gone": "x"}', Removed), (b'{"hint": true}', Notice)):
        assert isinstance(ADAPTER.parse(payload, headers={}, settings={}), kind)
    with pytest.raises(UnreadablePayload):
        read(b'{"provider": "yelp"}')
