"""In by SMTP bytes, answered by an agent, out by SMTP, and back: one ticket."""

from __future__ import annotations

from email.message import EmailMessage

from channels_inbox import deliver, ingest
from channels_inbox.accept import accept
from channels_inbox.adapters.email.payloads import event_id
from channels_inbox.models import Delivery
from tests.cast import Cast
from tests.services.smtp_catcher import CaughtMail, SmtpCatcher
from tickets import actions
from tickets.actor import Actor
from tickets.models import Message, Ticket

FIRST = b"""From: Jan Kowalski <jan@example.pl>
To: support@shop.example
Subject: Zam\xc3\xb3wienie 4711
Message-ID: <first@example.pl>

Gdzie jest moja paczka?
"""


def take(cast: Cast, raw: bytes) -> ingest.Result:
    event, _new = accept(cast.mail, event_id(raw), raw)
    result = ingest.process(event.pk)
    assert result is not None
    return result


def answered(cast: Cast, outbox: SmtpCatcher) -> tuple[Ticket, CaughtMail]:
    message = take(cast, FIRST).message
    assert message is not None
    actions.reply(Actor.agent(cast.iga), message.ticket.number, "Jest **w drodze**.")
    assert deliver.send(Delivery.objects.get().pk)
    return message.ticket, outbox.wait()[0]


def test_a_conversation_by_mail_stays_one_ticket(cast: Cast, outbox_smtp: SmtpCatcher) -> None:
    ticket, caught = answered(cast, outbox_smtp)
    mail = caught.message
    assert caught.recipients == ["jan@example.pl"]
    assert mail["In-Reply-To"] == mail["References"] == "<first@example.pl>"
    assert mail["Subject"] == "Re: Zamówienie 4711"
    body = mail.get_body(("html",))
    assert body is not None and "<strong>w drodze</strong>" in body.get_content()

    back = EmailMessage()
    back["From"], back["To"], back["Subject"] = "jan@example.pl", "support@shop.example", "Odp: Zamówienie 4711"
    back["Message-ID"], back["In-Reply-To"] = "<second@example.pl>", mail["Message-ID"]
    back.set_content(
        "Dotarła!\n\nśr., 4 lis 2026 o 10:12 Sklep <support@shop.example> napisał(a):\n\n> Jest w drodze.\n"
    )
    result = take(cast, back.as_bytes())
    assert result.message is not None and result.message.ticket == ticket and result.message.text == "Dotarła!"

    actions.reply(Actor.agent(cast.iga), ticket.number, "Cieszymy się!")
    assert deliver.send(Delivery.objects.order_by("-pk")[0].pk)
    last = outbox_smtp.wait(2)[1].message
    assert last["In-Reply-To"] == "<second@example.pl>"
    assert last["References"].split() == ["<first@example.pl>", mail["Message-ID"], "<second@example.pl>"]
    assert Ticket.objects.count() == 1


def test_a_bounce_marks_the_answer_it_is_about(cast: Cast, outbox_smtp: SmtpCatcher) -> None:
    _ticket, caught = answered(cast, outbox_smtp)
    report = (
        "From: MAILER-DAEMON@mx.example\nTo: support@shop.example\nSubject: Undelivered Mail Returned to Sender\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\nMessage-ID: <b@mx.example>\n\n'
        "--B\n\nYour message could not be delivered.\n--B\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; jan@example.pl\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n\n--B\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: {caught.message['Message-ID']}\n\n--B--\n"
    )
    result = take(cast, report.encode())
    delivery = Delivery.objects.get()
    assert result.outcome == "bounce" and result.message == delivery.message
    assert delivery.state == "failed" and "User unknown" in delivery.error
    assert Ticket.objects.count() == 1 and Message.objects.filter(kind="inbound").count() == 1
