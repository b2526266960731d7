"""The form's page as visitors use it, and what becomes of what they send."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import redis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from channels_inbox import ingest
from channels_inbox.models import InboundEvent
from channels_inbox.quarantine import replay_all
from customers.models import Consent, Customer, Identity
from tests.cast import Cast, customer
from tests.channels_inbox.public_pages import Visitor, make_page, quarantined, work
from tickets.models import Message, Ticket

TOPICS = "Return: Order number*, Reason (damaged / wrong size)*, Bought on (date), Pieces (number)\nSomething else"
ANSWERS = {"topic": "return", "t-return-order-number": "48213", "t-return-reason": "damaged"}


@pytest.fixture
def visitor(cast: Cast, client: Client) -> Visitor:
    return Visitor(client, make_page("form", cast, topics_en=TOPICS))


@pytest.fixture
def plain(cast: Cast, client: Client) -> Visitor:
    return Visitor(client, make_page("form", cast))


def test_a_form_becomes_a_ticket_of_its_team(visitor: Visitor, cast: Cast) -> None:
    visitor.open()
    answered = visitor.send(email="Tomasz@Example.com", name="Tomasz Kuna", **ANSWERS, message="The cup is\nbroken.")
    assert answered.status_code == 303
    [message] = work()
    ticket = message.ticket
    assert (ticket.subject, ticket.channel, ticket.team) == ("Return · 48213", "form", cast.returns)
    assert message.text == "The cup is\nbroken."
    assert message.envelope["facts"] == [["Order number", "48213"], ["Reason", "damaged"]]
    assert message.identity is not None and message.identity.address == "tomasz@example.com"
    assert message.identity.verified_at is None and message.envelope["proven"] is False
    assert ticket.customer.name == "Tomasz Kuna"


def test_the_page_after_sending_says_where_the_answer_goes_and_the_address_hides_it(plain: Visitor) -> None:
    answered = plain.send(email="tomasz@example.com")
    assert "tomasz" not in answered["Location"]
    assert b"tomasz@example.com" in plain.client.get(answered["Location"]).content
    # Another form's page, and a page that was made up, show an empty form.
    assert b"tomasz" not in plain.client.get(f"{plain.path}?sent=gAAAAABx").content
    assert b"tomasz" not in plain.client.get(f"{plain.path}?sent=żółć").content


def test_every_field_of_the_topic_is_checked_and_what_was_typed_stays(visitor: Visitor) -> None:
    visitor.open()
    wrong = {"t-return-bought-on": "yesterday", "t-return-pieces": "two", "t-return-reason": "stolen"}
    page = visitor.send(topic="return", email="nonsense", message="Hello <b>", **wrong)
    assert page.status_code == 422 and not InboundEvent.objects.exists()
    html = page.content.decode()
    for name in ("email", "t-return-order-number", "t-return-reason", "t-return-bought-on", "t-return-pieces"):
        tag = re.search(f'<(?:input|select)[^>]*name="{name}"[^>]*>', html)
        assert tag and 'aria-invalid="true"' in tag[0] and "aria-describedby" in tag[0], name
    assert "Hello &lt;b&gt;" in html and 'value="nonsense"' in html
    assert html.count(" autofocus") == 1
    assert visitor.send(topic="", email="a@example.com").status_code == 422
    assert visitor.send(topic="nonsense", email="a@example.com").status_code == 422


def test_without_a_script_the_server_shows_the_questions_of_a_topic(visitor: Visitor) -> None:
    before = visitor.open()
    shown = re.sub(r"<template.*?</template>", "", before, flags=re.DOTALL)
    assert "t-return-order-number" not in shown and "t-return-order-number" in before
    page = visitor.send(action="topic", topic="return", email="half", message="Half a")
    html = re.sub(r"<template.*?</template>", "", page.content.decode(), flags=re.DOTALL)
    assert page.status_code == 200 and "t-return-order-number" in html and "Half a" in html and 'value="half"' in html
    assert 'aria-invalid="true"' not in html and not InboundEvent.objects.exists()


def test_sent_twice_it_is_one_and_corrected_it_is_another(plain: Visitor) -> None:
    for _click in range(3):
        assert plain.send(email="tomasz@gmial.com").status_code == 303
    assert len(work()) == 1
    plain.send(email="tomasz@gmail.com")
    assert [message.identity.address for message in work() if message.identity] == ["tomasz@gmail.com"]
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize(
    ("accepts", "query", "language"),
    [
        ("pl-PL,pl;q=0.9,en;q=0.8", "", "pl"),
        ("de-DE,de;q=0.9", "", "en"),
        ("", "", "en"),
        ("pl", "?lang=en", "en"),
        ("en-GB", "?lang=pl-PL", "pl"),
        ("en-GB", "?lang=xx", "en"),
    ],
)
def test_the_page_speaks_the_pages_then_the_browsers_then_the_inboxs_language(
    plain: Visitor, accepts: str, query: str, language: str
) -> None:
    page = plain.open(query, accept_language=accepts) if accepts else plain.open(query)
    assert f'<html lang="{language}"' in page


def test_the_inboxs_language_when_the_browsers_isnt_spoken(cast: Cast, client: Client) -> None:
    page = Visitor(client, make_page("form", cast, language="pl", title_pl="Napisz"))
    assert "<h1>Napisz</h1>" in page.open(accept_language="de")
    # A text that stands in one language only is better than none.
    assert "<h1>Napisz</h1>" in page.open("?lang=en")


def test_the_consent_is_kept_in_the_words_that_were_shown(cast: Cast, client: Client) -> None:
    visitor = Visitor(client, make_page("form", cast, consent_en="You may keep this for <30> days."))
    assert "You may keep this for &lt;30&gt; days." in visitor.open()
    assert visitor.send(email="tomasz@example.com").status_code == 422
    connection = visitor.inbox.connection
    connection.settings = {"consent_en": "Other words now."}
    connection.save()
    visitor.send(email="tomasz@example.com", consent="on")
    work()
    kept = Consent.objects.get()
    assert (kept.words, kept.granted, kept.source) == (
        "You may keep this for <30> days.",
        True,
        "form:tomasz@example.com",
    )


def test_files_come_along(plain: Visitor, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    drawn = io.BytesIO()
    Image.new("RGB", (3, 2)).save(drawn, "PNG")
    picture = SimpleUploadedFile("../../zdjęcie ż.PNG", drawn.getvalue(), content_type="text/html")
    plain.send(email="tomasz@example.com", files=[picture, SimpleUploadedFile("a.pdf", b"%PDF")])
    [message] = work()
    files = {file.name: file.content_type for file in message.attachments.all()}
    assert files == {"zdjęcie ż.PNG": "image/png", "a.pdf": "application/pdf"}


@pytest.mark.parametrize(
    "files",
    [
        [SimpleUploadedFile("run.exe", b"MZ")],
        [SimpleUploadedFile("page.html", b"<script>")],
        [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)],
        [SimpleUploadedFile("large.pdf", b"x" * (10 * 1024 * 1024 + 1))],
        [SimpleUploadedFile("empty.pdf", b"")],
    ],
    ids=["program", "page", "six", "large", "empty"],
)
def test_files_that_are_refused(plain: Visitor, files: list[SimpleUploadedFile]) -> None:
    page = plain.send(email="tomasz@example.com", files=files, message="Kept words")
    assert page.status_code == 422 and b"Kept words" in page.content and not InboundEvent.objects.exists()


def test_an_owner_who_takes_no_files_gets_none(cast: Cast, client: Client) -> None:
    visitor = Visitor(client, make_page("form", cast, takes_files=False))
    assert 'type="file"' not in visitor.open()
    visitor.send(email="tomasz@example.com", files=[SimpleUploadedFile("a.pdf", b"%PDF")])
    [message] = work()
    assert not message.attachments.exists()


def test_what_programs_send_is_thanked_for_and_waits_for_a_person(plain: Visitor) -> None:
    sent = plain.send(email="bot@example.com", extra_reference="http://spam.example", message="Buy pills")
    assert sent.status_code == 303
    assert work() == [] and not Customer.objects.filter(identities__address="bot@example.com").exists()
    event = quarantined()
    assert "Looks automatic" in event.reason and "Buy pills" in event.summary
    result = ingest.replay(event)
    assert result is not None and result.message is not None and result.message.text == "Buy pills"


def test_too_quick_for_a_person(plain: Visitor) -> None:
    plain.after = timedelta(milliseconds=500)
    plain.send(email="bot@example.com")
    work()
    assert "two seconds" in quarantined().reason


def test_trying_all_again_lets_nothing_suspicious_in(plain: Visitor) -> None:
    plain.send(email="bot@example.com", extra_reference="x")
    work()
    assert replay_all() == 1 and work() == []
    assert quarantined().attempts == 0


def test_many_from_one_address_are_set_aside_then_refused(cast: Cast, client: Client) -> None:
    inbox = make_page("form", cast)
    for number in range(21):
        Visitor(client, inbox).send(email=f"p{number}@example.com", message=f"Number {number}")
    assert len(work()) == 20 and "too many" in quarantined().reason
    answers = [Visitor(client, inbox).send(email="p@example.com", message=f"More {n}") for n in range(40)]
    assert answers[-1].status_code == 429 and b"More 39" in answers[-1].content
    assert InboundEvent.objects.count() == 60
    # Somebody elsewhere isn't concerned.
    other = Visitor(Client(REMOTE_ADDR="203.0.113.9"), inbox)
    assert other.send(email="q@example.com").status_code == 303 and len(work()) == 1


def test_one_page_isnt_a_key_to_many_messages(plain: Visitor) -> None:
    for number in range(6):
        plain.send(email="bot@example.com", message=f"Number {number}")
    assert len(work()) == 5 and "too many" in quarantined().reason


def test_with_redis_away_people_can_still_write(plain: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> bool:
        raise redis.ConnectionError("away")

    monkeypatch.setattr("channels_inbox.public_forms.guard.is_ratelimited", away)
    assert plain.send(email="tomasz@example.com").status_code == 303 and len(work()) == 1


def test_a_page_of_yesterday_is_sent_once_more(plain: Visitor) -> None:
    plain.after = timedelta(hours=25)
    page = plain.send(email="tomasz@example.com", message="Long thought")
    assert page.status_code == 422 and b"Long thought" in page.content and not InboundEvent.objects.exists()


@pytest.mark.parametrize("token", ["", "nonsense", "żółć", "a:b:c", "\ud800", "x" * 100_000])
def test_a_token_that_was_made_up(plain: Visitor, token: str) -> None:
    plain.open()
    plain.token = token.encode("utf-8", "replace").decode() or "-"
    assert plain.send(email="tomasz@example.com").status_code == 422
    assert not InboundEvent.objects.exists()


def test_another_inboxs_page_is_no_key_to_this_one(plain: Visitor, cast: Cast, client: Client) -> None:
    stranger = Visitor(client, make_page("form", cast, slug="other"))
    stranger.open()
    plain.token = stranger.token
    assert plain.send(email="tomasz@example.com").status_code == 422


def test_a_form_proves_nothing_about_who_sent_it(plain: Visitor) -> None:
    """Somebody writes as Tomasz: the message comes to his profile as a claim, his address stays unproven."""
    victim = customer()
    plain.send(email=victim.address, name="Evil")
    [message] = work()
    victim.refresh_from_db()
    assert message.customer == victim.customer and victim.verified_at is None
    assert Customer.objects.get(pk=victim.customer_id).name == "Tomasz Kuna"


def test_an_inbox_that_is_off_or_of_another_channel_has_no_page(plain: Visitor, cast: Cast) -> None:
    assert plain.client.get(f"/c/form/{cast.mail.public_id}/").status_code == 404
    for name in ("nothing", "a%00b", "%C5%BC", "x" * 300):
        assert plain.client.get(f"/c/form/{name}/").status_code == 404
    plain.inbox.is_active = False
    plain.inbox.save()
    assert plain.client.get(plain.path).status_code == 404
    assert plain.client.post(plain.path, {}).status_code == 404


def test_only_the_owners_pages_may_frame_it(plain: Visitor) -> None:
    free = plain.client.get(f"{plain.path}?frame=1")
    assert "frame-ancestors *" in free["Content-Security-Policy"] and "X-Frame-Options" not in free
    connection = plain.inbox.connection
    connection.settings = {"allowed_origins": ["https://shop.example"]}
    connection.save()
    named = plain.client.get(f"{plain.path}?frame=1")
    assert "frame-ancestors 'self' https://shop.example;" in named["Content-Security-Policy"] + ";"
    # The rest of the house stays out of frames.
    login = plain.client.get("/accounts/login/")
    assert "frame-ancestors 'none'" in login["Content-Security-Policy"] and login["X-Frame-Options"] == "DENY"


def test_the_page_is_small_and_sets_no_cookie(visitor: Visitor, settings) -> None:
    response = visitor.client.get(visitor.path)
    page, total = response.content.decode(), len(response.content)
    for path in re.findall(r'(?:href|src)="/static/([^"]+)"', page):
        total += len((settings.BASE_DIR / "static" / path).read_bytes())
    assert total < 30_000
    assert not response.cookies and response["Cache-Control"] == "private, no-cache"
    assert Identity.objects.count() == 0 and Message.objects.count() == 0
