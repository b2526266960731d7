"""Sent once, or known to be uncertain, by every channel whose provider has a stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels_inbox import deliver, ingest, registry
from channels_inbox.contract import OutboundMessage, SendResult
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.models import Delivery, DeliveryPart, InboundEvent
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.kinds import IN_PARTS, SENDING, toy_registered
from tests.services.standin import Standin
from tickets import actions, channel_info
from tickets.actions.files import NewFile
from tickets.actor import Actor
from tickets.models import Message, MessageKind, Ticket

SAID = "Już jedzie, będzie jutro"
# One red pixel: every channel that takes files takes a picture.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def _toy() -> Iterator[None]:
    with toy_registered():
        yield


@pytest.fixture
def inbox(kind: str, cast: Cast, client: Client, standin: Standin) -> Hooked:
    """A conversation that its customer has begun, by webhook or found by a poll."""
    made = hooked(kind, cast, client)
    made.says("Gdzie paczka?")
    poll = getattr(registry.adapter(kind), "poll", None)
    if poll is not None and not Ticket.objects.exists():
        poll()
        made.work()
    assert Ticket.objects.exists()
    return made


def answer(cast: Cast, text: str = SAID, **fields: Any) -> Delivery:
    choices = actions.Choices(public_ok=True)
    message = actions.reply(Actor.agent(cast.iga), Ticket.objects.get().number, text, choices=choices, **fields)
    return Delivery.objects.get(message=message)


def again(delivery: Delivery) -> Delivery:
    """The same row as it is now, with its message."""
    return Delivery.objects.select_related("message").get(pk=delivery.pk)


def send(delivery: Delivery) -> Delivery:
    """Send what is due, and if it waits for a pause, not yet."""
    deliver.send(delivery.pk)
    return again(delivery)


def due(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now())


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SENDING)
def test_an_answer_leaves_as_the_provider_wants_it(kind: str, inbox: Hooked, cast: Cast, standin: Standin) -> None:
    sent = send(answer(cast))
    assert not standin.refusals
    assert sent.state in {"sent", "delivered"} and sent.external_id and not sent.error
    assert sent.message.state == sent.state
    [heard] = [inbox.demo.heard(call) for call in standin.messages(kind)]
    assert heard is not None and SAID in heard.text
    assert not deliver.send(sent.pk) and not deliver.sweep()
    assert len(standin.messages(kind)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SENDING)
def test_what_can_never_go_stops_and_says_why(kind: str, inbox: Hooked, cast: Cast, standin: Standin) -> None:
    standin.answer_message(kind, inbox.demo.permanent_error)
    failed = send(answer(cast))
    assert failed.state == failed.message.state == "failed"
    assert len(failed.message.state_detail) > 15 and failed.message.state_detail[-1] in ".!?)"
    due(failed)
    assert not deliver.sweep()
    assert len(standin.messages(kind)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SENDING)
def test_what_can_not_go_now_goes_later(kind: str, inbox: Hooked, cast: Cast, standin: Standin) -> None:
    standin.answer_message(kind, inbox.demo.transient_error)
    waiting = send(answer(cast))
    assert waiting.state == waiting.message.state == "queued" and waiting.error
    assert waiting.due_at > timezone.now() + timedelta(seconds=1)
    assert not deliver.sweep(), "not before its time"
    due(waiting)
    assert send(waiting).state in {"sent", "delivered"}
    assert len(standin.messages(kind)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SENDING)
def test_a_provider_that_asks_for_a_pause_gets_it(kind: str, inbox: Hooked, cast: Cast, standin: Standin) -> None:
    standin.answer_message(kind, ApiAnswer.of({}, 429, **{"Retry-After": "1800"}))
    waiting = send(answer(cast))
    assert waiting.state == "queued"
    assert timedelta(minutes=29) < waiting.due_at - timezone.now() < timedelta(minutes=60)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SENDING)
def test_a_broken_provider_never_loses_nor_doubles(kind: str, inbox: Hooked, cast: Cast, standin: Standin) -> None:
    """What a server error means differs: tried again where it surely wasn't taken, else a person decides."""
    standin.answer_message(kind, ApiAnswer(502, b"<html>oops</html>", "text/html"))
    assert send(answer(cast)).state in {"queued", "uncertain"}
    assert len(standin.messages(kind)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SENDING)
def test_who_hangs_up_leaves_it_uncertain(kind: str, inbox: Hooked, cast: Cast, standin: Standin) -> None:
    standin.answer_message(kind, None)
    unsure = send(answer(cast))
    if unsure.state == "queued":
        # Only who says twice what it is about may be asked twice.
        [call] = standin.messages(kind)
        assert call.method == "PUT" or "idempotency-key" in call.headers
        return
    assert unsure.state == unsure.message.state == "uncertain" and unsure.error
    due(unsure)
    assert not deliver.sweep()
    assert len(standin.messages(kind)) == 1, "a person decides"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SENDING)
def test_a_yes_that_makes_no_sense_is_uncertain(kind: str, inbox: Hooked, cast: Cast, standin: Standin) -> None:
    """It was taken, for all we know: sending it again could double it."""
    for number, body in enumerate([b"", b"{}", b"[]", b"not json", b'{"messages": []}'], 1):
        standin.answer_message(kind, ApiAnswer(200, body))
        unsure = send(answer(cast, f"{SAID} {number}"))
        assert unsure.state in {"uncertain", "sent"}, body
        due(unsure)
        deliver.sweep()
        assert len(standin.messages(kind)) == number, body


class Killed(BaseException):
    """The worker's process is gone."""


@pytest.mark.django_db
@pytest.mark.parametrize("kind", IN_PARTS)
def test_a_worker_killed_between_parts_repeats_none(
    kind: str, inbox: Hooked, cast: Cast, standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = channel_info.get(kind)
    files = [NewFile(f"{n}.png", "image/png", PNG) for n in range(2)] if info.attachments and info.files > 1 else []
    delivery = answer(cast, attachments=files)
    adapter: Any = registry.adapter(kind)
    send_part, calls = type(adapter).send_part, []

    def killed(self: Any, message: OutboundMessage, part: Any) -> SendResult:
        calls.append(part)
        if len(calls) == 2:
            raise Killed
        result: SendResult = send_part(self, message, part)
        return result

    monkeypatch.setattr(type(adapter), "send_part", killed)
    try:
        deliver.send(delivery.pk)
    except Killed:
        Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        deliver.sweep()
        assert again(delivery).state == "uncertain"
        assert deliver.retry(again(delivery))
        deliver.send(delivery.pk)
        assert [part.key or part for part in calls].count(calls[0].key or calls[0]) == 1
    assert again(delivery).state in {"sent", "delivered"} and not standin.refusals
    # As many as its parts: the killed one is counted once more than it was sent.
    assert DeliveryPart.objects.filter(delivery=delivery).count() == len(calls) - (len(calls) > 1)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SENDING)
def test_reports_become_ticks(kind: str, inbox: Hooked, cast: Cast, standin: Standin) -> None:
    sent = send(answer(cast))
    posts = reports(inbox, standin)
    inbox.post(*posts)
    inbox.work()
    assert again(sent).message.state in ({"delivered", "read"} if posts else {"sent", "delivered"})
    inbox.post(*posts, *reversed(posts))
    inbox.work()
    assert again(sent).message.state in ({"delivered", "read"} if posts else {"sent", "delivered"})
    assert not InboundEvent.objects.exclude(state="done").exists()
    assert Message.objects.filter(kind=MessageKind.OUTBOUND).count() == 1


def reports(inbox: Hooked, standin: Standin) -> list[Any]:
    """What the provider reports of the last message that it took."""
    kind = inbox.inbox.channel
    taken = [(c, a) for named, c, a in standin.exchanges if named == kind and inbox.demo.heard(c) is not None]
    call, said = taken[-1]
    return list(inbox.demo.receipts(inbox.target, call, said))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SENDING)
def test_reports_that_overtake_our_own_note_become_ticks(
    kind: str, inbox: Hooked, cast: Cast, standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    adapter: Any = registry.adapter(kind)
    name = "send_part" if hasattr(adapter, "parts") else "send"
    original = getattr(type(adapter), name)
    posts: list[Any] = []

    def told_early(self: Any, *given: Any) -> SendResult:
        result: SendResult = original(self, *given)
        posts.extend(reports(inbox, standin))
        inbox.post(*posts)
        for pk in list(InboundEvent.objects.waiting().values_list("pk", flat=True)):
            ingest.process(pk)
        for pk in list(InboundEvent.objects.waiting().values_list("pk", flat=True)):
            ingest.process(pk)
        return result

    monkeypatch.setattr(type(adapter), name, told_early)
    sent = send(answer(cast))
    inbox.work()
    assert again(sent).message.state in ({"delivered", "read"} if posts else {"sent", "delivered"})
    assert not InboundEvent.objects.exclude(state="done").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", SENDING)
def test_answers_leave_in_their_order(kind: str, inbox: Hooked, cast: Cast, standin: Standin) -> None:
    if Message.objects.filter(kind=MessageKind.INBOUND).exclude(thread="").exists():
        return  # a review has one answer
    standin.answer_message(kind, inbox.demo.transient_error)
    first, second = send(answer(cast, "Pierwsza odpowiedź")), answer(cast, "Druga odpowiedź")
    assert not deliver.send(second.pk), "the first still waits"
    due(first)
    for delivery in (first, second):
        assert send(delivery).state in {"sent", "delivered"}
    heard = [found.text for call in standin.messages(kind) if (found := inbox.demo.heard(call))]
    assert [text.partition(" ")[0] for text in heard] == ["Pierwsza", "Pierwsza", "Druga"]
