"""Suggestions learnt from closed tickets: off computes nothing, rules and people go first, once each, and what was right."""

from __future__ import annotations

import json
import re
import zlib
from datetime import timedelta

import pytest
from django.utils import timezone

from automation.learning import corpus, record, store, suggest
from automation.learning.decide import decide, for_ticket
from automation.models import LeftOutTeam, Mode, RuleRun, Suggestion, Training
from tests.automation.learning_cast import closed_tickets, learn, switch_on
from tests.automation.test_engine import do, rule, words
from tests.cast import Cast, customer, write_in
from tickets import actions, work
from tickets.actor import Actor
from tickets.models import Message, PendingWork, Priority, Status, Tag, Ticket, TicketEvent
from tickets.templatetags.inbox import event_text

PARCEL = "Gdzie jest moja paczka? Kurier miał dostarczyć przesyłkę do paczkomatu, dostawa ma opóźnienie."
INVOICE = "The invoice is wrong: the payment by card was charged twice, please send a correction with vat and the bill."
State = Suggestion.State


def come_in(cast: Cast, text: str = PARCEL, **fields: object) -> Ticket:
    ticket = write_in(cast.mail, text, language="pl" if text == PARCEL else "en", **fields).ticket
    work.run_due()
    return Ticket.objects.select_related("team", "inbox", "customer").get(pk=ticket.pk)


def test_off_computes_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    closed_tickets(cast, 120)
    monkeypatch.setattr(corpus, "read", lambda: pytest.fail("read though everything is off"))
    assert store.ask() is None and not store.work_off()
    come_in(cast)
    assert not Training.objects.exists() and not Suggestion.objects.exists()
    switch_on()
    Training.objects.create(state=Training.State.DONE)
    switch_on(Mode.OFF)
    monkeypatch.setattr(store, "current", lambda: pytest.fail("loaded though everything is off"))
    come_in(cast, identity=customer("ela@example.com"))
    assert not Suggestion.objects.exists()


def test_few_examples_suggest_nothing_and_say_so(cast: Cast) -> None:
    closed_tickets(cast, 60)
    switch_on()
    report = learn().report
    assert report["tickets"] == 60 and not any(part["enough"] for part in report["targets"].values())
    come_in(cast)
    assert not Suggestion.objects.exists()


def test_a_new_ticket_gets_suggestions_that_say_why(cast: Cast) -> None:
    closed_tickets(cast)
    switch_on()
    report = learn().report
    assert set(report["languages"]) == {"pl", "en"} and report["targets"]["team"]["enough"]
    parcel, invoice = come_in(cast), come_in(cast, INVOICE, identity=customer("ela@example.com"))
    team = Suggestion.objects.get(ticket=parcel, target="team")
    assert team.value == str(cast.delivery.pk) and team.was == str(cast.returns.pk) and team.state == State.OPEN
    assert {word for word, _weight in team.words} <= set(re.findall(r"\w+", PARCEL.lower()))
    assert 0.7 < team.certainty < 1 and team.words[0][1] >= team.words[-1][1] > 0
    found = {row.target: row.value for row in Suggestion.objects.filter(ticket=invoice)}
    assert found == {"priority": str(Priority.URGENT), "tags": "faktura"}
    # Nothing is done by itself, and a worker that comes twice finds it done.
    assert parcel.team == cast.returns and not TicketEvent.objects.filter(actor_kind="suggestion").exists()
    before = Suggestion.objects.count()
    suggest.on_event(parcel.events.get(kind="received"))
    assert Suggestion.objects.count() == before
    shown = for_ticket(parcel)
    assert shown is not None and shown["suggestions"][0].value == "Dostawy"


def test_sure_enough_it_is_applied_with_a_trace_and_can_be_undone(cast: Cast) -> None:
    closed_tickets(cast)
    switch_on(Mode.APPLY, 60)
    learn()
    parcel = come_in(cast)
    assert parcel.team == cast.delivery
    event = parcel.events.get(kind="suggested")
    assert event.actor_kind == "suggestion" and "% sure: “" in event_text(event)
    row = Suggestion.objects.get(ticket=parcel, target="team")
    assert row.state == State.ALONE
    decide(cast.iga, row, "undo")
    row.refresh_from_db()
    assert Ticket.objects.get(pk=parcel.pk).team == cast.returns and (row.state, row.right) == (State.UNDONE, False)
    with pytest.raises(ValueError, match="answered this already"):
        decide(cast.jan, row, "keep")
    # What isn't sure enough stays a suggestion.
    switch_on(Mode.APPLY, 100)
    other = come_in(cast, identity=customer("ela@example.com"))
    assert other.team == cast.returns and Suggestion.objects.get(ticket=other, target="team").state == State.OPEN


def test_rules_go_first_and_what_they_or_people_set_stays(cast: Cast) -> None:
    closed_tickets(cast)
    switch_on(Mode.APPLY, 60)
    learn()
    # The rule says what the ticket has already: there is no event of it, only the rule's run.
    rule("Parcels", do("team", cast.returns.pk), items=[words("paczka")])
    parcel = come_in(cast)
    assert parcel.team == cast.returns and RuleRun.objects.filter(ticket=parcel).exists()
    assert not Suggestion.objects.filter(ticket=parcel, target="team").exists()
    invoice = write_in(cast.mail, INVOICE, identity=customer("ela@example.com"), language="en").ticket
    actions.set_priority(Actor.agent(cast.iga), invoice.pk, Priority.LOW)
    actions.set_tags(Actor.agent(cast.iga), invoice.pk, ["faktura"])
    actions.set_tags(Actor.agent(cast.iga), invoice.pk, [])
    work.run_due()
    assert not Suggestion.objects.filter(ticket=invoice, target__in=["priority", "tags"]).exists()


def test_while_a_rule_is_still_to_come_it_waits(cast: Cast) -> None:
    closed_tickets(cast)
    switch_on(Mode.APPLY, 60)
    learn()
    ticket = write_in(cast.mail, PARCEL, language="pl").ticket
    mine = PendingWork.objects.filter(consumer="suggestions", event__kind="received").get()
    suggest.on_event(mine.event)
    again = PendingWork.objects.filter(consumer="suggestions", event__kind="received").exclude(pk=mine.pk).get()
    assert again.due_at > timezone.now() and not Suggestion.objects.exists()
    # Rules that stay stuck aren't waited for, but then nothing is applied.
    TicketEvent.objects.filter(pk=mine.event_id).update(at=timezone.now() - timedelta(minutes=11))
    mine.event.refresh_from_db()
    suggest.on_event(mine.event)
    assert Suggestion.objects.get(ticket=ticket, target="team").state == State.OPEN


def test_a_chat_that_begins_with_hello_is_looked_at_again(cast: Cast) -> None:
    closed_tickets(cast)
    switch_on()
    learn()
    first = write_in(cast.chat, "Dzień dobry", identity=customer("v", kind="chat"), language="pl", subject="")
    work.run_due()
    assert not Suggestion.objects.filter(ticket=first.ticket, target="team").exists()
    write_in(cast.chat, PARCEL, identity=first.message.identity, ticket_number=first.ticket.pk, subject="")
    work.run_due()
    assert Suggestion.objects.get(ticket=first.ticket, target="team").value == str(cast.delivery.pk)


@pytest.mark.parametrize("which", ["answered", "spam", "left out", "automatic"])
def test_what_is_left_alone(cast: Cast, which: str) -> None:
    closed_tickets(cast)
    switch_on()
    learn()
    if which == "left out":
        LeftOutTeam.objects.create(team=cast.returns)
    ticket = write_in(cast.mail, PARCEL, language="pl", automatic=which == "automatic").ticket
    if which == "answered":
        actions.reply(Actor.agent(cast.iga), ticket.number, "Sprawdzam.")
    elif which == "spam":
        actions.set_spam(Actor.agent(cast.iga), ticket.number, True)
    work.run_due()
    assert not Suggestion.objects.exists()


def test_a_team_that_is_left_out_is_not_learnt_from(cast: Cast) -> None:
    closed_tickets(cast)
    switch_on()
    LeftOutTeam.objects.create(team=cast.delivery)
    training = learn()
    assert training.report["tickets"] == 160
    # Only now and then somebody else's message mentions what that team's are about.
    lessons = json.loads(zlib.decompress(bytes(training.data)))
    counts = lessons["priority"]["counts"]
    assert counts["tickets"] == 160 and counts["by_word"].get("kurier", 0) < 30 < counts["by_word"]["zwrot"]
    come_in(cast)
    assert not Suggestion.objects.filter(target="team").exists(), "only one team is left: there is no choice"


def test_names_addresses_and_numbers_are_not_kept(cast: Cast) -> None:
    tickets = closed_tickets(cast)
    # A word that one person writes again and again, and one of two people.
    for ticket in tickets[:40]:
        Message.objects.filter(ticket=ticket).update(text="zwrot iban PL61 hasło tajemnica")
        ticket.customer_id = tickets[0].customer_id if ticket.pk % 2 else tickets[1].customer_id
        ticket.save(update_fields=["customer"])
    # What many people are called, written by others, too.
    for ticket in [one for one in tickets[40:] if not one.customer.name.startswith("Anna")][:12]:
        Message.objects.filter(ticket=ticket).update(text="zwrot dla mojej siostry, Anna prosi o etykietę")
    switch_on()
    training = learn()
    kept = _kept(training)
    assert {"zwrot", "paczka", "invoice", "siostra"} <= kept
    assert not kept & {"tajemnica", "haslo", "anna", "nowak", "kowalski", "lis", "iga", "marek", "example", "com"}
    assert not any(char.isdigit() for word in kept for char in word)
    assert "anna" not in json.dumps(training.report).lower()


def _kept(training: Training) -> set[str]:
    lessons = json.loads(zlib.decompress(bytes(training.data)))
    return {word for lesson in lessons.values() for word in lesson["counts"]["by_word"]}


def test_what_escalation_raised_is_not_what_people_chose(cast: Cast) -> None:
    ticket = write_in(cast.mail, PARCEL).ticket
    actions.set_priority(Actor.agent(cast.iga), ticket.pk, Priority.HIGH)
    actions.set_priority(Actor.rule(1), ticket.pk, Priority.URGENT)
    actions.set_team(Actor.agent(cast.ada), ticket.pk, cast.delivery)
    actions.set_status(Actor.agent(cast.iga), ticket.pk, Status.RESOLVED)
    learnt = corpus.read().tickets[0]
    assert learnt.priority == "3"
    assert (learnt.first_team, learnt.team, learnt.routed) == (str(cast.returns.pk), str(cast.delivery.pk), False)
    actions.set_team(Actor.rule(1), ticket.pk, cast.returns)
    assert corpus.read().tickets[0].routed, "not a fair test: nothing would have been suggested"


def test_only_what_came_before_the_first_answer_is_read(cast: Cast) -> None:
    first = write_in(cast.mail, "Gdzie jest paczka?")
    actions.reply(Actor.agent(cast.iga), first.ticket.pk, "W drodze.")
    write_in(cast.mail, "Wielkie podziękowania", identity=first.message.identity, ticket_number=first.ticket.pk)
    ticket = Ticket.objects.get(pk=first.ticket.pk)
    text, channel = corpus.read_openings({ticket.pk: ticket.first_response_at})[ticket.pk]
    assert "paczka" in text and "podziękowania" not in text and channel == "email"


def test_resolving_tells_what_was_right(cast: Cast) -> None:
    closed_tickets(cast)
    switch_on()
    learn()
    parcel, invoice = come_in(cast), come_in(cast, INVOICE, identity=customer("ela@example.com"))
    # Nobody touched the chip: the agent moved it by the menu, and gave the invoice no tag.
    actions.set_team(Actor.agent(cast.ada), parcel.pk, cast.delivery)
    parcel.refresh_from_db()
    assert for_ticket(parcel) is None, "nothing is asked that is so already"
    decide(cast.iga, Suggestion.objects.get(ticket=invoice, target="priority"), "apply")
    for ticket in (parcel, invoice):
        actions.set_status(Actor.agent(cast.ada), ticket.pk, Status.RESOLVED)
    work.run_due()
    right = {row.target: row.right for row in Suggestion.objects.all()}
    assert right == {"team": True, "priority": True, "tags": False}
    lately = record.lately()
    assert (lately["team"].total.n, lately["team"].total.right, lately["tags"].total.right) == (1, 1, 0)
    row = Suggestion.objects.get(target="team")
    bucket = next(one for one in lately["team"].rows if one.n)
    assert bucket.low <= row.certainty * 100 <= bucket.high and bucket.few


def test_what_is_gone_is_not_offered(cast: Cast) -> None:
    closed_tickets(cast)
    switch_on()
    learn()
    invoice = come_in(cast, INVOICE)
    Tag.objects.filter(name="faktura").delete()
    shown = for_ticket(invoice)
    assert shown is not None and [one.row.target for one in shown["suggestions"]] == ["priority"]
    other = come_in(cast, INVOICE, identity=customer("ela@example.com"))
    assert not Suggestion.objects.filter(ticket=other, target="tags").exists()


def test_a_round_is_worked_on_once_and_begun_anew_when_its_worker_died(cast: Cast) -> None:
    closed_tickets(cast, 30)
    switch_on()
    first, second = store.ask(cast.marek), store.ask()
    assert first == second, "one that waits will do"
    claimed = store._claim()
    assert claimed == first and store._claim() is None and not store.work_off()
    # Killed: its lease runs out, another takes over, and the first can't write over it.
    Training.objects.update(lease_until=timezone.now() - timedelta(minutes=1))
    assert store.work_off()
    done = Training.objects.get()
    assert (done.state, done.attempts, done.asked_by) == (Training.State.DONE, 2, cast.marek)
    assert claimed is not None and store._mine(claimed).update(state=Training.State.FAILED) == 0
    # One that kills every worker isn't tried for ever.
    Training.objects.update(state=Training.State.RUNNING, lease_until=timezone.now() - timedelta(1), attempts=3)
    assert not store.work_off() and Training.objects.get().state == Training.State.FAILED


def test_a_round_that_fails_is_told_and_the_older_stays_in_use(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    closed_tickets(cast)
    switch_on()
    good = learn()
    monkeypatch.setattr(corpus, "read", lambda: 1 / 0)
    store.ask()
    assert not store.work_off() and Training.objects.latest("pk").error.startswith("ZeroDivisionError")
    model = store.current()
    assert model is not None and model.training_id == good.pk
    monkeypatch.undo()
    newer = learn()
    again = store.current()
    assert again is not None and again.training_id == newer.pk != good.pk and store.current() is again


def test_reading_keeps_to_its_bounds(cast: Cast) -> None:
    closed_tickets(cast, 90)
    assert len(corpus.read(max_tickets=40).tickets) == 40
    newest = Ticket.objects.order_by("-created_at").first()
    assert newest is not None and corpus.read(max_tickets=10).until == newest.created_at
    assert len(corpus.read(budget_s=0).tickets) == 1, "out of time: what was read is learnt from"
