"""The customer's page: opening never records, a tap does, once; kind pages for what can't be answered."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry
from customers.models import Consent, Customer
from surveys.models import Survey, SurveyAnswer, SurveyInvitation
from tests.cast import Cast
from tests.surveys.conftest import run_surveys, token_of
from tickets.events import Kind
from tickets.models import Status, Ticket, TicketEvent

Resolved = Callable[..., Ticket]


@pytest.fixture
def url(cast: Cast, resolved: Resolved) -> str:
    resolved()
    run_surveys()
    return f"/s/{token_of(SurveyInvitation.objects.get())}/"


@pytest.fixture
def visitor() -> Client:
    """A customer's browser: nobody signed in, and CSRF checks on."""
    return Client(enforce_csrf_checks=True)


def facts() -> tuple[int, int, int]:
    return SurveyAnswer.objects.count(), TicketEvent.objects.count(), Ticket.objects.get().version


def test_opening_records_nothing(visitor: Client, url: str) -> None:
    before = facts()
    for query in ("", "?score=5", "?score=1&comment=x", "?stop=1", "?change=1", "?lang=pl", "?action=stop"):
        assert visitor.get(url + query).status_code == 200
        assert visitor.head(url + query).status_code == 200
    assert facts() == before
    assert Customer.objects.get().surveys_allowed


def test_a_link_preselects_its_face(visitor: Client, url: str) -> None:
    page = visitor.get(url + "?score=4").content.decode()
    assert re.findall(r'name="score"\s+value="(\d)"[^>]*checked', page) == ["4"]
    assert "checked" not in visitor.get(url + "?score=9").content.decode()


def test_no_script_posts_by_itself(visitor: Client, url: str) -> None:
    page = visitor.get(url + "?score=4").content.decode()
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL)
    assert all("submit" not in script and "fetch" not in script for script in scripts)
    assert "<script src" not in page
    assert "http-equiv" not in page


def test_a_post_records_and_thanks(visitor: Client, url: str) -> None:
    answered = visitor.post(url, {"score": "4", "comment": "  Szybko i miło  "})
    assert answered.status_code == 303
    given = SurveyAnswer.objects.get()
    assert (given.score, given.comment, given.changed_at) == (4, "Szybko i miło", None)
    page = visitor.get(url).content.decode()
    assert "Thank you!" in page
    assert "Szybko i miło" in page
    ticket = Ticket.objects.get()
    assert ticket.status == Status.RESOLVED
    event = TicketEvent.objects.get(kind=Kind.SURVEY_ANSWERED)
    assert (event.data["score"], event.data["first"], event.actor_kind) == (4, True, "customer")


@pytest.mark.parametrize("score", ["", "0", "6", "4.5", "٤", "four", "4; drop"])
def test_only_a_face_is_an_answer(visitor: Client, url: str, score: str) -> None:
    refused = visitor.post(url, {"score": score, "comment": "kept <b>words</b>"})
    assert refused.status_code == 422
    assert "kept &lt;b&gt;words" in refused.content.decode()
    assert not SurveyAnswer.objects.exists()


def test_an_answer_can_be_changed_for_a_day(visitor: Client, url: str) -> None:
    visitor.post(url, {"score": "2", "comment": "slow"})
    assert "checked" in visitor.get(url + "?change=1").content.decode()
    visitor.post(url, {"score": "4"})
    given = SurveyAnswer.objects.get()
    assert (given.score, given.comment) == (4, "slow")
    assert given.changed_at is not None
    assert [e.data["first"] for e in TicketEvent.objects.filter(kind=Kind.SURVEY_ANSWERED)] == [True, False]
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        late = visitor.post(url, {"score": "1"})
        assert late.status_code == 409
        assert "?change=1" not in visitor.get(url).content.decode()
    assert SurveyAnswer.objects.get().score == 4


def test_unknown_and_expired_have_kind_pages(visitor: Client, url: str) -> None:
    for path in ("/s/nonsense/", "/s/" + "x" * 500 + "/", "/s/%F0%9F%98%80/"):
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, {"score": "5"}).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert visitor.get(url).status_code == 410
        assert visitor.post(url, {"score": "5"}).status_code == 410
    assert not SurveyAnswer.objects.exists()


def test_opting_out_is_recorded_and_can_be_undone(visitor: Client, url: str) -> None:
    for _ in range(2):
        assert visitor.post(url, {"action": "stop"}).status_code == 303
    assert not Customer.objects.get().surveys_allowed
    consent = Consent.objects.get()
    assert (consent.purpose, consent.granted, consent.source) == ("surveys", False, "survey page")
    assert consent.words
    assert "You will get no more surveys" in visitor.get(url + "?stop=1").content.decode()
    visitor.post(url, {"action": "allow"})
    assert Customer.objects.get().surveys_allowed


def test_the_languages(visitor: Client, url: str) -> None:
    SurveyInvitation.objects.update(language="pl")
    assert '<html lang="pl"' in visitor.get(url, headers={"Accept-Language": "en"}).content.decode()
    english = visitor.get(url + "?lang=en")
    assert '<html lang="en"' in english.content.decode()
    assert english["Content-Language"] == "en"
    assert visitor.get(url + "?lang=xx").status_code == 200
    assert visitor.post(url + "?lang=en", {"score": "5"})["Location"].endswith("lang=en")


def test_the_page_is_private(visitor: Client, url: str) -> None:
    response = visitor.get(url)
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "Access-Control-Allow-Origin" not in response
    assert not response.cookies


def test_the_page_weighs_under_30_kb(visitor: Client, url: str) -> None:
    page = visitor.get(url)
    total = len(page.content)
    for path in re.findall(r'(?:href|src)="/static/([^"]+)"', page.content.decode()):
        total += Path(str(finders.find(path))).stat().st_size
    assert total < 30_000


def test_the_widget_answers_from_another_origin(visitor: Client, url: str) -> None:
    accept = {"Accept": "application/json", "Origin": "https://shop.example"}
    asked = visitor.get(url, headers=accept)
    assert asked.json()["score"] is None
    assert [choice["score"] for choice in asked.json()["choices"]] == [1, 2, 3, 4, 5]
    answered = visitor.post(url, {"score": "5", "via": "chat"}, headers=accept)
    assert answered.status_code == 200
    assert answered["Access-Control-Allow-Origin"] == "*"
    assert answered.json()["score"] == 5
    assert SurveyAnswer.objects.get().via == "chat"
    assert visitor.post(url, {"score": "5", "comment": "ok"}, headers=accept).json()["comment"] == "ok"
    assert visitor.post(url, {"score": "7"}, headers=accept).status_code == 422
    assert visitor.get("/s/unknown/", headers=accept).json()["ok"] is False
    assert visitor.options(url).status_code == 204


@pytest.mark.django_db(transaction=True)
def test_ten_posts_at_once_count_once(visitor: Client, url: str) -> None:
    ready, statuses = threading.Barrier(10), []

    def post() -> None:
        try:
            ready.wait()
            statuses.append(Client().post(url, {"score": "5", "comment": "great"}).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 10
    assert SurveyAnswer.objects.count() == 1
    assert TicketEvent.objects.filter(kind=Kind.SURVEY_ANSWERED).count() == 1
    connection.close()


def test_queries_do_not_grow(visitor: Client, url: str, django_assert_max_num_queries: Callable[..., object]) -> None:
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        visitor.get(url)


def test_the_panel_shows_answer_and_words(cast: Cast, visitor: Client, url: str) -> None:
    from django.template.loader import render_to_string

    from tickets import panels

    visitor.post(url, {"score": "2", "comment": "<img src=x onerror=alert(1)>"})
    panel, context = next(found for found in panels.for_ticket(Ticket.objects.get()) if found[0].name == "surveys")
    html = render_to_string(panel.template, context)
    assert "2/5" in html
    assert "<img" not in html
    assert "Iga Bober" in html


def test_the_customers_page_shows_answers_to_those_who_may_see_the_ticket(cast: Cast, client: Client, url: str) -> None:
    from surveys.panel import customer_context

    client.post(url, {"score": "1", "comment": "Nikt nie odpisał <i>x</i>"})
    customer = Customer.objects.get()
    assert customer_context(customer, cast.jan) is None
    assert customer_context(customer, cast.iga) is not None
    client.force_login(cast.marek)
    page = client.get(f"/customers/{customer.public_id}/").content.decode()
    assert "Nikt nie odpisał &lt;i&gt;" in page


def test_settings_are_for_managers(cast: Cast, client: Client) -> None:
    client.force_login(cast.iga)
    assert client.get("/settings/surveys/").status_code == 403
    client.force_login(cast.marek)
    of_all = {"enabled": "on", "case_owner": "assignee", "case_hours": "16", "ask_again_days": "14"}
    assert client.post("/settings/surveys/", of_all | {"cooldown_days": "7"}).status_code == 302
    assert client.post("/settings/surveys/", of_all | {"cooldown_days": "999"}).status_code == 422
    values = {
        "name": "NPS",
        "kind": "nps",
        "look": "numbers",
        "moment": "periodic",
        "delay_minutes": "0",
        "sample_percent": "50",
        "every_days": "90",
        "remind_after_days": "3",
        "expiry_days": "14",
        "is_active": "on",
        "question_pl": "Polecisz nas?",
        "band_0_min": "0",
        "band_0_max": "6",
        "band_0_question_pl": "Co poszło źle?",
        "band_0_reasons_pl": "Za wolno\nNiemiło",
        "band_0_reasons_en": "Too slow\nUnfriendly",
    }
    assert client.post("/settings/surveys/new/", values).status_code == 302
    made = Survey.objects.get(kind="nps")
    assert made.words("pl").question == "Polecisz nas?"
    assert [reason.label for reason in made.follow_up(6, "pl").reasons] == ["Za wolno", "Niemiło"]
    assert made.follow_up(9, "pl").reasons == ()
    assert client.post("/settings/surveys/new/", values | {"band_0_max": "12"}).status_code == 422
    overlapping = {"band_1_min": "6", "band_1_max": "8", "band_1_question_pl": "Co poprawić?"}
    refused = client.post("/settings/surveys/new/", values | overlapping)
    assert refused.status_code == 422
    assert "Scores 0 to 6 have their question already" in refused.content.decode()
    assert client.get(f"/settings/surveys/{made.pk}/").status_code == 200
    client.post(f"/settings/surveys/{made.pk}/act/", {"action": "off"})
    client.post(f"/settings/surveys/{made.pk}/act/", {"action": "up"})
    assert list(Survey.objects.values_list("kind", "is_active")) == [("nps", False), ("csat", True)]
    client.post(f"/settings/surveys/{made.pk}/act/", {"action": "delete"})
    assert "NPS:" not in client.get("/settings/surveys/").content.decode()
    assert AuditEntry.objects.filter(what="survey").count() == 4


def test_the_open_page_counts_a_submission_once(cast: Cast, visitor: Client) -> None:
    survey = Survey.objects.create(name="Sklep", kind="nps", look="numbers", moment="open")
    page = visitor.get(f"/feedback/{survey.public_id}/?score=10").content.decode()
    assert not SurveyInvitation.objects.exists()
    token = re.search(r'name="submission"\s+value="([^"]+)"', page)
    assert token is not None
    data = {"submission": token[1], "score": "10", "email": "ola@example.com"}
    for _ in range(3):
        answered = visitor.post(f"/feedback/{survey.public_id}/", data)
        assert answered.status_code == 303
    given = SurveyAnswer.objects.get()
    assert (given.score, given.kind, given.claimed_email, given.is_happy) == (10, "nps", "ola@example.com", True)
    assert given.invitation.state == "unasked"
    assert visitor.get(answered["Location"]).status_code == 200
    assert visitor.post(f"/feedback/{survey.public_id}/", data | {"submission": "forged"}).status_code == 409
    assert visitor.post(f"/feedback/{survey.public_id}/", data | {"score": "11"}).status_code == 422
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.parametrize("public_id", ["nothing", "%00", "a%00b", "%C5%82"])
def test_an_open_page_that_is_none_is_not_found(cast: Cast, visitor: Client, public_id: str) -> None:
    assert visitor.get(f"/feedback/{public_id}/").status_code == 404
    assert visitor.post(f"/feedback/{public_id}/", {"score": "5"}).status_code == 404


def test_the_form_shows_what_fits_its_moment_and_kind(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)

    def shown(page: str) -> set[str]:
        optional = {"look", "delay_minutes", "sample_percent", "every_days", "remind_after_days", "expiry_days"}
        return set(re.findall(r'name="(\w+)"', page)) & optional

    page = client.get("/settings/surveys/new/").content.decode()
    assert shown(page) == {"look", "delay_minutes", "sample_percent", "remind_after_days", "expiry_days"}
    chosen = {"preview": "1", "name": "NPS", "kind": "nps", "look": "faces", "moment": "periodic", "expiry_days": "5"}
    page = client.post("/settings/surveys/new/", chosen).content.decode()
    assert shown(page) == {"sample_percent", "every_days", "remind_after_days", "expiry_days"}
    assert re.search(r'name="every_days" value="90"', page) and re.search(r'name="expiry_days" value="5"', page)
    assert "How likely are you to recommend us" in page and "#preview-title?score=10" in page
    assert not Survey.objects.filter(kind="nps").exists()
    open_page = client.post("/settings/surveys/new/", chosen | {"kind": "csat", "moment": "open"}).content.decode()
    assert shown(open_page) == {"look"}
    # What was never shown is as it was.
    kept = Survey.objects.create(name="Chat", moment="chat_ended", delay_minutes=15, every_days=33, look="stars")
    values = {"name": "Chat", "moment": "chat_ended", "look": "stars", "delay_minutes": "20", "is_active": "on"}
    assert client.post(f"/settings/surveys/{kept.pk}/", values).status_code == 302
    kept.refresh_from_db()
    assert (kept.delay_minutes, kept.every_days, kept.sample_percent, kept.look) == (20, 33, 100, "stars")


@pytest.mark.django_db(transaction=True)
def test_ten_posts_at_once_on_the_open_page_count_once(cast: Cast, visitor: Client) -> None:
    survey = Survey.objects.create(name="Sklep", kind="nps", look="numbers", moment="open")
    address = f"/feedback/{survey.public_id}/"
    token = re.search(r'name="submission"\s+value="([^"]+)"', visitor.get(address).content.decode())
    assert token is not None
    data, ready, statuses = {"submission": token[1], "score": "9"}, threading.Barrier(10), []

    def post() -> None:
        try:
            ready.wait()
            statuses.append(Client().post(address, data).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303] * 10
    assert SurveyInvitation.objects.count() == SurveyAnswer.objects.count() == 1
    connection.close()
