"""What somebody gains who writes another person's address into the From line: nothing."""

from __future__ import annotations

from channels_inbox import ingest
from channels_inbox.accept import accept
from channels_inbox.adapters.email import threads
from channels_inbox.models import Connection, Delivery, EventState
from channels_inbox.routes import reply_routes
from customers import actions as customers
from customers.models import Identity
from tests.cast import Cast, customer, write_in
from tests.channels_inbox.mails import mail
from tickets import actions
from tickets.actor import Actor
from tickets.models import Message, Ticket

MX = "mx.shop.example"


def take(cast: Cast, raw: bytes) -> Message:
    event, _new = accept(cast.mail, f"event-{Message.objects.count()}", raw)
    result = ingest.process(event.pk)
    assert result is not None and result.event.state == EventState.DONE and result.message is not None
    return result.message


def answer_by_mail(cast: Cast, number: int, identity: Identity) -> Message:
    answer = actions.reply(Actor.agent(cast.iga), number, "Hello", route_key=f"{cast.mail.pk}:{identity.pk}")
    token = threads.message_id(number, answer.pk, "shop.example")
    Delivery.objects.filter(message=answer).update(external_id=token, state="sent")
    return answer


def chat_that_claims(cast: Cast, *addresses: str) -> tuple[Ticket, Identity]:
    visitor = customer("visitor-1", "Eve", kind="chat")
    ticket = write_in(cast.chat, "Hello", identity=visitor).ticket
    for address in addresses:
        customers.claim_address(visitor.customer, "email", address)
    return ticket, visitor


def test_a_token_that_went_elsewhere_does_not_make_a_chat_visitor_somebody_else(cast: Cast) -> None:
    """Eve left her own address and got a token by it, then named Tomasz', whom an answer reached as well."""
    victim = customer()
    ticket, eve = chat_that_claims(cast, "eve@evil.example", victim.address)
    mine = answer_by_mail(cast, ticket.number, Identity.objects.get(address="eve@evil.example"))
    answer_by_mail(cast, ticket.number, victim)
    ways = (
        {"In_Reply_To": threads.message_id(ticket.number, mine.pk, "shop.example")},
        {"to": threads.reply_address("support@shop.example", ticket.number, mine.pk)},
        {"to": threads.reply_address("support@shop.example", ticket.number)},
    )
    for number, way in enumerate(ways):
        forged = take(cast, mail("It is me, Tomasz", message_id=f"<{number}@evil.example>", **way))
        assert forged.envelope["proven"] is False
    eve.refresh_from_db()
    victim.refresh_from_db()
    assert eve.customer_id != victim.customer_id and Ticket.objects.get(pk=ticket.pk).customer_id == eve.customer_id
    assert victim.verified_at is None


def test_the_answer_to_the_very_mail_proves_the_address(cast: Cast) -> None:
    victim = customer()
    ticket, visitor = chat_that_claims(cast, victim.address)
    answer = answer_by_mail(cast, ticket.number, victim)
    token = threads.message_id(ticket.number, answer.pk, "shop.example")
    assert take(cast, mail("It is me", message_id="<me@example.com>", In_Reply_To=token)).envelope["proven"] is True
    visitor.refresh_from_db()
    assert visitor.customer_id == victim.customer_id


def test_what_the_senders_domain_disowns_changes_nothing_about_the_customer(cast: Cast) -> None:
    Connection.objects.filter(inbox=cast.mail).update(settings={"trusted_authserv_id": MX})
    first = take(cast, mail("Dzień dobry, gdzie jest moja paczka? Czekam już od tygodnia."))
    answer = answer_by_mail(cast, first.ticket_id, Identity.objects.get(address="tomasz@example.com"))
    disowned = {"Authentication_Results": f"{MX}; spf=fail smtp.mailfrom=tomasz@example.com; dmarc=fail"}
    by_reference = take(
        cast,
        mail(
            "Hello, this is me, please send it to my new address instead",
            sender="Somebody Else <tomasz@example.com>",
            message_id="<two@evil.example>",
            In_Reply_To="<one@example.com>",
            **disowned,
        ),
    )
    by_token = take(
        cast,
        mail(
            "And this is my new phone number, thank you very much",
            message_id="<three@evil.example>",
            In_Reply_To=threads.message_id(first.ticket_id, answer.pk, "shop.example"),
            **disowned,
        ),
    )
    assert by_reference.ticket_id != first.ticket_id, "knowing an id is not enough where the sender is disowned"
    assert by_reference.envelope["proven"] is by_token.envelope["proven"] is False
    identity = Identity.objects.get(address="tomasz@example.com")
    assert identity.display_name == "Tomasz Kuna" and identity.verified_at is None
    assert identity.customer.language == "pl"


def test_who_found_our_mail_somewhere_does_not_get_the_customers_answers(cast: Cast) -> None:
    """A forwarded mail carries our token. Its reader may write to the ticket, yet what the agent says next stays private."""
    first = take(cast, mail("Please resend my invoice", Cc="boss@example.com"))
    customers_own = Identity.objects.get(address="tomasz@example.com")
    answer = answer_by_mail(cast, first.ticket_id, customers_own)
    token = threads.message_id(first.ticket_id, answer.pk, "shop.example")

    def default_after(sender: str) -> str:
        said = take(cast, mail("And?", sender=sender, message_id=f"<{sender}>", In_Reply_To=token))
        assert said.ticket_id == first.ticket_id
        return reply_routes(said.ticket)[0].identity.address

    assert default_after("eve@evil.example") == "tomasz@example.com"
    assert "eve@evil.example" in [r.identity.address for r in reply_routes(first.ticket)], "an agent may choose her"
    assert default_after("boss@example.com") == "boss@example.com", "whom the customer put in copy takes part"
