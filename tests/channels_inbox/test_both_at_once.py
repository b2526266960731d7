"""The customer writes while an agent answers: neither waits for the other forever, nothing is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from channels_inbox import ingest
from channels_inbox.accept import accept
from channels_inbox.models import InboundEvent
from tests.cast import make_cast, write_in
from tests.channels_inbox.mails import mail
from tickets import actions
from tickets.actor import Actor
from tickets.models import Message

ROUNDS = 12


@pytest.mark.django_db(transaction=True)
def test_writing_in_and_answering_at_once() -> None:
    cast = make_cast()
    ticket = write_in(cast.mail, external_id="<first@example.com>").ticket
    errors: list[Exception] = []
    ids = [
        accept(cast.mail, str(n), mail(message_id=f"<{n}@example.com>", In_Reply_To="<first@example.com>"))[0].pk
        for n in range(ROUNDS)
    ]

    def run(work: list[object]) -> None:
        try:
            for item in work:
                if isinstance(item, int):
                    ingest.process(item)
                else:
                    actions.reply(Actor.agent(cast.iga), ticket.number, str(item))
        except Exception as error:  # a thread's failure is the test's failure
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(list(ids),))]
    threads += [threading.Thread(target=run, args=([f"Answer {n}" for n in range(ROUNDS)],))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert not InboundEvent.objects.exclude(state="done").exists(), "no event had to be tried again"
    assert Message.objects.filter(ticket=ticket).count() == 1 + 2 * ROUNDS
