"""Answers that leave as text messages, and the settings they leave by."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from channels_inbox import deliver, inboxes
from channels_inbox.adapters.sms.forms import SettingsForm
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.models import Connection, Delivery, DeliveryPart
from channels_inbox.providers import twilio_demo
from customers import actions as customers
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked
from tests.services.standin import Standin
from tickets import actions, hooks
from tickets.actor import Actor
from tickets.models import Attachment, Message, Ticket


@pytest.fixture
def asked(sms: Hooked, standin: Standin) -> Hooked:
    """Marta asked something by text message."""
    sms.says("Gdzie paczka?")
    return sms


def answer(cast: Cast, text: str, *files: actions.NewFile) -> Delivery:
    message = actions.reply(Actor.agent(cast.iga), Ticket.objects.get().number, text, attachments=files)
    delivery = Delivery.objects.get(message=message)
    deliver.send(delivery.pk)
    delivery.refresh_from_db()
    return delivery


def posted(standin: Standin) -> list[dict[str, str]]:
    return [call.form() for call in standin.messages("sms")]


def settings(sms: Hooked, **values: Any) -> None:
    connection = Connection.objects.get(inbox=sms.inbox)
    connection.settings |= values
    connection.save()


def test_an_answer_is_one_post_with_a_way_back_for_reports(asked: Hooked, cast: Cast, standin: Standin) -> None:
    delivery = answer(cast, "Już jedzie – „jutro” będzie")
    [form] = posted(standin)
    assert form["To"] == "+48601234567" and form["From"] == "+48732100200"
    assert form["Body"] == "Już jedzie – „jutro” będzie"
    hook = urlsplit(form["StatusCallback"])
    assert f"{hook.scheme}://{hook.netloc}{hook.path}" == asked.target.url
    assert parse_qs(hook.query) == {"key": [f"{delivery.idempotency_key}:0"]}
    assert delivery.external_id.startswith("SM")


def test_without_polish_letters_when_the_owner_wants_it(asked: Hooked, cast: Cast, standin: Standin) -> None:
    settings(asked, plain_letters=True)
    delivery = answer(cast, "Już jedzie – „jutro” będzie")
    [form] = posted(standin)
    assert form["Body"] == 'Juz jedzie - "jutro" bedzie'
    assert Message.objects.get(pk=delivery.message_id).text == "Już jedzie – „jutro” będzie"
    [route] = hooks.reply_routes(Ticket.objects.get())
    assert "Polish letters" in route.note


def test_the_firms_name_or_a_pool_of_numbers_as_sender(asked: Hooked, cast: Cast, standin: Standin) -> None:
    settings(asked, sender_name="Kubek i Len")
    answer(cast, "Raz")
    [route] = hooks.reply_routes(Ticket.objects.get())
    assert route.available and "Kubek i Len" in route.note
    settings(asked, sender_name="", messaging_service_sid="MG" + "1" * 32)
    answer(cast, "Dwa")
    named, pooled = posted(standin)
    assert named["From"] == "Kubek i Len"
    assert pooled["MessagingServiceSid"] == "MG" + "1" * 32 and "From" not in pooled


PDF = actions.NewFile("faktura żółta.pdf", "application/pdf", b"%PDF-1.4 secret")
PAGE = actions.NewFile("<b>x</b>.html", "text/html", b"<script>alert(1)</script>")


def link(text: str) -> str:
    found = re.search(r"https?://\S+", text)
    assert found
    return urlsplit(found[0]).path


def test_files_go_as_a_link_that_nobody_guesses_and_that_expires(
    asked: Hooked, cast: Cast, standin: Standin, time_machine: Any
) -> None:
    answer(cast, "Faktura", PDF, PAGE)
    [form] = posted(standin)
    assert form["Body"].startswith("Faktura\n")
    page = link(form["Body"])
    visitor = Client()
    shown = visitor.get(page)
    assert shown.status_code == 200 and "noindex" in shown.headers["X-Robots-Tag"]
    assert "faktura żółta.pdf" in shown.content.decode() and "<b>x" not in shown.content.decode()

    pdf, html = (visitor.get(f"{page}{a.public_id}/") for a in Attachment.objects.order_by("pk"))
    assert pdf.content == b"%PDF-1.4 secret" and pdf.headers["Content-Type"] == "application/pdf"
    assert html.headers["Content-Type"] == "application/octet-stream"
    assert all(one.headers["Content-Disposition"].startswith("attachment") for one in (pdf, html))

    # Another message's file is not to be had by this link, nor any by a changed one.
    answer(cast, "Inna", PDF)
    other = Attachment.objects.order_by("-pk").first()
    assert other is not None
    assert visitor.get(f"{page}{other.public_id}/").status_code == 404
    assert visitor.get(page[:-3] + "AA/").status_code == 404
    time_machine.move_to(timezone.now() + timedelta(days=15), tick=False)
    assert visitor.get(page).status_code == 410
    assert visitor.get(f"{page}{other.public_id}/").status_code == 404


def test_a_link_that_does_not_fit_goes_after_the_words_and_no_part_twice(
    asked: Hooked, cast: Cast, standin: Standin
) -> None:
    standin.answer_next("sms", None)
    delivery = answer(cast, "a" * 1590, PDF)
    assert delivery.state == "uncertain" and len(posted(standin)) == 1
    key = parse_qs(urlsplit(posted(standin)[0]["StatusCallback"]).query)["key"][0]
    # Twilio had taken it after all, and says so with our own key: the rest goes on, the first isn't repeated.
    report = {"MessageSid": "SM" + "9" * 32, "MessageStatus": "sent"}
    assert asked.post(twilio_demo.post(asked.target, report, f"key={key}")) == [200]
    asked.work()
    deliver.send(delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    bodies = [form["Body"] for form in posted(standin)]
    assert [len(bodies), bodies[0]] == [2, "a" * 1590] and "/c/sms/f/" in bodies[1]
    assert DeliveryPart.objects.get(position=0).external_id == "SM" + "9" * 32


@pytest.mark.parametrize("answered", [{"sid": "SM1", "status": "failed", "error_code": 21610}])
def test_a_refusal_in_a_good_answer_is_a_refusal(
    asked: Hooked, cast: Cast, standin: Standin, answered: dict[str, Any]
) -> None:
    standin.answer_next("sms", ApiAnswer(201, json.dumps(answered).encode()))
    assert answer(cast, "Raz").state == "failed"
    [route] = hooks.reply_routes(Ticket.objects.get())
    assert not route.available


def test_a_token_that_expired_is_told_to_the_admins(asked: Hooked, cast: Cast, standin: Standin) -> None:
    standin.answer_next("sms", twilio_demo.refusal(20003, "Authenticate", 401))
    delivery = answer(cast, "Raz")
    assert delivery.state == "failed" and "auth token" in delivery.error
    assert "auth token" in Connection.objects.get(inbox=asked.inbox).attention


def test_a_landline_takes_no_text_messages(asked: Hooked) -> None:
    customers.claim_address(Ticket.objects.get().customer, "phone", "+48224567890")
    known = {route.identity.address: route.available for route in hooks.reply_routes(Ticket.objects.get())}
    assert known == {"+48601234567": True, "+48224567890": False}


# -- settings ---------------------------------------------------------------------------------------------------------


def tried(sms: Hooked) -> tuple[bool, str]:
    return inboxes.try_connection(sms.inbox)


def test_the_connections_test_says_exactly_what_is_wrong(sms: Hooked, standin: Standin) -> None:
    works, said = tried(sms)
    assert works and "Kubek i Len" in said
    sms.inbox.address = "+48732999999"
    assert "not a number of the account" in tried(sms)[1]
    sms.inbox.address = sms.demo.address
    standin.answer_next("sms", twilio_demo.refusal(20003, "Authenticate", 401))
    assert "Copy both again" in tried(sms)[1]
    standin.answer_next("sms", ApiAnswer.of({"sid": "AC", "friendly_name": "X", "status": "suspended"}))
    assert "suspended" in tried(sms)[1]
    row = {"phone_number": sms.demo.address, "capabilities": {"sms": False}}
    standin.answer_next("sms", ApiAnswer.of({"friendly_name": "X", "status": "active"}))
    standin.answer_next("sms", ApiAnswer.of({"incoming_phone_numbers": [row]}))
    assert "can't send text messages" in tried(sms)[1]
    standin.answer_next("sms", ApiAnswer.of({"friendly_name": "X", "status": "active"}))
    standin.answer_next("sms", ApiAnswer.of({"incoming_phone_numbers": [{**row, "capabilities": {"sms": True}}]}))
    works, said = tried(sms)
    assert works and "None will come in yet" in said
    settings(sms, account_sid="SK123")
    assert "begins with AC" in tried(sms)[1]
    assert not standin.refusals


def test_wrong_settings_are_refused_beside_their_field() -> None:
    good = {"account_sid": twilio_demo.ACCOUNT, "auth_token": "x"}
    assert SettingsForm(good).is_valid()
    for wrong in (
        {"account_sid": "AC123"},
        {"sender_name": "12345"},
        {"sender_name": "Żółw"},
        {"sender_name": "Kubek", "messaging_service_sid": "MG" + "0" * 32},
        {"messaging_service_sid": "AC" + "0" * 32},
    ):
        form = SettingsForm(good | wrong)
        assert not form.is_valid() and form.errors.keys() <= wrong.keys()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("732 100 200", "+48732100200"), ("+44 20 7946 0958", "+442079460958"), ("7164", "7164"), ("Len", "")],
)
def test_the_number_is_kept_in_one_spelling(cast: Cast, client: Client, typed: str, kept: str) -> None:
    client.force_login(cast.ada)
    posted = {"name": "SMS", "address": typed, "team": cast.returns.pk, "language": "pl", "reopen_days": 7}
    posted |= {"channel-account_sid": twilio_demo.ACCOUNT, "channel-auth_token": "x"}
    client.post(reverse("inbox-new", args=["sms"]), posted)
    found = list(Connection.objects.filter(inbox__channel="sms").values_list("inbox__address", flat=True))
    assert found == ([kept] if kept else [])
