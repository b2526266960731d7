"""Answers under reviews: public, one each, replaced rather than doubled."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels_inbox import deliver, inboxes
from channels_inbox.accept import accept
from channels_inbox.adapters.reviews import poll
from channels_inbox.adapters.reviews.demo import TRUSTPILOT, TRUSTPILOT_KEYS, UNIT, USER, google_says
from channels_inbox.adapters.reviews.forms import SettingsForm
from channels_inbox.adapters.reviews.payloads import from_trustpilot
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.models import Connection, Delivery
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.services.standin import Standin
from tickets.actions import Choices, reply
from tickets.actions.reply import ReplyRefused
from tickets.actor import Actor
from tickets.hooks import reply_routes
from tickets.models import Ticket


@pytest.fixture
def shop(cast: Cast, client: Client, standin: Standin) -> Hooked:
    """A review of two stars on Google."""
    shop = hooked("reviews", cast, client)
    shop.says("Kubek stłuczony", stars="2")
    poll.fetch(Connection.objects.get(inbox=shop.inbox))
    shop.work()
    standin.calls.clear()
    return shop


@pytest.fixture
def trust(cast: Cast, client: Client, standin: Standin) -> Hooked:
    """A review at Trustpilot."""
    made = hooked("reviews", cast, client, **TRUSTPILOT)
    connection = Connection.objects.get(inbox=made.inbox)
    connection.secrets = TRUSTPILOT_KEYS
    connection.save()
    review = from_trustpilot(
        {"id": "65a1f0c2e810c19729de8601", "stars": 1, "text": "Źle", "createdAt": "2026-11-21T08:00:00Z"}
    )
    accept(made.inbox, review.event_id, review.payload(), source="poll")
    made.work()
    return made


def answer(cast: Cast, text: str) -> Delivery:
    message = reply(Actor.agent(cast.iga), Ticket.objects.get().number, text, choices=Choices(public_ok=True))
    delivery = Delivery.objects.get(message=message)
    deliver.send(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def written(standin: Standin) -> list[tuple[str, Any]]:
    assert not standin.refusals
    calls = [call for call in standin.of("reviews") if call.path.endswith("/reply")]
    return [(call.method, call.json() if call.body else None) for call in calls]


@pytest.mark.django_db
def test_an_answer_is_public_and_has_to_be_confirmed(shop: Hooked, cast: Cast, standin: Standin) -> None:
    [route] = reply_routes(Ticket.objects.get())
    assert (route.public, route.limit, route.note) == (True, 4096, "")
    with pytest.raises(ReplyRefused):
        reply(Actor.agent(cast.iga), Ticket.objects.get().number, "Przepraszamy")
    with pytest.raises(ReplyRefused):
        reply(Actor.agent(cast.iga), Ticket.objects.get().number, "x" * 4097, choices=Choices(public_ok=True))
    assert answer(cast, "Przepraszamy, wyślemy nowy.").state == "sent"
    assert written(standin) == [("PUT", {"comment": "Przepraszamy, wyślemy nowy."})]


@pytest.mark.django_db
def test_a_second_answer_says_that_it_replaces_the_first(shop: Hooked, cast: Cast, standin: Standin) -> None:
    answer(cast, "Raz")
    [route] = reply_routes(Ticket.objects.get())
    assert "replaces" in route.note and route.available
    assert answer(cast, "Dwa").state == "sent"
    [(_name, row)] = shop.demo.store.items()  # type: ignore[attr-defined]
    assert row["review"]["reviewReply"]["comment"] == "Dwa"


@pytest.mark.django_db
def test_what_was_answered_elsewhere_is_known(cast: Cast, client: Client, standin: Standin) -> None:
    shop = hooked("reviews", cast, client)
    shop.says("Dobry", stars="5")
    [(name, row)] = shop.demo.store.items()  # type: ignore[attr-defined]
    row["review"]["reviewReply"] = {"comment": "Dziękujemy"}
    shop.demo.store.put(name, row)  # type: ignore[attr-defined]
    poll.fetch(Connection.objects.get(inbox=shop.inbox))
    shop.work()
    assert "replaces" in reply_routes(Ticket.objects.get())[0].note


@pytest.mark.django_db
def test_a_review_that_is_gone_stops_the_answer(shop: Hooked, cast: Cast) -> None:
    [(name, _row)] = shop.demo.store.items()  # type: ignore[attr-defined]
    shop.demo.store.remove(name)  # type: ignore[attr-defined]
    delivery = answer(cast, "Za późno")
    assert delivery.state == "failed" and "isn't there any more" in delivery.error


@pytest.mark.django_db
def test_keys_that_ended_are_a_banner(shop: Hooked, cast: Cast, standin: Standin) -> None:
    refused = google_says(401, "UNAUTHENTICATED", "Expired")
    for one in (refused, ApiAnswer.of({"error": "invalid_grant"}, 400)):
        standin.answer_next("reviews", one)
    delivery = answer(cast, "Halo")
    assert delivery.state == "failed" and "renew" in delivery.error
    assert "renew" in Connection.objects.get(inbox=shop.inbox).attention


@pytest.mark.django_db
def test_a_broken_connection_is_tried_again_since_it_only_replaces(shop: Hooked, cast: Cast, standin: Standin) -> None:
    standin.answer_next("reviews", None)
    delivery = answer(cast, "Halo")
    assert delivery.state == "queued"
    Delivery.objects.update(due_at=timezone.now())
    deliver.sweep()
    assert Delivery.objects.get().state == "sent"


@pytest.mark.django_db
def test_trustpilot_takes_one_answer_and_another_instead(trust: Hooked, cast: Cast, standin: Standin) -> None:
    assert answer(cast, "Przepraszamy").state == "sent"
    assert written(standin) == [("POST", {"authorBusinessUserId": USER, "message": "Przepraszamy"})]
    assert answer(cast, "Już w drodze").state == "sent"
    assert [method for method, _body in written(standin)] == ["POST", "DELETE", "POST"]


@pytest.mark.django_db
def test_trustpilots_answer_cut_off_is_uncertain(trust: Hooked, cast: Cast, standin: Standin) -> None:
    standin.answer_next("reviews", ApiAnswer.of({"access_token": "demo-trustpilot-access", "expires_in": "100"}))
    standin.answer_next("reviews", None)
    assert answer(cast, "Halo").state == "uncertain"


@pytest.mark.django_db
def test_a_test_of_trustpilot_names_the_firm(trust: Hooked, standin: Standin) -> None:
    assert inboxes.try_connection(trust.inbox) == (True, "Connected: Kubki i spółka at Trustpilot.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "keys", "sentence"),
    [
        ({}, {"client_secret": ""}, "Fill in the keys"),
        ({}, {"refresh_token": "1//another"}, "Token has been expired or revoked."),
        ({"location": "accounts/1/locations/1"}, {}, "doesn't know this location"),
    ],
)
def test_the_test_says_exactly_what_is_wrong(
    shop: Hooked, changed: dict[str, Any], keys: dict[str, Any], sentence: str
) -> None:
    connection = Connection.objects.get(inbox=shop.inbox)
    connection.settings, connection.secrets = connection.settings | changed, connection.secrets | keys
    connection.save()
    works, said = inboxes.try_connection(shop.inbox)
    assert not works and sentence in said


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"provider": "google", "location": "accounts/1/locations/2", "client_id": "x"}, set()),
        ({"provider": "google"}, {"location", "client_id"}),
        ({"provider": "google", "location": "1/2", "client_id": "x"}, {"location"}),
        ({"provider": "trustpilot", "business_unit": UNIT, "business_user": USER}, set()),
        ({"provider": "trustpilot", "business_unit": "../x", "business_user": USER}, {"business_unit"}),
        ({"provider": "trustpilot"}, {"business_unit", "business_user"}),
    ],
)
def test_each_provider_needs_its_own_fields(data: dict[str, Any], wrong: set[str]) -> None:
    form = SettingsForm({"low_stars": "2", "first_days": "7", **data})
    assert set(form.errors) == wrong
