"""Reports by mail through their pages: set up, one now, paused, gone; each change is written down."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, User
from core.tokens import make_token
from reports.mailing import content, editing, sending
from reports.models.scheduled import Occasion, ReportMail, ScheduledReport
from tests.cast import Cast

FORM = {
    "name": "Monday", "group": "speed", "split": "team", "rhythm": "weekly", "weekday": "0", "month_day": "1", "hour": "7",
    "addresses": "boss@out.example, boss@out.example\nchair@out.example", "language": "", "with_csv": "on",
}  # fmt: skip


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make(cast: Cast, **changes: object) -> ScheduledReport:
    data = {**FORM, "recipients": [cast.marek.pk], **changes}
    assert enter(cast.marek).post("/reports/scheduled/new/", data).status_code == 302
    return ScheduledReport.objects.get()


def opened(client: Client, report: ScheduledReport) -> str:
    """What the form brings back of how the report was."""
    page = client.get(f"/reports/scheduled/{report.pk}/").content.decode()
    found = re.search(r'name="opened" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def change(client: Client, report: ScheduledReport, seen: str, **changes: object) -> Any:
    data = {**FORM, "opened": seen, **changes}
    return client.post(f"/reports/scheduled/{report.pk}/", data, follow=True)


def test_it_is_set_up_and_written_down(cast: Cast) -> None:
    report = make(cast, team=cast.returns.pk)
    assert report.addresses == ["boss@out.example", "chair@out.example"] and report.scope == {"team": cast.returns.pk}
    assert report.next_at is not None and report.next_at > timezone.now() and report.kept_by == cast.marek
    entry = AuditEntry.objects.get(what="scheduled_report")
    assert entry.actor == cast.marek and entry.after["recipients"] == ["Marek Manager"]
    page = enter(cast.ada).get(f"/reports/scheduled/{report.pk}/").content.decode()
    assert 'value="Monday"' in page and "boss@out.example" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"addresses": "", "recipients": []},
        {"addresses": "not an address"},
        {"addresses": " ".join(f"a{n}@out.example" for n in range(21))},
        {"group": "secrets"},
        {"hour": "24"},
        {"rhythm": "monthly", "month_day": "31"},
        {"name": ""},
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(cast: Cast, changes: dict[str, object]) -> None:
    answer = enter(cast.marek).post("/reports/scheduled/new/", {**FORM, "recipients": [cast.marek.pk], **changes})
    assert answer.status_code == 422 and b"errorlist" in answer.content and not ScheduledReport.objects.exists()


def test_agents_can_not_be_chosen(cast: Cast) -> None:
    answer = enter(cast.marek).post("/reports/scheduled/new/", {**FORM, "recipients": [cast.iga.pk]})
    assert answer.status_code == 422 and not ScheduledReport.objects.exists()


def test_one_now_goes_to_the_asker_alone_and_once(cast: Cast) -> None:
    report = make(cast)
    ada = enter(cast.ada)
    for _click in range(2):
        ada.post(f"/reports/scheduled/{report.pk}/now/")
    assert list(ReportMail.objects.values_list("address", flat=True)) == [cast.ada.email]
    assert sending.send_due() == 1
    page = ada.get(f"/reports/scheduled/{report.pk}/").content.decode()
    assert "Ada Owner" in page and "by hand" in page and Occasion.objects.get().asked_by == cast.ada


def test_pause_go_on_and_delete(cast: Cast) -> None:
    report = make(cast)
    marek = enter(cast.marek)
    marek.post(f"/reports/scheduled/{report.pk}/pause/", {"paused": "1"})
    assert ScheduledReport.objects.get().is_paused
    change(marek, report, opened(marek, report), name="Tuesday", recipients=[cast.marek.pk])
    assert ScheduledReport.objects.get().is_paused, "a change leaves it paused"
    marek.post(f"/reports/scheduled/{report.pk}/pause/")
    assert not ScheduledReport.objects.get().is_paused
    assert marek.post(f"/reports/scheduled/{report.pk}/delete/").status_code == 302
    assert not ScheduledReport.objects.exists()
    assert marek.post(f"/reports/scheduled/{report.pk}/pause/").status_code == 404
    assert AuditEntry.objects.filter(what="scheduled_report", after={}).count() == 1


def test_an_old_form_does_not_bring_back_who_stopped_it(cast: Cast) -> None:
    report, marek = make(cast), enter(cast.marek)
    seen = opened(marek, report)
    editing.stop(report.pk, "boss@out.example")
    new = "BOSS@out.example chair@out.example new@out.example"
    page = change(marek, report, seen, name="Tuesday", addresses=new, recipients=[cast.marek.pk]).content.decode()
    report.refresh_from_db()
    assert (report.name, report.addresses) == ("Tuesday", ["chair@out.example", "new@out.example"])
    assert "BOSS@out.example stopped it meanwhile and gets it no more." in page


def test_when_nobody_is_left_the_form_says_so(cast: Cast) -> None:
    report, marek = make(cast, addresses="boss@out.example", recipients=[]), enter(cast.marek)
    seen = opened(marek, report)
    editing.stop(report.pk, "boss@out.example")
    answer = change(marek, report, seen, name="Tuesday", addresses="boss@out.example")
    page = answer.content.decode()
    assert answer.status_code == 422 and "stopped it meanwhile" in page and "Choose somebody who gets it." in page
    assert ScheduledReport.objects.get().name == "Monday"


def test_two_who_change_it_at_once_hear_of_each_other(cast: Cast) -> None:
    report, marek = make(cast), enter(cast.marek)
    seen = opened(marek, report)
    ada = enter(cast.ada)
    change(ada, report, opened(ada, report), hour="9", recipients=[cast.marek.pk])
    editing.stop(report.pk, "boss@out.example")
    answer = change(marek, report, seen, name="Tuesday", recipients=[cast.marek.pk])
    page = answer.content.decode()
    assert answer.status_code == 422 and "This report was changed meanwhile." in page and 'value="Tuesday"' in page
    assert "boss@out.example stopped it" in page and "boss@out.example" not in page.split("textarea")[1]
    report.refresh_from_db()
    assert (report.name, report.hour, report.addresses) == ("Monday", 9, ["chair@out.example"])
    found = re.search(r'name="opened" value="([^"]+)"', page)
    assert found is not None
    change(marek, report, found[1], name="Tuesday", addresses="chair@out.example", recipients=[cast.marek.pk])
    report.refresh_from_db()
    assert (report.name, report.hour, report.addresses) == ("Tuesday", 7, ["chair@out.example"])


@pytest.mark.parametrize("seen", ["", "x"])
def test_a_form_that_does_not_know_what_it_saw_is_shown_again(cast: Cast, seen: str) -> None:
    report, marek = make(cast), enter(cast.marek)
    assert change(marek, report, seen, name="Tuesday", recipients=[cast.marek.pk]).status_code == 422
    assert ScheduledReport.objects.get().name == "Monday"


def test_an_old_form_does_not_bring_back_what_was_deleted(cast: Cast) -> None:
    report, marek = make(cast), enter(cast.marek)
    seen = opened(marek, report)
    wanted = ScheduledReport.objects.get()
    editing.delete(cast.ada, report.pk)
    page = change(marek, report, seen, name="Tuesday", recipients=[cast.marek.pk]).content.decode()
    assert "This report was deleted meanwhile, so nothing was saved." in page
    with pytest.raises(ScheduledReport.DoesNotExist):
        editing.save(cast.marek, wanted, [cast.marek])
    assert not ScheduledReport.objects.exists()


def test_a_token_for_something_else_stops_nothing(cast: Cast) -> None:
    report = make(cast)
    for token in (make_token("other", [report.pk, "boss@out.example"]), make_token(content.STOP, "x"), "x"):
        assert Client().post(f"/reports/stop/{token}/").status_code == 404
    assert len(ScheduledReport.objects.get().addresses) == 2


def test_a_report_on_the_page_leads_to_the_form(cast: Cast) -> None:
    page = (
        enter(cast.marek).get("/reports/scheduled/new/?group=sla&split=inbox&channel=email&team=9999").content.decode()
    )
    assert '<option value="sla" selected>' in page and '<option value="inbox" selected>' in page
    assert '<option value="email" selected>' in page
