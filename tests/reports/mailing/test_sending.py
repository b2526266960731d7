"""Reports by mail: what they say, to whom they go, and that they go once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from reports.mailing import editing, planning, sending
from reports.models.scheduled import Occasion, ReportMail, ScheduledReport
from tests.automation.at_once import in_threads
from tests.cast import Cast, make_cast, make_policy, make_user
from tests.reports.story import asked, tell
from tests.services.processes import LiveProcess
from tests.services.smtp_catcher import CaughtMail, SmtpCatcher
from tickets import work

State = ReportMail.State
REAL = "django.core.mail.backends.smtp.EmailBackend"


def scheduled(by: User, *people: User, due: bool = True, **fields: Any) -> ScheduledReport:
    """A weekly report on satisfaction by channel, due now."""
    values = {"name": "Monday", "group": "satisfaction", "split": "channel", "rhythm": "weekly", **fields}
    report = editing.save(by, ScheduledReport(**values), list(people))
    if due:
        ScheduledReport.objects.filter(pk=report.pk).update(next_at=timezone.now() - timedelta(seconds=1))
    return report


def rated(cast: Cast) -> None:
    at = timezone.now() - timedelta(days=2)
    for score, who in ((5, "a@example.com"), (5, "b@example.com"), (1, "c@example.com")):
        ticket = tell(cast, at, answered_after=timedelta(minutes=9), resolved_after=timedelta(hours=1), who=who)
        asked(ticket, at + timedelta(hours=2), score)
    work.run_due()


def go() -> list[EmailMultiAlternatives]:
    planning.plan_due()
    sending.send_due()
    return list(mail.outbox)  # type: ignore[arg-type]


def states() -> list[tuple[str, str, str]]:
    return list(ReportMail.objects.order_by("pk").values_list("address", "state", "why"))


def html_of(one: EmailMultiAlternatives) -> str:
    return str(one.alternatives[0][0])


def test_what_it_says(cast: Cast) -> None:
    rated(cast)
    scheduled(cast.marek, cast.marek, with_csv=True, scope={"channel": "email"})
    (one,) = go()
    assert one.to == [cast.marek.email] and one.subject.startswith("Monday: ")
    html, text = html_of(one), str(one.body)
    for words in (
        "67\u00a0%",
        "n 3",
        "too few to judge",
        "E-mail",
        "/reports/compare/?",
        "/reports/tickets/?metric=figure",
    ):
        assert words in html, words
    assert "CSAT: 67\u00a0%" in text and "n 3" in text and "group=satisfaction" in text
    assert not re.search(r"<(?:img|script|link|iframe|form|style)\b|url\(|\son\w+=", html), (
        "nothing remote, nothing that runs"
    )
    name, content, kind = one.attachments[0]
    assert (
        name.startswith("satisfaction-channel-")
        and kind == "text/csv"
        and str(content).startswith("\ufeffChannel,CSAT,")
    )
    assert go() == [one], "once"
    assert states() == [(cast.marek.email, "sent", "")]


def test_each_in_their_own_language_or_the_chosen_one(cast: Cast) -> None:
    cast.ada.language = "pl"
    cast.ada.save()
    scheduled(cast.marek, cast.marek, cast.ada)
    by_address = {one.to[0]: html_of(one) for one in go()}
    assert "Open the report" in by_address[cast.marek.email] and "Otwórz raport" in by_address[cast.ada.email]
    mail.outbox.clear()
    ScheduledReport.objects.all().delete()
    scheduled(cast.marek, cast.marek, language="pl")
    assert "Otwórz raport" in html_of(go()[0])


def test_whoever_left_or_may_not_see_it_gets_nothing(cast: Cast) -> None:
    gone = make_user("gone@shop.example", "Gone", "manager")
    demoted = make_user("demoted@shop.example", "Demoted", "manager")
    scheduled(cast.ada, cast.marek, gone, demoted, addresses=["boss@out.example"])
    planning.plan_due()
    User.objects.filter(pk=gone.pk).update(is_active=False)
    User.objects.filter(pk=demoted.pk).update(role="agent")
    sending.send_due()
    assert {one.to[0] for one in mail.outbox} == {cast.marek.email, "boss@out.example"}
    assert {(address, why) for address, state, why in states() if state == State.LEFT_OUT} == {
        ("gone@shop.example", "deactivated"), ("demoted@shop.example", "may_not"),
    }  # fmt: skip
    # Nobody who may see it answers for the address outside any more.
    mail.outbox.clear()
    User.objects.filter(pk=cast.ada.pk).update(role="agent")
    ScheduledReport.objects.update(next_at=timezone.now())
    go()
    assert [one.to for one in mail.outbox] == [[cast.marek.email]]
    assert ("boss@out.example", "left_out", "nobody") in states()


def test_after_an_outage_only_the_latest_occasion(cast: Cast) -> None:
    report = scheduled(cast.marek, cast.marek, rhythm="daily")
    ScheduledReport.objects.update(next_at=timezone.now() - timedelta(days=9))
    assert len(go()) == 1
    occasion = Occasion.objects.get()
    assert timezone.now() - occasion.at < timedelta(days=1)
    report.refresh_from_db()
    assert report.next_at is not None and timezone.now() < report.next_at <= timezone.now() + timedelta(days=1, hours=1)


def test_paused_means_nothing_goes_and_nothing_is_made_up_for(cast: Cast) -> None:
    report = scheduled(cast.marek, cast.marek)
    planning.plan_due()
    editing.set_paused(cast.marek, report.pk, True)
    assert go() == [] and states() == [(cast.marek.email, "left_out", "paused")]
    editing.set_paused(cast.marek, report.pk, False)
    assert go() == [] and Occasion.objects.count() == 1


def test_a_killed_worker_leaves_an_uncertain_mail_that_is_not_sent_again(cast: Cast) -> None:
    scheduled(cast.marek, cast.marek)
    planning.plan_due()
    assert sending._claim() is not None  # and then it died
    assert go() == [] and states()[0][1] == State.SENDING
    ReportMail.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert go() == [] and states()[0][1] == State.UNCERTAIN


def test_refusals_by_a_real_server(cast: Cast, settings: Any, outbox_smtp: SmtpCatcher) -> None:
    settings.EMAIL_BACKEND = REAL
    scheduled(cast.marek, cast.marek)
    outbox_smtp.refuse_with = ["451 come back"]
    go()
    row = ReportMail.objects.get()
    assert (row.state, row.detail) == (State.DUE, "451 come back") and row.due_at > timezone.now()
    ReportMail.objects.update(due_at=timezone.now())
    outbox_smtp.refuse_with = ["550 unknown"]
    go()
    row.refresh_from_db()
    assert (row.state, row.detail) == (State.FAILED, "550 unknown") and outbox_smtp.mails == []


def test_no_server_there_is_tried_again(cast: Cast, settings: Any) -> None:
    settings.EMAIL_BACKEND = REAL
    scheduled(cast.marek, cast.marek)
    go()
    row = ReportMail.objects.get()
    assert row.state == State.DUE and row.due_at > timezone.now() and row.detail


def test_two_workers_send_each_once(transactional_db: None, settings: Any, outbox_smtp: SmtpCatcher) -> None:
    make_policy()
    cast = make_cast()
    settings.EMAIL_BACKEND = REAL
    for index in range(3):
        addresses = [f"out{index}-{n}@out.example" for n in range(4)]
        scheduled(cast.marek, cast.marek, cast.ada, name=f"R{index}", addresses=addresses)

    def work_on() -> None:
        planning.plan_due()
        sending.send_due()

    in_threads(*[work_on] * 4)
    work_on()
    got = sorted((one.message["Subject"], one.recipients[0]) for one in outbox_smtp.mails)
    assert len(got) == len(set(got)) == 3 * 6
    assert set(ReportMail.objects.values_list("state", flat=True)) == {State.SENT}


def test_a_real_worker_sends_it_by_itself(
    transactional_db: None, outbox_smtp: SmtpCatcher, worker: LiveProcess
) -> None:
    make_policy()
    cast = make_cast()
    scheduled(cast.marek, cast.marek, addresses=["boss@out.example"], with_csv=True)
    caught: CaughtMail = outbox_smtp.wait_for("boss@out.example", seconds=120)
    message = caught.message
    assert [part.get_content_type() for part in message.walk() if not part.is_multipart()] == [
        "text/plain", "text/html", "text/csv",
    ]  # fmt: skip
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and message["Auto-Submitted"]
    stop = str(message["List-Unsubscribe"]).strip("<> ")
    outbox_smtp.wait_for(cast.marek.email)
    client = Client()
    path = stop[stop.index("/reports/stop/") :]
    assert client.get(path).status_code == 200
    assert ScheduledReport.objects.get().addresses == ["boss@out.example"], "a scanner that opens links changes nothing"
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert ScheduledReport.objects.get().addresses == [] and client.post(path).status_code == 200
    assert client.get("/reports/stop/x" + path[14:]).status_code == 404
    assert AuditEntry.objects.filter(what="scheduled_report", actor=None).count() == 1


def test_one_broken_report_holds_up_no_other(cast: Cast) -> None:
    broken, other = scheduled(cast.marek, cast.marek), scheduled(cast.marek, cast.marek)
    ScheduledReport.objects.filter(pk=broken.pk).update(hour=25, next_at=timezone.now() - timedelta(hours=1))
    planning.plan_due()
    assert [occasion.report for occasion in Occasion.objects.all()] == [other]
    ScheduledReport.objects.filter(pk=broken.pk).update(hour=8)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        planning.plan_due()
    assert Occasion.objects.filter(report=broken).count() == 1
