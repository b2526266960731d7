"""Who is told of what: once, in their language, of nothing they may not see, never of their own doing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from accounts.models import Role
from tests.cast import Cast, make_user, write_in
from tickets import actions, mentions, work
from tickets.actor import SYSTEM, Actor
from tickets.models import Notification, NotificationChoice, Ticket
from tickets.notices import deadlines, mailing, notices_of, notify, reading, say, unread_count


def told(user: object) -> list[str]:
    return [row.kind for row in Notification.objects.filter(user=user).order_by("pk")]  # type: ignore[misc]


def test_work_given_by_somebody_else_is_told_once_and_ones_own_never(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    actions.set_assignee(Actor.agent(cast.iga), ticket.number, cast.iga)
    work.run_due()
    assert told(cast.iga) == []
    actions.set_assignee(Actor.agent(cast.marek), ticket.number, None)
    actions.set_assignee(Actor.agent(cast.marek), ticket.number, cast.iga)
    work.run_due()
    work.run_due()
    assert told(cast.iga) == ["assigned"]
    row = Notification.objects.get(user=cast.iga)
    assert say(row).startswith(f"Marek Manager gave you #{ticket.number}")


def test_a_customers_words_fold_into_one_until_they_are_read(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    actions.set_assignee(SYSTEM, ticket.number, cast.iga)
    work.run_due()
    Notification.objects.all().delete()
    for text in ("Hello?", "Anybody?"):
        write_in(cast.mail, text, ticket_number=ticket.number)
        work.run_due()
    row = Notification.objects.get(user=cast.iga)
    assert (row.kind, row.times) == ("customer_wrote", 2)
    client = Client()
    client.force_login(cast.iga)
    assert client.get("/notifications/count/").json() == {"unread": 1}
    client.get(f"/inbox/{ticket.number}/")
    assert client.get("/notifications/count/").json() == {"unread": 0}


def test_a_mention_reaches_only_who_may_see_the_ticket(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    message = actions.add_note(
        Actor.agent(cast.marek), ticket.number, "@Iga Bober, and @Jan: look. Mail: x@iga.example"
    )
    work.run_due()
    assert told(cast.iga) == ["mention"]
    assert told(cast.jan) == []
    assert message.envelope["mentions"] == ["Iga Bober"]
    client = Client()
    client.force_login(cast.iga)
    shown = client.get(f"/inbox/{ticket.number}/").content.decode()
    assert '<span class="mention">@Iga Bober</span>, and @Jan: look' in shown


def test_names_are_found_whole_and_marked_only_in_the_text(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    assert [user for user, _said in mentions.find("@iga, ask @Marek Manager", ticket)] == [cast.iga, cast.marek]
    assert not mentions.find("@Igandia, x@Iga", ticket)
    html = '<a href="https://x.example/ @Iga">@Iga</a> &lt;@Iga'
    marked = mentions.mark(html, ["Iga"])
    assert marked == (
        '<a href="https://x.example/ @Iga"><span class="mention">@Iga</span></a> &lt;<span class="mention">@Iga</span>'
    )


def test_colleagues_are_offered_by_the_beginnings_of_their_names(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    lukasz = make_user("lukasz@shop.example", "Łukasz Adamski", "agent", cast.returns)
    make_user("gone@shop.example", "Adam Gone", "agent", cast.returns, is_active=False)
    assert mentions.whom(cast.iga, ticket, "") == [cast.ada, cast.marek, lukasz], (
        "not oneself, and not Jan of another team"
    )
    assert mentions.whom(cast.iga, ticket, "ada") == [cast.ada, lukasz], "first names first"
    assert mentions.whom(cast.iga, ticket, "luk AD") == [lukasz] and mentions.whom(cast.iga, ticket, "jan") == []


def test_a_rules_note_mentions_nobody(cast: Cast) -> None:
    ticket = write_in(cast.mail, subject="@Iga Bober").ticket
    actions.add_note(Actor("rule"), ticket.number, "The customer says: @Iga Bober")
    work.run_due()
    assert told(cast.iga) == []


def test_what_may_no_longer_be_seen_is_left_out(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    notify([cast.iga, cast.jan], "rule", "Look at %(number)s", ticket=ticket)
    assert (unread_count(cast.iga), unread_count(cast.jan)) == (1, 0)
    actions.set_team(SYSTEM, ticket.number, cast.delivery)
    assert not notices_of(cast.iga).exists()


def test_one_event_is_told_once_and_a_kind_can_be_switched_off(cast: Cast) -> None:
    for _again in range(2):
        notify([cast.ada, cast.marek], "incident", "Many write", dedupe="incident:1")
    assert told(cast.ada) == told(cast.marek) == ["incident"]
    client = Client()
    client.force_login(cast.marek)
    page = client.get("/settings/notifications/")
    ways = {name: field.initial for name, field in page.context["form"].fields.items()}
    client.post("/settings/notifications/", ways | {"incident": "off"})
    assert list(NotificationChoice.objects.values_list("kind", "way")) == [("incident", "off")]
    assert notify([cast.marek], "incident", "Many write", dedupe="incident:2") == []


def test_words_of_another_version_are_shown_plainly(cast: Cast) -> None:
    notify([cast.marek], "rule", "100% of %(what)s")
    with translation.override("pl"):
        assert say(notices_of(cast.marek).get()) == "100% of %(what)s"


def test_who_is_no_manager_any_more_reads_no_incident_of_before(cast: Cast) -> None:
    [row] = notify([cast.marek, cast.iga], "incident", "12 write about: Anna's parcel", url="/incidents/")
    assert row.user == cast.marek and unread_count(cast.marek) == 1, "agents hear of no incident that names no ticket"
    NotificationChoice.objects.create(user=cast.marek, kind="incident", way="mail")
    Notification.objects.update(mail_due_at=timezone.now())
    cast.marek.role = Role.AGENT
    cast.marek.save()
    assert unread_count(cast.marek) == 0 and not notices_of(cast.marek).exists()
    client = Client()
    client.force_login(cast.marek)
    assert b"parcel" not in client.get("/notifications/").content
    assert client.get(f"/notifications/{row.pk}/").status_code == 404
    assert mailing.send_due() == 0 and mail.outbox == []


def test_a_deadline_is_told_before_and_after_once_each(cast: Cast) -> None:
    ticket = write_in(cast.mail, at=timezone.now() - timedelta(minutes=470)).ticket
    actions.set_assignee(SYSTEM, ticket.number, cast.iga)
    work.run_due()
    Notification.objects.all().delete()
    deadlines.sweep()
    deadlines.sweep()
    assert told(cast.iga) == ["due_soon"]
    late = Ticket.objects.get(pk=ticket.pk)
    assert late.sla_due_at is not None
    found = deadlines.news(late, late.sla_due_at + timedelta(seconds=1))
    assert [kind for kind, _text in found.values()] == ["missed"]


def test_due_mail_goes_once_in_one_piece_and_not_for_what_was_read(cast: Cast, settings: object) -> None:
    settings.SMTP_HOST = "mail.shop.example"  # type: ignore[attr-defined]
    ticket = write_in(cast.mail).ticket
    for number in range(3):
        notify([cast.marek], "escalation", "Escalated: %(number)s", ticket=ticket, dedupe=f"e{number}")
    reading.mark_read(cast.marek, pk=Notification.objects.order_by("pk")[0].pk)
    assert (mailing.send_due(), mailing.send_due()) == (1, 0)
    assert mail.outbox[0].to == [cast.marek.email]
    assert mail.outbox[0].body.count("Escalated: #") == 2


def test_a_called_manager_is_told_and_only_managers_take_it_off(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    client = Client()
    client.force_login(cast.iga)
    assert client.post(f"/inbox/{ticket.number}/change/", {"attention": "Legal threat"}).status_code == 200
    work.run_due()
    assert told(cast.marek) == told(cast.ada) == ["attention"]
    assert client.post(f"/inbox/{ticket.number}/change/", {"settle_attention": "1"}).status_code == 403
    client.force_login(cast.marek)
    assert f'id="row-{ticket.number}"' in client.get("/inbox/?view=attention").content.decode()
    assert client.post(f"/inbox/{ticket.number}/change/", {"settle_attention": "1"}).status_code == 200
    assert Ticket.objects.get(pk=ticket.pk).attention_at is None


def test_old_ones_go(cast: Cast) -> None:
    notify([cast.marek], "rule", "Old")
    Notification.objects.update(at=timezone.now() - timedelta(days=61))
    assert reading.forget_old() == 1


@pytest.mark.parametrize("address", ["//evil.example/", "https://evil.example/"])
def test_a_notification_leads_nowhere_else(cast: Cast, address: str) -> None:
    [row] = notify([cast.marek], "rule", "Look", url=address)
    client = Client()
    client.force_login(cast.marek)
    assert client.get(f"/notifications/{row.pk}/").status_code == 404
