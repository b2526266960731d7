"""An agent of another team who tries what no page offers; and addresses that no page makes."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client

from accounts.models import ApiToken
from customers.models import Customer, JoinSuggestion
from tests.cast import Cast, customer, write_in
from tickets.models import Ticket


@pytest.fixture
def jan(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.jan)
    return client


def claim(cast: Cast) -> tuple[Ticket, Customer, JoinSuggestion]:
    """A visitor wrote to Jan's team and named the address of a customer whom only Iga's team knows."""
    known = customer("secret@example.com", "Secret Person").customer
    write_in(cast.mail, identity=known.identities.get())
    cast.chat.team = cast.delivery
    cast.chat.save()
    ticket = write_in(cast.chat, identity=customer("visitor-1", "Visitor", kind="chat")).ticket
    suggestion = JoinSuggestion.objects.create(
        customer=ticket.customer, kind="email", address="secret@example.com", other=known
    )
    return ticket, known, suggestion


def test_whose_address_a_visitor_names_is_not_told_to_another_team(cast: Cast, jan: Client) -> None:
    ticket, known, suggestion = claim(cast)
    for path in (f"/inbox/{ticket.pk}/", f"/inbox/{ticket.pk}/customer/"):
        answer = jan.get(path)
        assert answer.status_code == 200 and "Secret Person" not in answer.content.decode()
    assert jan.post(f"/inbox/{ticket.pk}/join/{suggestion.pk}/", {"join": "yes"}).status_code == 404
    known.refresh_from_db()
    assert known.merged_into_id is None and Ticket.objects.get(pk=ticket.pk).customer_id == ticket.customer_id
    manager = Client()
    manager.force_login(cast.marek)
    assert "Secret Person" in manager.get(f"/inbox/{ticket.pk}/customer/").content.decode()


@pytest.mark.parametrize("direction", ["inbound", "outbound"])
def test_the_api_takes_nothing_into_another_teams_inbox(cast: Cast, direction: str) -> None:
    body = {"inbox": "support", "address": "secret@example.com", "text": "Hi", "direction": direction}

    def post(token: str) -> int:
        api = Client(headers={"Authorization": f"Bearer {token}"})
        return api.post("/api/v1/tickets/", json.dumps(body), content_type="application/json").status_code

    assert post(ApiToken.issue(cast.jan)) == 400
    assert not Ticket.objects.exists() and not Customer.objects.exists()
    assert post(ApiToken.issue(cast.iga)) == 201


def cursor(value: str) -> str:
    return base64.urlsafe_b64encode(value.encode()).decode()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/inbox/live/?since=0001-01-01T00:00:00Z", 400),
        ("/inbox/live/?since=9999-12-31T23:59:59Z", 400),
        ("/inbox/live/?since=2026-01-01T00:00:00Z&ticket=99999999999999999", 200),
        ("/inbox/?created_from=0001-01-01&created_to=9999-12-31", 200),
        (f"/inbox/?after={cursor('[null, 1e999]')}", 200),
        (f"/inbox/?after={cursor('[' * 9000)}", 200),
        (f"/inbox/?after={cursor(json.dumps(['0001-01-01T00:00:00+14:00', 5]))}", 200),
        (f"/reports/tickets/?metric=waiting&cursor={cursor('[null, 1e999]')}", 200),
        (f"/reports/tickets/?metric=waiting&cursor={cursor('[' * 9000)}", 200),
        ("/inbox/99999999999999999999999999/", 404),
        ("/inbox/?q=%00%F0%9F%90%BB%27%26%7C%21%28%3A%2A%5C", 200),
        ("/chat/config/%00/", 404),
        ("/s/%00/", 404),
        ("/invite/%00/", 404),
    ],
)
def test_addresses_that_no_page_makes_break_nothing(jan: Client, path: str, status: int) -> None:
    assert jan.get(path).status_code == status


def test_an_upload_for_no_inbox_is_a_bad_request(db: None) -> None:
    assert Client().post("/chat/upload/", {"inbox": "\x00", "token": "x"}).status_code == 400
