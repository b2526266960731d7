"""Who is asked, once, on which channel, in which words, and who isn't and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from channels_inbox import outgoing
from channels_inbox.models import Delivery
from core.tokens import hash_token
from customers import actions as customers
from customers.models import Customer, Identity
from surveys.models import NotSent, State, Survey, SurveyInvitation, SurveySettings
from tests.cast import Cast, customer, write_in
from tests.surveys.conftest import resolve, run_surveys, token_of
from tickets import work
from tickets.actions import amend, set_spam, set_status
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Message, Status, Ticket, TicketEvent

Resolved = Callable[..., Ticket]


def only() -> SurveyInvitation:
    return SurveyInvitation.objects.get()


def test_resolving_asks_once(cast: Cast, resolved: Resolved) -> None:
    ticket = resolved()
    assert run_surveys() == 1
    assert run_surveys() == 0
    invitation = only()
    assert (invitation.state, invitation.sent_channel, invitation.channel) == (State.SENT, "email", "email")
    assert (invitation.agent, invitation.team, invitation.inbox) == (cast.iga, cast.returns, cast.mail)
    message = invitation.message
    assert message is not None
    assert message.automatic
    assert message.author is None
    assert TicketEvent.objects.filter(ticket=ticket, kind=Kind.SURVEY_SENT).count() == 1
    ticket.refresh_from_db()
    assert ticket.status == Status.RESOLVED


def test_the_question_is_no_human_response(cast: Cast) -> None:
    ticket = write_in(cast.mail).ticket
    resolve(cast, ticket)
    run_surveys()
    ticket.refresh_from_db()
    assert only().state == State.SENT
    assert ticket.first_response_at is None


def test_the_link_is_for_the_customer_only(cast: Cast, resolved: Resolved) -> None:
    resolved()
    run_surveys()
    invitation, token = only(), token_of(only())
    assert invitation.token_hash == hash_token(token)
    assert len(token) >= 40
    stored = invitation.message
    assert stored is not None
    assert token not in f"{stored.text} {stored.html} {stored.envelope}"
    mail = outgoing.build(Delivery.objects.get(message=stored))
    for score in range(1, 6):
        link = f"{settings.PUBLIC_URL}/s/{token}/?score={score}"
        assert link in mail.text
        assert f'href="{link}"' in mail.html
    assert "style=" not in mail.html
    assert "<img" not in mail.html


def test_whoever_quotes_our_mail_does_not_hand_the_link_to_agents(cast: Cast, resolved: Resolved) -> None:
    resolved()
    run_surveys()
    token = token_of(only())
    link = f"{settings.PUBLIC_URL}/s/{token}/?score=5"
    wrapped = f"https://safe.example/?url={quote(link, safe='')}"
    foreign = f"https://other.example/s/{token}/"
    said = write_in(
        cast.mail,
        f"Nothing opens here: {link}",
        subject="",
        full_text=f"Nothing opens here: {link}\n\n> {link}\n> {wrapped}",
        html=f'<p>Nothing opens here</p><blockquote><a href="{link}">5</a> <a href="{wrapped}">4</a></blockquote>',
    )
    row, ticket = said.message, said.ticket
    ticket.refresh_from_db()
    kept = f"{row.text} {row.full_text} {row.html} {ticket.subject} {ticket.preview} {ticket.title}"
    assert token not in kept and f"{settings.PUBLIC_URL}/s/…/?score=5" in row.text
    edited = amend.edit_received(row, f"Here: {link}, and {foreign}")
    assert edited.text == f"Here: {settings.PUBLIC_URL}/s/…/?score=5, and {foreign}"


def test_the_mail_escapes_the_customers_words(cast: Cast, resolved: Resolved) -> None:
    identity = customer("eva@example.com", name="<b onmouseover=alert(1)>Eva")
    resolved(identity=identity, subject="<script>alert(1)</script>")
    run_surveys()
    mail = outgoing.build(Delivery.objects.get(message=only().message))
    assert "<b onmouseover" not in mail.html
    assert "<script" not in mail.html


@pytest.mark.parametrize(("language", "question"), [("pl", "Jak oceniasz naszą pomoc?"), ("en", "Rate our help")])
def test_the_customers_language(cast: Cast, resolved: Resolved, language: str, question: str) -> None:
    texts = {"pl": {"question": "Jak oceniasz naszą pomoc?"}, "en": {"question": "Rate our help"}}
    Survey.objects.update(texts=texts)
    identity = customer()
    Customer.objects.filter(pk=identity.customer_id).update(language=language)
    identity.customer.refresh_from_db()
    resolved(identity=identity)
    run_surveys()
    assert only().language == language
    survey = Delivery.objects.get(message=only().message).extra["survey"]
    assert survey["question"] == question == Message.objects.get(automatic=True).text
    assert survey["language"] == language


def test_an_own_question_is_needless() -> None:
    assert Survey().words("en").question == "How did we do?"


def test_a_cycle_is_asked_about_once(cast: Cast, resolved: Resolved) -> None:
    ticket = resolved()
    run_surveys()
    set_status(Actor.agent(cast.iga), ticket.number, Status.OPEN)
    resolve(cast, ticket)
    assert run_surveys() == 1
    assert sorted(SurveyInvitation.objects.values_list("resolution_cycle", flat=True)) == [1, 2]


def test_the_delay_is_kept_and_a_reopened_ticket_isnt_asked_about(cast: Cast, resolved: Resolved) -> None:
    Survey.objects.update(delay_minutes=60)
    first, second = resolved(), resolved(identity=customer("ola@example.com", "Ola"))
    assert run_surveys() == 0
    set_status(Actor.agent(cast.iga), second.number, Status.OPEN)
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert run_surveys() == 1
    assert SurveyInvitation.objects.get(ticket=first).state == State.SENT
    assert SurveyInvitation.objects.get(ticket=second).reason == NotSent.REOPENED


def test_why_somebody_was_not_asked(cast: Cast, resolved: Resolved) -> None:
    def outcome(ticket: Ticket) -> str:
        run_surveys()
        return SurveyInvitation.objects.get(ticket=ticket).reason

    spam = resolved()
    set_spam(Actor.agent(cast.iga), spam.number, True)
    assert outcome(spam) == NotSent.SPAM

    quiet = resolved(identity=customer("quiet@example.com"))
    Customer.objects.filter(pk=quiet.customer_id).update(surveys_allowed=False)
    assert outcome(quiet) == NotSent.OPTED_OUT

    robot = write_in(cast.mail, identity=customer("robot@example.com"), automatic=True).ticket
    resolve(cast, robot)
    assert outcome(robot) == NotSent.NOBODY_WROTE

    gone = resolved(identity=customer("gone@example.com"))
    Identity.objects.filter(customer=gone.customer_id).update(undeliverable_at=timezone.now())
    assert outcome(gone) == NotSent.UNDELIVERABLE

    nowhere = resolved(identity=customer("nowhere@example.com"))
    Identity.objects.filter(customer=nowhere.customer_id).delete()
    assert outcome(nowhere) == NotSent.NO_ADDRESS

    SurveySettings(pk=1, enabled=False).save()
    off = resolved(identity=customer("off@example.com"))
    assert outcome(off) == NotSent.DISABLED
    assert not SurveyInvitation.objects.filter(state=State.SENT).exists()


def test_the_cooldown_spans_tickets_of_one_customer(cast: Cast, resolved: Resolved) -> None:
    SurveySettings(pk=1, cooldown_days=7).save()
    resolved()
    assert run_surveys() == 1
    again = resolved()
    assert run_surveys() == 0
    assert SurveyInvitation.objects.get(ticket=again).reason == NotSent.COOLDOWN
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        resolved()
        assert run_surveys() == 1


def test_history_that_comes_late_asks_nobody(cast: Cast) -> None:
    long_ago = timezone.now() - timedelta(days=30)
    ticket = write_in(cast.mail, at=long_ago).ticket
    set_status(Actor.agent(cast.iga), ticket.number, Status.RESOLVED, at=long_ago)
    assert run_surveys() == 0
    assert only().reason == NotSent.TOO_LATE


def test_joined_profiles_keep_their_surveys(cast: Cast, resolved: Resolved) -> None:
    ticket = resolved()
    run_surveys()
    other = customer("other@example.com", "Other").customer
    customers.join(ticket.customer, other)
    assert only().customer == other


def test_one_that_breaks_is_tried_again_and_stops_nobody(
    cast: Cast, resolved: Resolved, monkeypatch: pytest.MonkeyPatch
) -> None:
    from surveys import ways

    broken, fine = resolved(), resolved(identity=customer("ola@example.com", "Ola"))
    work.run_due()
    real = ways.way_of

    def breaks(ticket: Ticket, language: str) -> object:
        if ticket.pk == broken.pk:
            raise RuntimeError("no luck")
        return real(ticket, language)

    monkeypatch.setattr(ways, "way_of", breaks)
    assert run_surveys() == 1
    assert SurveyInvitation.objects.get(ticket=fine).state == State.SENT
    waiting = SurveyInvitation.objects.get(ticket=broken)
    assert (waiting.state, waiting.attempts) == (State.DUE, 1)
    assert waiting.due_at > timezone.now()
    monkeypatch.undo()
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        assert run_surveys() == 1
