"""Rules tell people and call managers, once a run, by the rule's name."""

from __future__ import annotations

from automation.models import RuleRun
from tests.automation.test_engine import do, rule
from tests.cast import Cast, write_in
from tickets import work
from tickets.models import Notification, Ticket, TicketEvent
from tickets.notices import say


def test_a_rule_notifies_by_its_name_whom_it_names_once_each(cast: Cast) -> None:
    rule("Urgent words", do("notify", ["team", "managers", cast.iga.pk, cast.jan.pk]))
    ticket = write_in(cast.mail).ticket
    work.run_due()
    work.run_due()
    rows = Notification.objects.filter(kind="rule")
    assert sorted(row.user_id for row in rows) == sorted([cast.iga.pk, cast.marek.pk, cast.ada.pk])
    assert say(rows[0]).startswith(f"Rule “Urgent words”: look at #{ticket.number}")
    assert RuleRun.objects.get().did[0]["changed"] is True


def test_a_rule_that_finds_nobody_to_tell_says_so_in_its_trace(cast: Cast) -> None:
    rule("Nobody", do("notify", ["assignee", "followers"]))
    write_in(cast.mail)
    work.run_due()
    assert RuleRun.objects.get().did[0]["error"] == "There was nobody to tell."


def test_a_rule_calls_a_manager_and_the_flag_says_why(cast: Cast) -> None:
    rule("Lawyers", do("attention", "Legal threat on {number}"))
    ticket = Ticket.objects.get(pk=write_in(cast.mail).ticket.pk)
    work.run_due()
    ticket.refresh_from_db()
    assert ticket.attention_why == f"Legal threat on {ticket.number}"
    assert TicketEvent.objects.get(ticket=ticket, kind="attention_called").data["rule"] == "Lawyers"
    work.run_due()
    assert set(Notification.objects.filter(kind="attention").values_list("user_id", flat=True)) == {
        cast.ada.pk,
        cast.marek.pk,
    }
