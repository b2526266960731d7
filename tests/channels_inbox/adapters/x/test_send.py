"""Answers by X, through a stand-in that checks every signature."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from channels_inbox import deliver, inboxes, registry
from channels_inbox.adapters.x.forms import SettingsForm
from channels_inbox.adapters.x.weight import weight
from channels_inbox.contract import AdapterError
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.models import Connection, Delivery, DeliveryPart
from channels_inbox.routes import reply_routes
from tests.cast import Cast
from tests.channels_inbox.adapters.x.conftest import ACCOUNT, KASIA, post
from tests.channels_inbox.hooked import Hooked
from tests.services.standin import Standin
from tickets.actions import Choices, NewFile, ReplyRefused, reply
from tickets.actor import Actor
from tickets.models import Message, Ticket

Take = Callable[..., None]
PICTURE = NewFile("kubek.png", "image/png", b"\x89PNG\r\n\x1a\n0")


def problem(status: int, detail: str = "", headers: dict[str, str] | None = None, **more: Any) -> ApiAnswer:
    answer = ApiAnswer.of({"title": "T", "detail": detail, "status": status, **more}, status)
    return ApiAnswer(answer.status, answer.body, headers=headers or {})


@pytest.fixture
def ticket(x: Hooked) -> Ticket:
    x.says("Gdzie paczka?")
    return Ticket.objects.get()


@pytest.fixture
def mention(take: Take) -> Ticket:
    take(post(900, KASIA, "@kubekilen gdzie paczka?"))
    return Ticket.objects.get()


def answered(cast: Cast, ticket: Ticket, text: str, variant: str = "dm", **more: Any) -> Delivery:
    route = next(route for route in reply_routes(ticket) if route.variant == variant)
    if route.public:
        more["choices"] = Choices(public_ok=True)
    message = reply(Actor.agent(cast.iga), ticket.number, text, route_key=route.key, **more)
    delivery = Delivery.objects.get(message=message)
    deliver.send(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def test_a_direct_message_goes_signed(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    delivery = answered(cast, ticket, "W drodze")
    (call,) = standin.of("x")
    assert (delivery.state, delivery.error, standin.refusals) == ("sent", "", [])
    assert call.path == "2/dm_conversations/with/2900700001/messages"
    assert call.json() == {"text": "W drodze"}
    assert delivery.external_id.startswith("dm:")


def test_a_public_reply_answers_their_newest_post(cast: Cast, mention: Ticket, take: Take, standin: Standin) -> None:
    take(post(901, KASIA, "@kubekilen halo?", in_reply_to_status_id_str="900", in_reply_to_user_id_str=KASIA))
    delivery = answered(cast, mention, "Już sprawdzamy", "mention")
    (call,) = standin.of("x")
    assert (delivery.state, standin.refusals) == ("sent", [])
    assert call.path == "2/tweets"
    assert call.json() == {"text": "Już sprawdzamy", "reply": {"in_reply_to_tweet_id": "901"}}
    assert delivery.external_id.startswith("post:")
    assert Message.objects.get(pk=delivery.message_id).envelope["public"] is True


def test_a_reply_to_our_reply_comes_back_to_the_ticket(
    cast: Cast, mention: Ticket, take: Take, standin: Standin
) -> None:
    sent = answered(cast, mention, "Już sprawdzamy", "mention").external_id.partition(":")[2]
    more = {"in_reply_to_status_id_str": sent, "in_reply_to_user_id_str": ACCOUNT}
    take(post(902, KASIA, "@kubekilen dzięki", **more))
    # X tells of our own reply as well.
    take(post(int(sent), ACCOUNT, "Już sprawdzamy", in_reply_to_status_id_str="900", in_reply_to_user_id_str=KASIA))
    assert Ticket.objects.count() == 1
    assert mention.messages.count() == 3


def test_ways_are_private_first_and_public_only_where_they_wrote_so(cast: Cast, ticket: Ticket, take: Take) -> None:
    assert [(r.variant, r.public) for r in reply_routes(ticket)] == [("dm", False)]
    take(post(903, "2900700002", "@kubekilen hej"))
    other = Ticket.objects.latest("pk")
    routes = reply_routes(other)
    assert [(r.variant, r.public, r.limit) for r in routes] == [("dm", False, 0), ("mention", True, 280)]
    with pytest.raises(ReplyRefused, match="Everybody"):
        reply(Actor.agent(cast.iga), other.number, "x", route_key=routes[1].key)


@pytest.mark.parametrize(
    ("text", "weighs"),
    [
        ("", 0),
        ("zażółć gęślą jaźń", 17),
        ("e\u0301", 1),
        ("日本語", 6),
        ("„cudzysłów” – …", 16),
        ("👍🏽", 2),
        ("👨\u200d👩\u200d👧\u200d👦", 2),
        ("🇵🇱🇺🇦", 4),
        ("1\ufe0f\u20e3", 2),
        ("❤\ufe0f", 2),
        ("https://kubek.example/bardzo/dluga/sciezka?a=1&b=2#c", 23),
        ("(https://kubek.example/x).", 26),
        ("kubek.pl i kubek.com/x", 49),
        ("mail@kubek.pl", 13),
        ("np.tak, v1.2", 12),
    ],
)
def test_x_counts_its_own_way(text: str, weighs: int) -> None:
    assert weight(text) == weighs


def test_what_x_counts_as_too_long_never_leaves(cast: Cast, mention: Ticket, standin: Standin) -> None:
    with pytest.raises(ReplyRefused, match="280"):
        answered(cast, mention, "😀" * 141, "mention")
    assert not standin.calls
    # An address counts 23, however long it is.
    assert answered(cast, mention, "https://kubki.example/" + "a" * 300, "mention").state == "sent"
    connection = Connection.objects.get(inbox=mention.inbox)
    connection.settings = {**connection.settings, "long_posts": True}
    connection.save()
    assert answered(cast, mention, "😀" * 141, "mention").state == "sent"


def test_pictures_go_along(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    delivery = answered(cast, ticket, "Oba", attachments=[PICTURE, PICTURE])
    assert [call.path for call in standin.of("x")][::2] == ["2/media/upload", "2/media/upload"]
    first, second = (call.json() for call in standin.of("x")[1::2])
    assert first["text"] == "Oba"
    assert len(first["attachments"]) == 1
    assert "text" not in second
    assert standin.of("x")[0].json()["media_category"] == "dm_image"
    assert DeliveryPart.objects.filter(delivery=delivery).count() == 2
    assert not standin.refusals


def test_pictures_go_along_in_public(cast: Cast, mention: Ticket, standin: Standin) -> None:
    answered(cast, mention, "Oba", "mention", attachments=[PICTURE, PICTURE])
    assert [call.path for call in standin.of("x")] == ["2/media/upload", "2/media/upload", "2/tweets"]
    assert len(standin.of("x")[2].json()["media"]["media_ids"]) == 2
    assert not standin.refusals


def test_other_files_are_refused_with_words(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    delivery = answered(cast, ticket, "x", attachments=[NewFile("faktura.pdf", "application/pdf", b"%PDF-")])
    assert (delivery.state, "faktura.pdf" in delivery.error) == ("failed", True)
    assert not standin.calls


@pytest.mark.parametrize(
    ("answer", "words", "attention"),
    [
        (problem(401, "Unauthorized"), "keys and tokens", True),
        (problem(402, "CreditsDepleted"), "credits", True),
        (problem(403, "You cannot send messages to this user."), "You cannot send messages to this user.", False),
        (
            problem(403, "Your client app is not configured", type="https://api.x.com/2/problems/oauth1-permissions"),
            "permissions",
            True,
        ),
        (problem(403, "You are not allowed to create a Tweet with duplicate content."), "same words", False),
        (problem(404, "Could not find user"), "doesn't find", False),
        (problem(400, "One or more parameters is invalid"), "parameters is invalid", False),
    ],
)
def test_what_can_never_go_stops_with_words(
    cast: Cast, ticket: Ticket, standin: Standin, answer: ApiAnswer, words: str, attention: bool
) -> None:
    standin.answer_next("x", answer)
    delivery = answered(cast, ticket, "Dzień dobry")
    assert delivery.state == "failed"
    assert words in delivery.error
    assert bool(Connection.objects.get(inbox=ticket.inbox).attention) is attention
    assert len(standin.calls) == 1


def test_a_limit_is_waited_for(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    reset = {"x-rate-limit-reset": str(int(time.time()) + 700), "x-rate-limit-remaining": "0"}
    standin.answer_next("x", problem(429, headers=reset))
    delivery = answered(cast, ticket, "Dzień dobry")
    assert delivery.state == "queued"
    assert 650 < (delivery.due_at - timezone.now()).total_seconds() < 720


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_broken_x_is_tried_again(cast: Cast, ticket: Ticket, standin: Standin, status: int) -> None:
    standin.answer_next("x", ApiAnswer(status, b"<html>"))
    assert answered(cast, ticket, "Dzień dobry").state == "queued"


@pytest.mark.parametrize("answer", [None, ApiAnswer(201, b"???"), ApiAnswer.of({"data": {}}, 201)])
def test_what_may_have_arrived_is_never_sent_again(
    cast: Cast, ticket: Ticket, standin: Standin, answer: ApiAnswer | None
) -> None:
    standin.answer_next("x", answer)
    assert answered(cast, ticket, "Dzień dobry").state == "uncertain"
    deliver.sweep()
    assert len(standin.calls) == 1


def test_an_upload_that_broke_is_simply_repeated(cast: Cast, ticket: Ticket, standin: Standin) -> None:
    standin.answer_next("x", None)
    delivery = answered(cast, ticket, "x", attachments=[PICTURE])
    assert delivery.state == "queued"


def test_having_read_one_message_is_having_read_those_before(
    cast: Cast, x: Hooked, mention: Ticket, standin: Standin
) -> None:
    public = answered(cast, mention, "Publicznie", "mention")
    first, last = answered(cast, mention, "jeden"), answered(cast, mention, "dwa")
    call, answer = next((c, a) for kind, c, a in reversed(standin.exchanges) if c.path.endswith("/messages"))
    x.post(*x.demo.receipts(x.target, call, answer))
    x.work()
    states = [Delivery.objects.get(pk=one.pk).state for one in (public, first, last)]
    assert states == ["sent", "read", "read"]


def test_testing_says_what_the_access_level_allows(x: Hooked, standin: Standin) -> None:
    adapter: Any = registry.adapter("x")
    ok, sentence = inboxes.try_connection(x.inbox)
    assert (ok, sentence) == (
        True,
        "@kubekilen is connected. Its access level allows direct messages and mentions.",
    )
    assert not standin.refusals
    x.inbox.refresh_from_db()
    assert adapter.hook_facts(x.inbox) == [("Access level", "direct messages and mentions")]


ME = ApiAnswer.of({"data": {"id": ACCOUNT, "username": "kubekilen"}})


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([ME, problem(403), ApiAnswer.of({})], "allows mentions, not direct messages"),
        ([ME, ApiAnswer.of({}), problem(403)], "allows direct messages, not mentions"),
        ([ME, ApiAnswer.of({}), problem(429)], "allows direct messages and mentions"),
    ],
)
def test_each_level_is_named(x: Hooked, standin: Standin, answers: list[ApiAnswer], sentence: str) -> None:
    adapter: Any = registry.adapter("x")
    for answer in answers:
        standin.answer_next("x", answer)
    assert sentence in adapter.test_connection(x.target.settings, x.target.secrets)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([ME, problem(403), problem(403)], "neither"),
        ([problem(401)], "keys and tokens"),
        ([ME, problem(402)], "credits"),
        ([ApiAnswer.of({"data": {"id": "1", "username": "other"}})], "belong to @other"),
        ([ApiAnswer(200, ME.body, headers={"x-access-level": "read"}), ApiAnswer.of({})], "may only read"),
    ],
)
def test_what_is_wrong_is_named(x: Hooked, standin: Standin, answers: list[ApiAnswer], sentence: str) -> None:
    adapter: Any = registry.adapter("x")
    for answer in answers:
        standin.answer_next("x", answer)
    with pytest.raises(AdapterError, match=sentence):
        adapter.test_connection(x.target.settings, x.target.secrets)


def test_wrong_keys_are_found_out(x: Hooked, standin: Standin) -> None:
    adapter: Any = registry.adapter("x")
    with pytest.raises(AdapterError, match="keys and tokens"):
        adapter.test_connection(x.target.settings, {**x.target.secrets, "access_token": "1-other"})
    with pytest.raises(AdapterError, match="missing"):
        adapter.test_connection(x.target.settings, {"consumer_key": "a"})
    wrong = {**x.target.secrets, "access_token_secret": "wrong"}
    with pytest.raises(AdapterError):
        adapter.test_connection(x.target.settings, wrong)
    assert standin.refusals == ["x GET 2/users/me: The OAuth signature is wrong."]


def test_a_level_without_direct_messages_closes_that_way(ticket: Ticket) -> None:
    connection = Connection.objects.get(inbox=ticket.inbox)
    connection.state = {"access": {"dm": False, "mentions": True}}
    connection.save()
    (route,) = reply_routes(ticket)
    assert (route.available, "no direct messages" in route.note) == (False, True)


def test_the_account_is_known_by_its_token() -> None:
    data = {
        "consumer_key": "k",
        "consumer_secret": "s",
        "access_token": "1455500012-abc",
        "access_token_secret": "t",
        "takes": "both",
    }
    form = SettingsForm(data)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["user_id"] == ACCOUNT
    assert "user_id" in SettingsForm({**data, "access_token": "abc"}).errors
    assert "user_id" in SettingsForm({**data, "user_id": "@kubekilen"}).errors
