"""Inboxes, quarantine and deliveries, as owners use them."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client

from channels_inbox.adapters.email.adapter import EmailAdapter
from channels_inbox.contract import AdapterError
from channels_inbox.models import Connection, Delivery, EventState, InboundEvent
from tests.cast import Cast, make_cast, make_policy, write_in
from tickets.actions import reply
from tickets.actor import Actor
from tickets.models import DeliveryState, Inbox

SMTP = {"channel-smtp_host": "smtp.shop.example", "channel-smtp_user": "support", "channel-smtp_security": "ssl"}
SMTP |= {"channel-imap_security": "ssl"}


@pytest.fixture
def cast(db: None) -> Cast:
    make_policy()
    return make_cast()


@pytest.fixture
def ada(cast: Cast, client: Client) -> Client:
    client.force_login(cast.ada)
    return client


def form(cast: Cast, **fields: str) -> dict[str, str]:
    own = {"name": "Skargi żółte", "address": "Skargi@Shop.example", "team": str(cast.returns.pk), "language": "pl"}
    return own | {"reopen_days": "7"} | SMTP | fields


def test_a_mail_inbox_is_made_and_its_password_never_shown(ada: Client, cast: Cast) -> None:
    response = ada.post("/settings/inboxes/new/email/", form(cast, **{"channel-smtp_password": "very-secret-1"}))
    inbox = Inbox.objects.get(address="skargi@shop.example")
    assert response["Location"] == f"/settings/inboxes/{inbox.pk}/"
    assert (inbox.slug, inbox.channel) == ("skargi-zolte", "email")
    kept = Connection.objects.get(inbox=inbox)
    assert kept.secrets["smtp_password"] == "very-secret-1"
    assert kept.settings["smtp_host"] == "smtp.shop.example"
    assert "very-secret" not in json.dumps(kept.settings)
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM channels_inbox_connection c WHERE inbox_id = %s", [inbox.pk])
        assert "very-secret" not in cursor.fetchone()[0]
    assert "very-secret" not in ada.get(f"/settings/inboxes/{inbox.pk}/").content.decode()
    # Left empty it stays; typed anew it changes.
    ada.post(f"/settings/inboxes/{inbox.pk}/", form(cast))
    assert Connection.objects.get(inbox=inbox).secrets["smtp_password"] == "very-secret-1"
    ada.post(f"/settings/inboxes/{inbox.pk}/", form(cast, **{"channel-smtp_password": "other-2"}))
    assert Connection.objects.get(inbox=inbox).secrets["smtp_password"] == "other-2"


def test_half_a_form_saves_nothing(ada: Client, cast: Cast) -> None:
    before = Inbox.objects.count()
    response = ada.post("/settings/inboxes/new/email/", form(cast, **{"channel-smtp_port": "99999"}))
    assert "smtp_port" in response.context["channel_form"].errors
    same = ada.post("/settings/inboxes/new/email/", form(cast, address="SUPPORT@shop.example"))
    assert "address" in same.context["form"].errors
    assert Inbox.objects.count() == before


def test_the_connection_is_tried_and_the_sentence_stays(
    ada: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailAdapter, settings: object, secrets: object) -> str:
        raise AdapterError("The server refused the password.", permanent=True)

    path = f"/settings/inboxes/{cast.mail.pk}/"
    monkeypatch.setattr(EmailAdapter, "test_connection", refuse)
    page = ada.post(path, form(cast, test="1"), follow=True).content.decode()
    assert "The server refused the password." in page
    assert "The server refused the password." in ada.get("/settings/inboxes/").content.decode()
    monkeypatch.setattr(EmailAdapter, "test_connection", lambda self, settings, secrets: "Both ways work.")
    assert "Both ways work." in ada.post(path, form(cast, test="1"), follow=True).content.decode()
    assert Connection.objects.get(inbox=cast.mail).last_error == ""


def test_a_chat_gives_its_snippet(ada: Client, cast: Cast) -> None:
    page = ada.get(f"/settings/inboxes/{cast.chat.pk}/").content.decode()
    assert f"data-inbox=&quot;{cast.chat.public_id}&quot;" in page


def test_out_of_use_and_back(ada: Client, cast: Cast) -> None:
    for active in ("no", "yes"):
        ada.post(f"/settings/inboxes/{cast.mail.pk}/active/", {"active": active})
        assert Inbox.objects.get(pk=cast.mail.pk).is_active == (active == "yes")


def quarantined(cast: Cast, n: int = 1) -> InboundEvent:
    return InboundEvent.objects.create(
        inbox=cast.mail, external_id=f"q{n}", payload=b"\x00<script>", state=EventState.QUARANTINED, reason="Broken."
    )


def test_quarantine_shows_gives_and_dismisses(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)
    event = quarantined(cast)
    assert "Broken." in client.get("/settings/quarantine/").content.decode()
    original = client.get(f"/settings/quarantine/{event.pk}/original/")
    assert original.content == b"\x00<script>"
    assert original["Content-Type"] == "application/octet-stream"
    assert original["Content-Disposition"].startswith("attachment")
    assert original["X-Content-Type-Options"] == "nosniff"
    client.post(f"/settings/quarantine/{event.pk}/dismiss/")
    event.refresh_from_db()
    assert (event.state, bytes(event.payload)) == (EventState.DISMISSED, b"\x00<script>")


def test_a_replayed_mail_becomes_a_ticket(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)
    event = quarantined(cast)
    raw = b"From: Ola <ola@example.com>\r\nTo: support@shop.example\r\nSubject: Lost\r\nMessage-ID: <1@x>\r\n\r\nWhere?\r\n"
    InboundEvent.objects.filter(pk=event.pk).update(payload=raw)
    client.post(f"/settings/quarantine/{event.pk}/replay/")
    event.refresh_from_db()
    assert event.message is not None
    assert (event.state, event.message.ticket.subject) == (EventState.DONE, "Lost")


def test_all_are_tried_again_by_the_worker(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)
    for n in range(3):
        quarantined(cast, n)
    client.post("/settings/quarantine/replay/")
    assert InboundEvent.objects.due().count() == 3


@pytest.fixture
def uncertain(cast: Cast) -> Delivery:
    answer = reply(Actor.agent(cast.iga), write_in(cast.mail).ticket.number, "On its way.")
    delivery = answer.deliveries.get()
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.UNCERTAIN, error="The line broke.")
    return delivery


@pytest.mark.parametrize(
    ("decision", "state"),
    [("retry", DeliveryState.QUEUED), ("arrived", DeliveryState.SENT), ("give-up", DeliveryState.CANCELLED)],
)
def test_a_person_decides_on_uncertain_deliveries(
    cast: Cast, client: Client, uncertain: Delivery, decision: str, state: str
) -> None:
    client.force_login(cast.marek)
    assert "The line broke." in client.get("/settings/deliveries/").content.decode()
    client.post(f"/settings/deliveries/{uncertain.pk}/{decision}/")
    uncertain.refresh_from_db()
    assert uncertain.state == state
    again = client.post(f"/settings/deliveries/{uncertain.pk}/{decision}/", follow=True).content.decode()
    assert "settled already" in again


def test_the_navigation_counts_what_waits(cast: Cast, client: Client, uncertain: Delivery) -> None:
    client.force_login(cast.marek)
    quarantined(cast)
    page = " ".join(client.get("/settings/profile/").content.decode().split())
    assert page.count('<span class="chip warn num">1</span>') == 2
