"""Killing any process between receiving and processing loses nothing and doubles nothing."""

from __future__ import annotations

import smtplib

from django.conf import settings

from channels_inbox.accept import accept
from channels_inbox.models import InboundEvent
from core.redis import redis_client
from tests.cast import make_cast, make_policy, write_in
from tests.channels_inbox.mails import mail
from tests.services.processes import LiveProcess, wait_until
from tests.services.smtp_catcher import SmtpCatcher
from tickets import actions
from tickets.actor import Actor
from tickets.models import Message


def test_the_sweep_finishes_what_a_killed_worker_left(worker: LiveProcess) -> None:
    cast = make_cast()
    worker.kill()
    for n in range(5):
        accept(cast.mail, str(n), mail(message_id=f"<{n}@example.com>", sender=f"c{n}@example.com"))
    # Redis forgets the hints too: only the rows are left.
    for key in redis_client().scan_iter(match=f"*{settings.REDIS_PREFIX}celery*"):
        redis_client().delete(key)
    worker.start()
    wait_until(lambda: not InboundEvent.objects.waiting().exists(), 40, "the sweep")
    assert Message.objects.count() == 5


def test_a_mail_by_smtp_twice_is_one_message_and_the_answer_leaves_once(
    worker: LiveProcess, mail_listener: LiveProcess, outbox_smtp: SmtpCatcher
) -> None:
    cast = make_cast()
    make_policy()
    raw = mail("Dzień dobry, gdzie paczka?")
    for _ in range(2):
        with smtplib.SMTP("127.0.0.1", settings.MAIL_PORT) as smtp:
            smtp.sendmail("tomasz@example.com", ["support@shop.example"], raw)
    wait_until(lambda: Message.objects.exists() and not InboundEvent.objects.waiting().exists(), 40, "the mail")
    message = Message.objects.get()
    actions.reply(Actor.agent(cast.iga), message.ticket_id, "Już jedzie")
    sent = outbox_smtp.wait_for("tomasz@example.com")
    assert sent.message["In-Reply-To"] == "<one@example.com>"
    assert "<one@example.com>" in sent.message["References"]
    wait_until(lambda: Message.objects.filter(kind="outbound", state="sent").exists(), 20, "the state")
    assert len(outbox_smtp.mails) == 1


def test_an_answer_queued_while_the_worker_is_dead_leaves_later(worker: LiveProcess, outbox_smtp: SmtpCatcher) -> None:
    cast = make_cast()
    ticket = write_in(cast.mail).ticket
    worker.kill()
    actions.reply(Actor.agent(cast.iga), ticket.number, "Later")
    assert not outbox_smtp.mails
    worker.start()
    outbox_smtp.wait_for("tomasz@example.com")
