"""The counter: on the customer's phone and at an agent's desk, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from channels_inbox import registry
from channels_inbox.adapters.counter.payloads import page_url, read_place
from channels_inbox.models import InboundEvent
from customers.consents import opted_out
from customers.models import Consent, Customer, Identity
from tests.cast import Cast, customer, make_inbox
from tests.channels_inbox.public_pages import Visitor, make_page, quarantined, work
from tickets.models import Inbox, Ticket

WORDS = "I agree that the shop answers me by the way I chose."


@pytest.fixture
def sms(cast: Cast) -> Inbox:
    return make_inbox("sms", "sms", cast.returns, name="SMS")


@pytest.fixture
def counter(cast: Cast, client: Client, sms: Inbox) -> Visitor:
    return Visitor(client, make_page("counter", cast, consent_en=WORDS))


GIVEN = {"name": "Zofia Żak", "message": "My parcel is wet.", "consent": "on"}


def test_a_customer_picks_text_messages(counter: Visitor) -> None:
    page = counter.open()
    assert WORDS in page and 'data-kind="phone"' in page
    answered = counter.send(**GIVEN, channel="sms", phone="512 345 678", email="")
    assert answered.status_code == 303 and b"+48512345678" in counter.client.get(answered["Location"]).content
    [message] = work()
    ticket = message.ticket
    assert (ticket.channel, ticket.customer.name, message.text) == ("counter", "Zofia Żak", "My parcel is wet.")
    assert message.identity is not None
    assert (message.identity.kind, message.identity.address) == ("phone", "+48512345678")
    assert message.identity.verified_at is None
    assert ticket.customer.preferred_channel == "sms"
    assert ["Wants the answer by", "Text message"] in message.envelope["facts"]


def test_consent_is_kept_with_its_words_and_undoes_no_stop(counter: Visitor) -> None:
    stopped = customer("+48512345678", "Zofia", kind="phone")
    Consent.objects.create(
        customer=stopped.customer, purpose="messages", granted=False, words="STOP", source="sms:+48512345678"
    )
    counter.send(**GIVEN, channel="sms", phone="+48512345678")
    [message] = work()
    said = Consent.objects.filter(customer=message.customer).first()
    assert said is not None
    assert (said.purpose, said.granted, said.words, said.source) == ("messages", True, WORDS, "counter:+48512345678")
    assert opted_out(stopped.customer, "sms", "+48512345678")


def test_without_consent_nothing_is_taken(counter: Visitor) -> None:
    page = counter.send(**{**GIVEN, "consent": ""}, channel="sms", phone="512345678")
    assert page.status_code == 422 and not InboundEvent.objects.exists()


def test_the_words_are_those_that_were_shown(counter: Visitor) -> None:
    counter.open("?lang=pl")
    connection = counter.inbox.connection
    connection.settings = {"consent_en": "Other words."}
    connection.save()
    counter.send(**GIVEN, channel="email", email="zofia@example.com")
    work()
    assert Consent.objects.get().words == WORDS


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"channel": "sms", "phone": ""}, "phone"),
        ({"channel": "sms", "phone": "12"}, "phone"),
        ({"channel": "sms", "phone": "call me"}, "phone"),
        ({"channel": "email", "email": ""}, "email"),
        ({"channel": "email", "email": "zofia"}, "email"),
        ({"channel": "email", "phone": "512345678"}, "email"),
    ],
)
def test_the_address_fits_the_way(counter: Visitor, fields: dict[str, str], wrong: str) -> None:
    page = counter.send(**GIVEN, **fields)
    html = page.content.decode()
    assert page.status_code == 422 and not InboundEvent.objects.exists()
    marked = re.findall(r'<input[^>]*name="(\w+)"[^>]*aria-invalid="true"', html)
    assert marked == [wrong]
    # What isn't shown must not keep a browser from sending.
    assert not re.search(rf'<input[^>]*name="{wrong}"[^>]* required', html)


def test_a_field_for_another_way_does_not_matter(counter: Visitor) -> None:
    assert counter.send(**GIVEN, channel="email", email="zofia@example.com", phone="nonsense").status_code == 303
    assert counter.send(**GIVEN, channel="carrier pigeon").status_code == 422
    assert counter.send(**GIVEN).status_code == 422


def shown(page: str) -> set[str]:
    return set(re.findall(r'name="channel" value="(\w+)"', page)) or set(
        re.findall(r'value="(\w+)" id="id_channel"', page)
    )


def test_only_ways_that_work_are_offered(counter: Visitor, cast: Cast, sms: Inbox) -> None:
    make_inbox("old", "whatsapp", cast.returns)  # no approved template: it can't write first
    assert shown(counter.open()) == {"email", "sms"}
    connection = counter.inbox.connection
    connection.settings = {"channels": ["sms"]}
    connection.save()
    page = counter.open()
    assert 'type="hidden" name="channel" value="sms"' in page and 'name="email"' not in page
    assert counter.send(**GIVEN, channel="email", email="a@example.com").status_code == 422
    sms.is_active = False
    sms.save()
    closed = counter.client.get(counter.path)
    assert closed.status_code == 503 and b"<form" not in closed.content


def test_the_place_is_signed(counter: Visitor, cast: Cast) -> None:
    url = page_url(counter.inbox, "Kasa 2 / góra")
    counter.open("?" + urlsplit(url).query)
    counter.send(**GIVEN, channel="email", email="zofia@example.com")
    [message] = work()
    assert ["Place", "Kasa 2 / góra"] in message.envelope["facts"]
    mark = url.rpartition("mark=")[2]
    other = make_page("counter", cast, slug="other")
    assert read_place(counter.inbox, "Kasa 2 / góra", mark) == "Kasa 2 / góra"
    for inbox, place, given in (
        (counter.inbox, "Kasa 3", mark),
        (other, "Kasa 2 / góra", mark),
        (counter.inbox, "Kasa 2 / góra", ""),
        (counter.inbox, "Kasa 2 / góra", "żółć\ud800"),
        (counter.inbox, "", mark),
    ):
        assert read_place(inbox, place, given) == ""
    counter.open("?place=<script>&mark=x")


def test_programs_wait_in_quarantine(counter: Visitor) -> None:
    assert counter.send(**GIVEN, channel="sms", phone="512345678", extra_reference="x").status_code == 303
    assert work() == [] and "Looks automatic" in quarantined().reason
    assert not Identity.objects.filter(kind="phone").exists() and not Consent.objects.exists()


def test_sent_twice_it_is_one(counter: Visitor) -> None:
    for _click in range(2):
        counter.send(**GIVEN, channel="email", email="zofia@example.com")
    assert len(work()) == 1


def test_the_page_is_in_no_frame(counter: Visitor) -> None:
    response = counter.client.get(counter.path)
    assert response["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in response["Content-Security-Policy"]


@pytest.fixture
def desk(counter: Visitor, cast: Cast) -> Iterator[Client]:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.iga)
    yield client


def desk_form(client: Client, path: str) -> dict[str, Any]:
    page = client.get(path).content.decode()
    found = {name: re.search(f'name="{name}" value="([^"]+)"', page) for name in ("token", "csrfmiddlewaretoken")}
    return {name: match[1] for name, match in found.items() if match}


def test_an_agent_takes_it_down_and_has_the_ticket_at_once(counter: Visitor, desk: Client) -> None:
    path = f"{counter.path}desk/"
    assert counter.inbox.name in desk.get("/inbox/new/").content.decode()
    fields = {**GIVEN, "channel": "sms", "phone": "512345678"}
    hidden = desk_form(desk, path)
    assert desk.post(path, {**fields, "token": hidden["token"]}).status_code == 403
    answers = [desk.post(path, {**fields, **hidden}) for _click in range(2)]
    ticket = Ticket.objects.get()
    assert [answer["Location"] for answer in answers] == [f"/inbox/{ticket.pk}/"] * 2
    message = ticket.messages.get()
    assert message.kind == "inbound" and ["Written down by", "Iga Bober"] in message.envelope["facts"]
    assert message.envelope["proven"] is False and Consent.objects.get().words == WORDS


def test_a_desk_belongs_to_its_team(counter: Visitor, desk: Client, cast: Cast) -> None:
    desk.force_login(cast.jan)
    for page in ("desk", "sheet"):
        assert desk.get(f"{counter.path}{page}/").status_code == 404
    assert counter.inbox.name not in desk.get("/inbox/new/").content.decode()
    assert Client().get(f"{counter.path}desk/")["Location"].startswith("/accounts/login/")


def test_a_desk_says_what_is_wrong_and_survives_a_token_of_its_own(counter: Visitor, desk: Client) -> None:
    path = f"{counter.path}desk/"
    hidden = desk_form(desk, path)
    page = desk.post(path, {**hidden, "name": "Zofia", "channel": "sms", "phone": "1", "message": "Kept"})
    assert page.status_code == 422 and b"Kept" in page.content
    stale = desk.post(path, {**hidden, "token": "x", **GIVEN, "channel": "sms", "phone": "512345678"})
    assert stale.status_code == 422 and b"My parcel is wet." in stale.content
    assert not Ticket.objects.exists()


def test_the_sheet_has_the_code_of_its_place(counter: Visitor, desk: Client) -> None:
    page = desk.get(f"{counter.path}sheet/", {"place": "Kasa <2>", "size": "a6"}).content.decode()
    assert "Kasa &lt;2&gt;" in page and "<svg" in page and 'class="sheet a6"' in page
    assert page_url(counter.inbox, "Kasa <2>").replace("&", "&amp;") in page
    assert 'lang="pl"' in page and 'lang="en"' in page
    one = desk.get(f"{counter.path}sheet/?lang=pl&size=poster").content.decode()
    assert one.count('class="words') == 1 and 'class="sheet a5"' in one
    long = desk.get(f"{counter.path}sheet/", {"place": "ż" * 5000})
    assert long.status_code == 200


def test_the_inboxs_page_links_to_all_of_it(counter: Visitor, cast: Cast, client: Client) -> None:
    labels = [url for _label, url in registry.adapter("counter").links(counter.inbox)]  # type: ignore[attr-defined]
    assert [urlsplit(url).path for url in labels] == [counter.path, f"{counter.path}sheet/", f"{counter.path}desk/"]
    client.force_login(cast.ada)
    page = client.get(f"/settings/inboxes/{counter.inbox.pk}/").content.decode()
    assert all(url in page for url in labels)
    assert Customer.objects.count() == 0
