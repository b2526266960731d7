"""What the firm says a customer is worth: read from the facts, kept with a record of who said so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import ApiToken, AuditEntry
from customers import worth
from customers.actions import change_customer, join
from customers.models import Customer
from tests.cast import Cast, customer, write_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,50", "1234.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("1234.5 zł", "1234.50"),
        ("12 500", "12500.00"), ("12.500", "12500.00"), ("1\u202f000 PLN", "1000.00"), ("ok. 3,", "3.00"),
        ("−7,5", "-7.50"), ("0,125", "0.12"), ("0", "0.00"), ("12 zł (2024)", "12.00"), ("1.234.567", "1234567.00"),
        ("nie wiem", None), ("", None), ("999999999999999", None), (".,-", None),
    ],
)  # fmt: skip
def test_a_number_however_it_is_written(text: str, value: str | None) -> None:
    assert worth.number(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("name", ["Value", "value ", "WARTOŚĆ", "wartosc"])
def test_names_of_facts(name: str) -> None:
    assert worth.value_of({"Rozmiar": "41", name: "7"}) == 7
    assert worth.value_of({"Rozmiar": "41"}) is None
    assert worth.segment_of({"SEGMENT": " VIP\u202e "}) == "VIP"


def test_said_on_the_page_it_is_kept_and_recorded(cast: Cast, client: Client) -> None:
    who = write_in(cast.mail).ticket.customer
    client.force_login(cast.iga)
    facts = {"fact_name": ["Segment", "Value", "Size"], "fact_value": ["VIP", "1 200 zł", "41"]}
    assert client.post(f"/customers/{who.public_id}/facts/", facts).status_code == 302
    who.refresh_from_db()
    assert (who.segment, who.value) == ("VIP", 1200)
    entry = AuditEntry.objects.get(what="customer_worth")
    assert (entry.actor, entry.before, entry.after) == (cast.iga, {}, {"segment": "VIP", "value": "1200.00"})
    assert "1,200" in client.get(f"/customers/{who.public_id}/").content.decode()
    # What says nothing of their worth leaves no record.
    facts["fact_value"][2] = "42"
    client.post(f"/customers/{who.public_id}/facts/", facts)
    assert AuditEntry.objects.filter(what="customer_worth").count() == 1


def test_said_by_the_api(cast: Cast, client: Client) -> None:
    who = write_in(cast.mail).ticket.customer
    bearer = {"Authorization": f"Bearer {ApiToken.issue(cast.iga, 'shop')}"}
    answer = client.patch(
        f"/api/v1/customers/{who.public_id}/", {"facts": {"Wartość": "99,90"}}, content_type="application/json",
        headers=bearer,
    )  # fmt: skip
    assert answer.status_code == 200, answer.content
    assert (answer.json()["value"], answer.json()["segment"]) == ("99.90", "")
    assert AuditEntry.objects.get(what="customer_worth").actor == cast.iga


def test_a_joined_profile_brings_its_worth(cast: Cast) -> None:
    poor, rich = customer("a@example.com").customer, customer("b@example.com").customer
    change_customer(rich, facts={"Value": "10", "Segment": "Hurt"})
    kept = join(rich, poor)
    assert (kept.value, kept.segment) == (10, "Hurt")
    assert Customer.objects.get(pk=poor.pk).value == 10
