"""What changes or follows a message: edits, signs under it, words taken back, words of our own side, wishes."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from django.utils import timezone

from channels_inbox import hooks, ingest
from channels_inbox.accept import accept
from channels_inbox.contract import Echo, Edited, Notice, Parsed, Reaction, Removed
from channels_inbox.models import Connection, InboundEvent
from customers import consents
from customers.models import Identity
from tests.cast import Cast, make_inbox
from tests.channels_inbox.scripted import Scripted, said
from tickets.models import Message, Ticket


def take(cast: Cast, scripted: Scripted, name: str, parsed: Parsed) -> InboundEvent:
    scripted.meant[name.encode()] = parsed
    event, _new = accept(cast.chat, name, name.encode())
    ingest.process(event.pk)
    event.refresh_from_db()
    return event


def test_an_edit_keeps_the_words_before(cast: Cast, scripted: Scripted) -> None:
    take(cast, scripted, "1", said("m1", "Size 40"))
    take(cast, scripted, "2", Edited("m1", "Size 41"))
    take(cast, scripted, "3", Edited("m1", "Size 41"))
    message = Message.objects.get()
    assert message.text == "Size 41" and [edit["text"] for edit in message.envelope["edits"]] == ["Size 40"]
    assert message.ticket.preview == "Size 41"


def test_an_edit_may_come_first(cast: Cast, scripted: Scripted) -> None:
    early = take(cast, scripted, "2", Edited("m1", "Size 41"))
    assert early.state == "waiting"
    take(cast, scripted, "1", said("m1", "Size 40"))
    InboundEvent.objects.update(due_at=timezone.now())
    ingest.sweep()
    assert Message.objects.get().text == "Size 41"


def test_what_was_taken_back_is_gone_everywhere(cast: Cast, scripted: Scripted) -> None:
    first = take(cast, scripted, "1", said("m1", "My card is 4111"))
    take(cast, scripted, "2", Removed("m1"))
    message = Message.objects.get()
    assert message.text == "" and message.envelope["removed_at"] and message.ticket.preview == ""
    first.refresh_from_db()
    assert bytes(first.payload) == b"" and "4111" not in first.summary
    take(cast, scripted, "3", Edited("m1", "again"))
    assert Message.objects.get().text == "", "what was taken back doesn't come again"


def test_the_webhook_that_brought_it_forgets_it_too(cast: Cast, scripted: Scripted, client: Client) -> None:
    scripted.meant |= {b"a": said("m1", "My card is 4111"), b"b": Removed("m1")}
    for name in "ab":
        client.post(hook_path(cast), json.dumps([piece(name)]), content_type="application/json")
        ingest.sweep()
        ingest.sweep()
    assert Message.objects.get().envelope["removed_at"]
    first = InboundEvent.objects.filter(source="hook").order_by("pk").first()
    assert first is not None and bytes(first.payload) == b""


def test_signs_under_a_message(cast: Cast, scripted: Scripted) -> None:
    take(cast, scripted, "1", said("m1"))
    take(cast, scripted, "2", Reaction("m1", "👍", "visitor-1"))
    assert Message.objects.get().envelope["reactions"] == {"visitor-1": "👍"}
    take(cast, scripted, "3", Reaction("m1", "", "visitor-1"))
    assert Message.objects.get().envelope["reactions"] == {}


def test_words_of_our_own_side_are_seen_and_not_doubled(cast: Cast, scripted: Scripted) -> None:
    take(cast, scripted, "1", said("m1"))
    echo = Echo("p1", "visitor-1", "chat", "We answered in the page's own inbox")
    take(cast, scripted, "2", echo)
    take(cast, scripted, "3", echo)
    outside = Message.objects.get(kind="outbound")
    assert outside.envelope["outside"] and outside.ticket.waiting_since is None
    assert outside.ticket.first_response_at is not None


def test_a_wish_is_kept_in_its_words_and_opens_nothing(cast: Cast, scripted: Scripted) -> None:
    take(cast, scripted, "1", said("m1", "STOP", opts_out=True))
    identity = Identity.objects.get(kind="chat")
    assert not Ticket.objects.exists()
    assert consents.opted_out(identity.customer, "webchat", "visitor-1")
    assert identity.customer.consents.get().words == "STOP"
    take(cast, scripted, "2", said("m2", "START", opts_in=True))
    assert not consents.opted_out(identity.customer, "webchat", "visitor-1")


def test_a_thread_of_the_provider_is_one_ticket_whoever_writes(cast: Cast, scripted: Scripted) -> None:
    take(cast, scripted, "1", said("m1", "Is it in stock?", thread="post-1"))
    take(cast, scripted, "2", said("m2", "I wonder too", "visitor-2", thread="post-1"))
    take(cast, scripted, "3", said("m3", "Another thing", thread="post-2"))
    assert sorted(ticket.messages.count() for ticket in Ticket.objects.all()) == [1, 2]


def test_an_address_that_the_provider_vouches_for_joins_the_profiles(cast: Cast, scripted: Scripted) -> None:
    take(cast, scripted, "1", said("m1"))
    take(cast, scripted, "2", said("m2", address="visitor-2", also=[("chat", "visitor-1"), ("phone", "+48600700800")]))
    assert len(set(Identity.objects.values_list("customer", flat=True))) == 1
    assert Identity.objects.get(kind="phone").verified_at is not None


def test_a_notice_is_kept_in_the_connection(cast: Cast, scripted: Scripted) -> None:
    take(cast, scripted, "1", Notice("approved", state={"templates": [1]}, attention="Verify the account."))
    connection = Connection.objects.get(inbox=cast.chat)
    assert connection.state["templates"] == [1] and connection.attention == "Verify the account."


def hook_path(cast: Cast) -> str:
    return "/" + hooks.hook_url(cast.chat).partition("//")[2].partition("/")[2]


def piece(external_id: str, **more: Any) -> dict[str, Any]:
    return {"external_id": external_id, **more}


def test_one_webhook_goes_to_several_inboxes_and_waits_for_the_one_that_is_missing(
    cast: Cast, scripted: Scripted, client: Client
) -> None:
    Connection.objects.filter(inbox=cast.chat).update(settings={"page_id": "1"}, secrets={"key": "shared"})
    other = make_inbox("other", "webchat", cast.delivery)
    Connection.objects.filter(inbox=other).update(settings={"page_id": "2"}, secrets={"key": "shared"})
    scripted.meant |= {name.encode(): said(name, name, f"visitor-{name}") for name in "abc"}
    body = json.dumps([piece("a", account="1"), piece("b", account="2"), piece("c", account="3")])
    for _time in range(2):  # the provider didn't hear the first 200
        assert client.post(hook_path(cast), body, content_type="application/json").status_code == 200
    ingest.sweep()
    ingest.sweep()
    receipt = InboundEvent.objects.get(source="hook")
    assert receipt.state == "quarantined" and "3" in receipt.reason
    assert {m.text: m.inbox_id for m in Message.objects.all()} == {"a": cast.chat.pk, "b": other.pk}
    third = make_inbox("third", "webchat", cast.delivery)
    Connection.objects.filter(inbox=third).update(settings={"page_id": "3"}, secrets={"key": "shared"})
    ingest.replay(receipt)
    ingest.sweep()
    assert Message.objects.get(text="c").inbox_id == third.pk and Message.objects.count() == 3
