"""Ready-made rules: offered where they fit, added once and switched off, in the reader's language, and they do what they say."""

from __future__ import annotations

import pytest

from accounts.models import AuditEntry, Team
from automation import ready_made, rules
from automation.models import Rule, RuleKind
from automation.ready_made import READY_MADE
from tests.automation.test_pages import signed_in
from tests.cast import Cast, customer, write_in
from tickets import work
from tickets.models import Priority, Ticket
from tickets.vocabulary import fields


@pytest.mark.parametrize("ready", READY_MADE, ids=lambda ready: ready.key)
def test_each_is_added_once_switched_off_and_can_be_saved_as_it_is(cast: Cast, ready: ready_made.ReadyMade) -> None:
    ada = signed_in(cast.ada)
    answer = ada.post(f"/settings/rules/ready/{ready.key}/", follow=True)
    assert answer.status_code == 200 and "switched off" in answer.content.decode()
    added = list(Rule.objects.all())
    assert added and not any(rule.is_active for rule in added) and {rule.kind for rule in added} == {ready.kind}
    assert AuditEntry.objects.filter(what="rule", actor=cast.ada).count() == len(added)
    ada.post(f"/settings/rules/ready/{ready.key}/")
    assert Rule.objects.count() == len(added), "a second click adds nothing"
    page = ada.get(f"/settings/rules/?kind={ready.kind}").content.decode()
    assert "You have it" in page
    for rule in added:
        form = ada.get(f"/settings/rules/{rule.pk}/").context["form"]
        sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
        sent |= {name: form.fields[name].widget.format_value(form[name].value()) for name in ("conditions", "effects")}
        if "after_minutes" in form.fields:
            sent["after_minutes"] = form.fields["after_minutes"].prepare_value(rule.after_minutes)
        assert ada.post(f"/settings/rules/{rule.pk}/", sent).status_code == 302


def test_an_empty_page_shows_them_open_and_a_full_one_closed(cast: Cast) -> None:
    ada = signed_in(cast.ada)
    assert '<details class="ready" open>' in ada.get("/settings/rules/").content.decode()
    ada.post("/settings/rules/ready/vip/")
    page = ada.get("/settings/rules/").content.decode()
    assert '<details class="ready" >' in page and page.count("Add, switched off:") == 2


def test_returns_go_to_the_team_that_is_called_so(cast: Cast) -> None:
    for rule in ready_made.add(cast.ada, "returns"):
        rules.switch_rule(cast.ada, rule.pk, True)
    Team.objects.filter(pk=cast.delivery.pk).update(name="Aaa")
    cast.mail.team = cast.delivery
    cast.mail.save()
    number = write_in(cast.mail, "Chcę złożyć reklamację", subject="Kubek").ticket.number
    work.run_due()
    assert Ticket.objects.get(pk=number).team == cast.returns


def test_without_such_a_team_they_get_a_tag(cast: Cast) -> None:
    Team.objects.filter(pk=cast.returns.pk).update(name="Support")
    (rule,) = ready_made.add(cast.ada, "returns")
    assert [step["effect"] for step in rule.effects] == ["add_tags"]


def test_vips_come_first(cast: Cast) -> None:
    (rule,) = ready_made.add(cast.ada, "vip")
    rules.switch_rule(cast.ada, rule.pk, True)
    who = customer()
    who.customer.facts = {"Segment": "VIP"}
    who.customer.save()
    number = write_in(cast.mail, identity=who).ticket.number
    work.run_due()
    assert Ticket.objects.get(pk=number).priority == Priority.HIGH


def test_customers_are_reminded_in_their_own_language_whoever_adds_it(cast: Cast) -> None:
    cast.ada.language = "pl"
    cast.ada.save()
    signed_in(cast.ada).post("/settings/rules/ready/remind/")
    by_language = {
        (rule.conditions["items"][0]["value"][0], rule.after_minutes): rule.effects[0]["value"]
        for rule in Rule.objects.filter(kind=RuleKind.TIME)
    }
    assert by_language["en", 3 * 1440].startswith("Hello") and by_language["pl", 3 * 1440].startswith("Dzień dobry")
    assert by_language["en", 7 * 1440].startswith("Hello") and len(by_language) == 4
    assert "(polski)" in Rule.objects.filter(kind=RuleKind.TIME)[0].name


def test_what_no_app_can_ask_about_is_not_offered(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {name: field for name, field in fields._fields.items() if name != "survey_unhappy"}
    monkeypatch.setattr(fields, "_fields", known)
    assert "unhappy" not in [offer.ready.key for offer in ready_made.offers("event")]
    assert signed_in(cast.ada).post("/settings/rules/ready/unhappy/").status_code == 404
