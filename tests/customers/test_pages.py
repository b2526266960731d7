"""The customer's page: addresses, facts, notes, consent, joining; who may see whom."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from customers import actions, search
from customers.models import Customer, Identity, JoinSuggestion
from tests.cast import Cast, customer, make_inbox, write_in
from tickets.actions import set_following
from tickets.actor import Actor
from tickets.models import CountDelta, Ticket


@pytest.fixture
def tomasz(cast: Cast) -> Customer:
    return write_in(cast.mail).ticket.customer


@pytest.fixture
def iga(cast: Cast, client: Client) -> Client:
    client.force_login(cast.iga)
    return client


def page(client: Client, person: Customer) -> str:
    return client.get(f"/customers/{person.public_id}/").content.decode()


def test_the_list_shows_whom_the_agent_may_see(cast: Cast, tomasz: Customer, client: Client) -> None:
    customer("free@example.com", "Free Person")
    for person, sees_tomasz in ((cast.iga, True), (cast.jan, False), (cast.marek, True)):
        client.force_login(person)
        text = client.get("/customers/").content.decode()
        assert ("Tomasz Kuna" in text, "Free Person" in text) == (sees_tomasz, True), person


def test_search_finds_name_address_and_company(iga: Client, tomasz: Customer) -> None:
    actions.change_customer(tomasz, company="Świerk sp. z o.o.")
    tomasz.refresh_from_db()
    actions.claim_address(tomasz, "phone", "+48601123456")
    queries = ("kuna", "kun", "TOMASZ@", "tomasz@example.com", "swierk", "tomasz swierk", "example.com")
    for query in (*queries, "601 123 456", "601-123", "+48 601123456", "0048601123456"):
        assert "Tomasz Kuna" in iga.get("/customers/", {"q": query}).content.decode(), query
    for query in ("nobody", "tomasz nobody", "602 123 456", "@", "'", "%"):
        assert "Tomasz Kuna" not in iga.get("/customers/", {"q": query}).content.decode(), query


def test_an_index_answers_the_search(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "customer_words" in search.matching(Customer.objects.order_by(), "kuna tomasz").explain()


def test_paging_shows_everyone_once(cast: Cast, client: Client) -> None:
    client.force_login(cast.ada)
    people = [customer(f"c{n}@example.com", f"C{n}").customer for n in range(55)]
    Customer.objects.filter(pk=people[3].pk).update(last_seen_at=None)
    first = client.get("/customers/").context["page"]
    second = client.get("/customers/", {"after": first.next}).context["page"]
    seen = [c.pk for c in [*first.customers, *second.customers]]
    assert (len(seen), len(set(seen)), second.next) == (55, 55, "")
    assert client.get("/customers/", {"after": "forged"}).context["page"].customers == first.customers


@pytest.mark.parametrize("path", ["/customers/", "/customers/?q=shared"])
def test_the_list_costs_the_same_for_few_and_many(cast: Cast, client: Client, path: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
            return len(queries)

    client.force_login(cast.iga)
    for n in range(2):
        write_in(cast.mail, identity=customer(f"c{n}@shared.example", f"Shared {n}"))
    cost()
    few = cost()
    for n in range(2, 30):
        write_in(cast.mail, identity=customer(f"c{n}@shared.example", f"Shared {n}"))
    assert cost() == few < 18


def test_an_agent_sees_the_same_customers_whether_the_team_is_most_of_the_house_or_little_of_it(
    cast: Cast, client: Client
) -> None:
    """The question to the database differs (tickets.customer_side); the answer must not."""
    own = write_in(cast.mail, identity=customer("own@example.com", "Own Customer")).ticket
    other = make_inbox("other", "email", cast.delivery, address="other@shop.example")
    followed = write_in(other, identity=customer("followed@example.com", "Followed Customer")).ticket
    set_following(Actor.agent(cast.iga), followed.number, cast.iga, True)
    write_in(other, identity=customer("hidden@example.com", "Hidden Customer"))
    customer("free@example.com", "Free Customer")
    client.force_login(cast.iga)
    expected = {"Own Customer", "Followed Customer", "Free Customer"}

    def seen() -> set[str]:
        return {one.name for one in client.get("/customers/").context["page"].customers}

    assert seen() == expected
    CountDelta.objects.create(team_id=cast.delivery.pk, status="closed", channel="email", n=1000)
    assert seen() == expected
    assert own.customer.name in expected


def test_hostile_words_stay_words(iga: Client, tomasz: Customer) -> None:
    evil = "<script>alert(1)</script>"
    actions.change_customer(tomasz, name=evil, facts={evil: evil})
    text = page(iga, tomasz)
    assert evil not in text and "&lt;script&gt;" in text


def test_addresses(iga: Client, tomasz: Customer) -> None:
    path = f"/customers/{tomasz.public_id}/addresses/"
    iga.post(path, {"kind": "phone", "address": "601 123 456"})
    phone = tomasz.identities.get(kind="phone")
    assert (phone.address, phone.verified_at) == ("+48601123456", None)
    refused = iga.post(path, {"kind": "email", "address": "not an address"})
    assert refused.status_code == 422 and "address" in refused.context["address_form"].errors
    iga.post(f"{path}{phone.pk}/prefer/")
    assert [i.kind for i in tomasz.identities.filter(is_preferred=True)] == ["phone"]
    iga.post(f"{path}{phone.pk}/remove/")
    assert not Identity.objects.filter(pk=phone.pk).exists()


def test_a_chat_visitor_is_not_cut_off(iga: Client, tomasz: Customer) -> None:
    chat = Identity.objects.create(customer=tomasz, kind="chat", address="visitor")
    assert iga.post(f"/customers/{tomasz.public_id}/addresses/{chat.pk}/remove/").status_code == 404


def test_somebodys_address_becomes_a_suggestion(iga: Client, cast: Cast, tomasz: Customer) -> None:
    other = customer("anna@example.com", "Anna Kuna").customer
    iga.post(f"/customers/{tomasz.public_id}/addresses/", {"kind": "email", "address": "anna@example.com"})
    assert JoinSuggestion.objects.get().other == other
    assert "anna@example.com" in page(iga, tomasz)
    # With a suggestion an agent may join them; see test_joining for the rest.
    assert iga.get(f"/customers/{tomasz.public_id}/join/{other.public_id}/").status_code == 200


def test_facts_keep_what_was_not_touched(iga: Client, tomasz: Customer) -> None:
    actions.change_customer(tomasz, facts={"orders": 3, "size": "M"})
    data = {"fact_name": ["orders", "", "city"], "fact_value": ["3", "M", "Łódź"]}
    iga.post(f"/customers/{tomasz.public_id}/facts/", data)
    tomasz.refresh_from_db()
    assert tomasz.facts == {"orders": 3, "city": "Łódź"}


def test_details_and_a_chosen_language(iga: Client, tomasz: Customer) -> None:
    data = {"name": "T. Kuna", "company": "Świerk", "language": "pl", "external_ref": "K-7"}
    iga.post(f"/customers/{tomasz.public_id}/details/", data)
    tomasz.refresh_from_db()
    assert (tomasz.name, tomasz.language, tomasz.language_source) == ("T. Kuna", "pl", "chosen")
    assert "swierk" in tomasz.search_text and "k-7" in tomasz.search_text


def test_notes_are_deleted_by_their_author_or_a_manager(cast: Cast, tomasz: Customer, client: Client) -> None:
    client.force_login(cast.marek)
    client.post(f"/customers/{tomasz.public_id}/notes/", {"text": "Always kind."})
    note = tomasz.notes.get()
    client.force_login(cast.iga)
    assert "Always kind." in page(client, tomasz)
    assert client.post(f"/customers/{tomasz.public_id}/notes/{note.pk}/remove/").status_code == 404
    client.force_login(cast.ada)
    client.post(f"/customers/{tomasz.public_id}/notes/{note.pk}/remove/")
    assert not tomasz.notes.exists()


def test_consent_is_kept_with_its_words(iga: Client, cast: Cast, tomasz: Customer) -> None:
    path = f"/customers/{tomasz.public_id}/consent/"
    assert iga.post(path, {"granted": "no", "words": ""}).status_code == 422
    iga.post(path, {"granted": "no", "words": "Proszę mnie nie pytać."})
    tomasz.refresh_from_db()
    row = tomasz.consents.get()
    assert (tomasz.surveys_allowed, row.granted, row.words) == (False, False, "Proszę mnie nie pytać.")
    assert row.source == f"agent:{cast.iga.pk}"


def test_joining(cast: Cast, tomasz: Customer, client: Client) -> None:
    other = write_in(cast.chat, identity=customer("visitor", "Tomek", "chat")).ticket.customer
    path = f"/customers/{tomasz.public_id}/join/{other.public_id}/"
    client.force_login(cast.iga)
    assert client.post(path).status_code == 403
    client.force_login(cast.marek)
    assert "Tomek" in client.get(f"/customers/{tomasz.public_id}/join/", {"q": "tomek"}).content.decode()
    assert "Tomek" in client.get(path).content.decode()
    assert Ticket.objects.filter(customer=tomasz).count() == 1
    client.post(path)
    assert Ticket.objects.filter(customer=tomasz).count() == 2
    # Old links lead to the one that stayed.
    moved = client.get(f"/customers/{other.public_id}/")
    assert moved["Location"] == f"/customers/{tomasz.public_id}/"


def test_tickets_of_other_teams_are_only_counted(cast: Cast, tomasz: Customer, iga: Client) -> None:
    cast.mail.team = cast.delivery
    cast.mail.save()
    write_in(cast.mail, subject="Secret of the other team")
    text = page(iga, tomasz)
    assert "Secret" not in text and "1 ticket is with teams" in text


def test_a_new_customer_or_the_one_who_is_known(iga: Client, tomasz: Customer) -> None:
    made = iga.post("/customers/new/", {"name": "Ola", "kind": "email", "address": "OLA@example.com"})
    assert made["Location"] == f"/customers/{Identity.objects.get(address='ola@example.com').customer.public_id}/"
    known = iga.post("/customers/new/", {"name": "", "kind": "email", "address": "tomasz@example.com"})
    assert known["Location"] == f"/customers/{tomasz.public_id}/"


def test_the_new_ticket_page_names_nobody_the_agent_may_not_see(cast: Cast, tomasz: Customer, client: Client) -> None:
    for person, sees in ((cast.iga, True), (cast.jan, False)):
        client.force_login(person)
        found = client.get("/inbox/new/customers/", {"q": "tomasz"}).content.decode()
        page_of_ticket = client.get("/inbox/new/", {"customer": str(tomasz.pk)}).content.decode()
        assert ("tomasz@example.com" in found, "tomasz@example.com" in page_of_ticket) == (sees, sees)


def test_odd_bytes_in_a_search_are_harmless(iga: Client, tomasz: Customer) -> None:
    assert iga.get("/customers/", {"q": "\x00tomasz"}).status_code == 200


def test_the_preferred_channel_is_one_that_reaches_them(iga: Client, cast: Cast, tomasz: Customer) -> None:
    url = f"/customers/{tomasz.public_id}/"
    page = iga.get(url).content.decode()
    assert '<option value="email"' in page and '<option value="sms"' not in page  # no phone number yet
    assert iga.post(f"{url}details/", {"name": "Tomasz", "preferred_channel": "sms"}).status_code == 422
    actions.claim_address(tomasz, "phone", "+48601100200")
    assert iga.post(f"{url}details/", {"name": "Tomasz", "preferred_channel": "sms"}).status_code == 302
    assert Customer.objects.get(pk=tomasz.pk).preferred_channel == "sms"
    ticket = write_in(cast.mail, identity=tomasz.identities.get(kind="email")).ticket
    panel = iga.get(f"/inbox/{ticket.pk}/customer/").content.decode()
    assert "Prefers</dt><dd>Text message</dd>" in panel and "<dt>Phone</dt>" in panel
    # A number that is gone doesn't undo the wish behind the agent's back.
    tomasz.identities.get(kind="phone").delete()
    assert '<option value="sms" selected' in iga.get(url).content.decode()
