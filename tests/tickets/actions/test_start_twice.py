"""A second click on "Send" of a new ticket."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.test import Client

from channels_inbox.models import Delivery
from tests.cast import make_cast, make_policy
from tickets.models import Ticket


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_five_times_at_once_is_one_ticket_and_one_mail() -> None:
    make_policy()
    cast = make_cast()
    start, landed = threading.Barrier(5), set()

    def send() -> None:
        client = Client()
        client.force_login(cast.iga)
        values = {"inbox": cast.mail.pk, "to": "a@example.com", "subject": "Hi", "text": "Hello", "client_id": "form-1"}
        start.wait()
        landed.add(client.post("/inbox/new/", values).headers["Location"])
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ticket = Ticket.objects.get()
    assert landed == {f"/inbox/{ticket.pk}/"} and Delivery.objects.count() == 1


def test_each_form_has_a_name_of_its_own(db: None) -> None:
    cast = make_cast()
    client = Client()
    client.force_login(cast.iga)
    names = {client.get("/inbox/new/").context["client_id"] for _ in range(2)}
    assert len(names) == 2
