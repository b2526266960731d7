"""Incidents: one answer to all, once and never in public; what customers read, where and until when; new tickets that sound alike."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from accounts.models import AuditEntry
from automation.incidents import answering, banners
from automation.incidents.incidents import link, resolve, save_incident, save_settings, unlink
from automation.models import Incident, IncidentReply, IncidentTicket
from tests.automation.test_pages import signed_in
from tests.cast import Cast, customer, make_cast, make_policy, write_in
from tickets import hooks, work
from tickets.hooks import Route
from tickets.models import Draft, Message, MessageKind, Status, Ticket, TicketEvent
from tickets.search import search_tickets

BAD = "<script>alert(1)</script> Płatności stoją"


def tickets(cast: Cast, n: int = 3, **fields: Any) -> list[int]:
    people = [customer(f"c{i}@example.com", f"C {i}") for i in range(n)]
    return [
        write_in(cast.mail, f"blik {i}", identity=who, subject="", **fields).ticket.number
        for i, who in enumerate(people)
    ]


def incident(cast: Cast, **values: Any) -> Incident:
    return save_incident(cast.marek, Incident(), {"title": "Blik"} | values)


def answers() -> dict[int, str]:
    return dict(Message.objects.filter(kind=MessageKind.OUTBOUND).values_list("ticket_id", "text"))


def test_one_answer_goes_to_each_linked_ticket_in_its_language_and_resolves(cast: Cast) -> None:
    numbers, one = tickets(cast), incident(cast)
    Ticket.objects.filter(pk=numbers[0]).update(language="pl")
    Ticket.objects.filter(pk=numbers[1]).update(assignee=cast.iga, language="en")
    assert link(cast.marek, one, numbers) == 3 and link(cast.marek, one, numbers) == 0
    unlink(cast.marek, one, numbers[2])
    kinds = list(TicketEvent.objects.filter(ticket=numbers[2]).values_list("kind", flat=True))
    assert kinds[-2:] == ["incident_linked", "incident_unlinked"]
    texts: dict[str, Any] = {"text_pl": "Działa, {first_name}.", "text_en": "Works again, {first_name}."}
    given = answering.answer_all(cast.marek, one, **texts, resolves=True, by_assignee=True, key="a" * 32)
    assert answering.answer_all(cast.marek, one, **texts, key="a" * 32) == given, "the form sent twice"
    assert answering.sweep() == 2 and answering.sweep() == 0
    assert answers() == {numbers[0]: "Działa, C.", numbers[1]: "Works again, C."}
    assert Message.objects.get(ticket=numbers[1], kind="outbound").author == cast.iga
    assert set(Ticket.objects.filter(pk__in=numbers[:2]).values_list("status", flat=True)) == {Status.RESOLVED}
    assert (
        list(search_tickets(Ticket.objects.order_by("pk"), f"incident:{one.pk}").values_list("pk", flat=True))
        == numbers[:2]
    )


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ({"public": True}, "Everybody would read it"),
        ({"templates_only": True}, "template"),
        ({"by_hand": True}, "by hand"),
    ],
)
def test_what_may_not_go_is_kept_with_the_reason_and_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, way: dict[str, Any], said: str
) -> None:
    (number,), one = tickets(cast, 1), incident(cast)
    link(cast.marek, one, [number])
    identity = Ticket.objects.get(pk=number).customer.identities.get()
    with monkeypatch.context() as other:
        other.setattr(hooks, "reply_routes", lambda ticket: [Route("email", cast.mail, identity, **way)])
        answering.answer_all(cast.marek, one, text_en="Soon.", text_pl="")
        answering.sweep()
    row = IncidentReply.objects.get()
    assert row.state == "refused" and said in row.reason and answers() == {}
    assert signed_in(cast.marek).post(f"/incidents/{one.pk}/retry/{row.pk}/").status_code == 302
    answering.sweep()
    assert answers() == {number: "Soon."}


def test_an_agent_answers_and_sees_their_own_tickets_only(cast: Cast) -> None:
    numbers, one = tickets(cast), incident(cast)
    Ticket.objects.filter(pk=numbers[0]).update(team=cast.delivery)
    link(cast.marek, one, numbers)
    page = signed_in(cast.iga).get(f"/incidents/{one.pk}/").content.decode()
    assert "2 linked tickets" in page and "And 1 in other teams" in page
    answering.answer_all(cast.iga, one, text_en="Soon.", text_pl="")
    answering.sweep()
    assert set(answers()) == set(numbers[1:])


def test_new_tickets_that_sound_alike_are_offered_or_linked_with_the_known_answer(cast: Cast) -> None:
    one = incident(cast, words=["blik", "płatność"])
    number = write_in(cast.mail, "Płatności blikiem nie idą").ticket.number
    write_in(cast.mail, "Gdzie paczka?", identity=customer("p@example.com", "P"))
    work.run_due()
    assert list(one.links.values_list("ticket", "state")) == [(number, "offered")]
    save_incident(cast.marek, one, {"links_itself": True})
    second = write_in(cast.mail, "blik płatność?", identity=customer("q@example.com", "Q")).ticket.number
    work.run_due()
    assert IncidentTicket.objects.get(ticket=second).state == "linked"
    answering.answer_all(cast.marek, one, text_en="We know.", text_pl="Wiemy.")
    Draft.objects.create(user=cast.iga, ticket_id=second, kind="reply", text="Hello,")
    assert signed_in(cast.iga).post(f"/incidents/{one.pk}/draft/{second}/").status_code == 302
    assert Draft.objects.get().text.startswith("Hello,\n\nW")


def test_customers_read_of_it_where_it_is_meant_and_until_it_is_over(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        one = incident(cast, text_pl=BAD, text_en="Payments <b>fail</b>", is_public=True, channels=["webchat"])
    assert banners.notices(cast.chat, "pl") == [BAD] and banners.notices(cast.chat, "en") == ["Payments <b>fail</b>"]
    assert banners.notices(cast.mail, "pl") == [], "another channel"
    config = Client().get(f"/chat/config/{cast.chat.public_id}/?language=pl")
    assert config.json()["notices"] == [BAD] and "max-age=10" in config["Cache-Control"]
    page = Client().get("/help/?lang=pl").content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page and 'role="status"' in page
    with django_capture_on_commit_callbacks(execute=True):
        resolve(cast.marek, one)
    assert banners.notices(cast.chat, "pl") == [] and "alert(1)" not in Client().get("/help/?lang=pl").content.decode()
    assert AuditEntry.objects.filter(what="incident", after__status="resolved").exists()


def test_a_public_incident_needs_words_and_a_manager(cast: Cast) -> None:
    refused = signed_in(cast.marek).post("/incidents/new/", {"title": "Blik", "is_public": "on"})
    assert refused.status_code == 422 and "Write what customers should read." in refused.content.decode()
    made = signed_in(cast.iga).post("/incidents/new/", {"title": "Blik", "is_public": "on", "text_en": "Down"})
    one = Incident.objects.get()
    assert made.status_code == 302 and not one.is_public and one.text_en == ""
    save_settings(cast.marek, {"enabled": True, "tickets": 9, "minutes": 30})
    assert AuditEntry.objects.get(what="incident_settings").after["tickets"] == 9


@pytest.mark.django_db(transaction=True)
def test_two_workers_write_each_answer_once() -> None:
    make_policy()
    cast = make_cast()
    numbers, one = tickets(cast, 8), incident(cast)
    link(cast.marek, one, numbers)
    answering.answer_all(cast.marek, one, text_en="Soon.", text_pl="")

    def run() -> None:
        try:
            answering.sweep()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answering.sweep()
    written = list(Message.objects.filter(kind=MessageKind.OUTBOUND).values_list("ticket_id", flat=True))
    assert sorted(written) == numbers


def test_an_agents_incident_links_no_other_teams_tickets_by_itself(cast: Cast) -> None:
    form = {"title": "Orders", "words": "order", "links_itself": "on"}
    assert signed_in(cast.jan).post("/incidents/new/", form).status_code == 302
    made = Incident.objects.get()
    assert made.opened_by == cast.jan and not made.links_itself
    theirs = write_in(cast.mail, "my order").ticket
    work.run_due()
    assert IncidentTicket.objects.get(ticket=theirs).state == IncidentTicket.State.OFFERED
    assert not TicketEvent.objects.filter(ticket=theirs, kind="incident_linked").exists()
    assert b"links_itself" not in signed_in(cast.jan).get(f"/incidents/{made.pk}/edit/").content
    assert b"links_itself" in signed_in(cast.marek).get(f"/incidents/{made.pk}/edit/").content
