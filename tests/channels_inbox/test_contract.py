"""What every channel keeps to, whatever it is: its files, its settings page, its webhook. tests/channels_inbox/toy takes
part, so that the test itself is tested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lucide import IconDoesNotExist

from channels_inbox import hooks, registry
from channels_inbox.contract.demo import HookPost, HookTarget
from channels_inbox.forms import ChannelForm
from channels_inbox.models import Connection, InboundEvent
from core.templatetags.ui import icon
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.kinds import HOOKED, KINDS, PLAYED, folder, toy_registered
from tickets import channel_info
from tickets.models import Message, MessageKind, Ticket

FORM = "application/x-www-form-urlencoded"
MARK = "KOPYTKO"  # a word that no payload holds by itself


@pytest.fixture(autouse=True)
def _toy() -> Iterator[None]:
    with toy_registered():
        yield


@pytest.fixture
def inbox(kind: str, cast: Cast, client: Client) -> Hooked:
    return hooked(kind, cast, client)


def said() -> list[Message]:
    return list(Message.objects.filter(kind=MessageKind.INBOUND).order_by("sent_at", "pk"))


def first_post(inbox: Hooked, text: str = "Gdzie paczka?") -> HookPost:
    """One call that the provider really makes; where people are heard by polling, a signed one of no meaning."""
    posts = inbox.demo.write(inbox.target, inbox.demo.people[0], text, {})
    return posts[0] if posts else inbox.demo.sign(inbox.target, b'{"nobody": "handles this"}')


def content_type(inbox: Hooked) -> str:
    headers = {name.lower(): value for name, value in first_post(inbox).headers.items()}
    return headers.get("content-type", "application/json")


# -- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_four_files_and_a_guide_in_both_languages(kind: str) -> None:
    there = {path.name for path in folder(kind).iterdir()}
    assert {"adapter.py", "payloads.py", "forms.py", "doc.md", "doc.pl.md"} <= there
    for name in ("doc.md", "doc.pl.md"):
        first, second, third, *rest = (folder(kind) / name).read_text("utf-8").splitlines()
        assert re.fullmatch(r"# .{4,60}", first), f"{name} begins with its title"
        assert not second and third and not third.startswith("#"), f"{name} says in a sentence what it is for"
        assert sum(line.startswith("## ") for line in rest) >= 2, f"{name} goes step by step"


@pytest.mark.parametrize("kind", KINDS)
def test_what_pages_know_of_it_is_complete(kind: str) -> None:
    info = channel_info.get(kind)
    assert info.kind == kind == registry.adapter(kind).kind
    assert str(info.name) and info.identity_kind and info.threads in {"conversation", "reference"}
    try:
        icon(info.icon)
    except IconDoesNotExist:
        pytest.fail(f"lucide has no icon {info.icon}")
    tokens = (django_settings.BASE_DIR / "static" / "css" / "tokens.css").read_text("utf-8")
    assert f"--c-{info.colour}:" in tokens


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PLAYED)
def test_its_settings_page_takes_what_connects_it_and_shows_no_secret(kind: str, inbox: Hooked, cast: Cast) -> None:
    demo = inbox.demo
    form = ChannelForm(kind, {f"channel-{n}": v for n, v in {**demo.settings, **demo.secrets}.items()}, {}, {})
    assert form.is_valid(), form.form.errors
    assert form.secret_names >= set(demo.secrets)
    inbox.client.force_login(cast.ada)
    page = inbox.client.get(reverse("inbox-settings", args=[inbox.inbox.pk])).content.decode()
    assert not [name for name, value in demo.secrets.items() if str(value) in page]
    assert all(f'name="channel-{name}"' in page for name in form.form.fields)
    assert inbox.client.get(reverse("inbox-new", args=[kind])).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PLAYED)
def test_a_test_of_the_connection_says_a_sentence(kind: str, inbox: Hooked, standin: Any) -> None:
    connection = Connection.objects.get(inbox=inbox.inbox)
    sentence = registry.adapter(kind).test_connection(connection.settings, connection.secrets)
    assert len(sentence) > 10 and sentence[-1] in ".!"
    assert not standin.refusals


# -- the door -----------------------------------------------------------------------------------------------------------


def spoilt(value: str) -> str:
    """Another value of the same shape: its last letter or digit is changed."""
    head, last, tail = re.fullmatch(r"(.*)([0-9A-Za-z])([^0-9A-Za-z]*)", value, re.DOTALL).groups()  # type: ignore[union-attr]
    # Base64's last character may hold unused bits: the one before it can't.
    return head[:-1] + ("A" if head[-1:] != "A" else "B") + last + tail


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOOKED)
def test_a_wrong_or_missing_signature_is_refused_and_nothing_kept(kind: str, inbox: Hooked) -> None:
    post = first_post(inbox)
    stamps = [name for name in post.headers if name.lower() not in {"content-type", "user-agent"}]
    # Whoever signs in the query (a token of ours in the address) is spoilt there.
    assert stamps or post.query
    wrong = HookPost(post.body, {n: spoilt(v) if n in stamps else v for n, v in post.headers.items()}, post.query[:-2])
    without = HookPost(post.body, {n: v for n, v in post.headers.items() if n not in stamps})
    empty = HookPost(b"", without.headers)
    # Some sign nothing but say a shared word: only with the others does the stamp belong to the body.
    signs = inbox.demo.sign(inbox.target, b"1").headers != inbox.demo.sign(inbox.target, b"2").headers
    tampered = [HookPost(post.body + b" ", post.headers, post.query)] if signs else []
    assert set(inbox.post(wrong, without, empty, *tampered)) == {403}
    assert not InboundEvent.objects.exists()
    assert hooks.refused(inbox.inbox) == 3 + len(tampered)
    assert inbox.post(post) == [200]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOOKED)
def test_without_secrets_nothing_is_believed(kind: str, inbox: Hooked) -> None:
    """An inbox whose owner hasn't pasted the secret yet takes nothing, also not what an empty key signs."""
    post, target = first_post(inbox), inbox.target
    empty = HookTarget(target.url, target.settings, dict.fromkeys(target.secrets, ""))
    guessed = inbox.demo.sign(empty, post.body, content_type(inbox))
    for secrets in ({}, dict(empty.secrets)):
        # Encrypted, so not by a query.
        connection = Connection.objects.get(inbox=inbox.inbox)
        connection.secrets = secrets
        connection.save()
        assert inbox.post(post, guessed) == [403, 403]
    assert not InboundEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOOKED)
def test_what_is_too_large_is_refused_unread(kind: str, inbox: Hooked) -> None:
    huge = inbox.demo.sign(inbox.target, b'{"a": "' + b"x" * hooks.MAX_BYTES + b'"}')
    assert inbox.post(huge) == [413]
    assert not InboundEvent.objects.exists()


NONSENSE = {
    "unknown object": b'{"nobody": ["handles", "this"], "object": "nothing", "type": "nothing"}',
    "list": b"[1, 2]",
    "string": b'"text"',
    "number": b"1e999",
    "null": b"null",
    "empty": b"",
    "broken": b'{"entry": [',
    "not utf-8": b'{"text": "\xff\xfe\xc3"}',
    "utf-16": '{"entry": []}'.encode("utf-16"),
    "deep": b"[" * 90_000,
    "deep object": b'{"entry":' * 20_000 + b"1" + b"}" * 20_000,
    "nul": b'{"nobody": "\\u0000", "\\u0000": 1}',
    "surrogate": b'{"nobody": "\\ud800", "id": "\\udfff"}',
    "form": b"Nobody=handles&this=%00%ff",
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOOKED)
def test_signed_nonsense_is_kept_for_people(kind: str, inbox: Hooked) -> None:
    ctype = content_type(inbox)
    for name, body in NONSENSE.items():
        assert inbox.post(inbox.demo.sign(inbox.target, body, ctype)) == [200], name
        inbox.work()
        event = InboundEvent.objects.latest("pk")
        assert (event.state, event.attempts) == ("quarantined", 0), f"{name}: people see it at once"
        assert event.reason and bytes(event.payload) == body, name
    assert InboundEvent.objects.count() == len(NONSENSE)
    assert not Ticket.objects.exists()


HOSTILE = {
    "application/json": ["\\ud83d", "\\u0000", "\\u202e<script>alert(1)</script>", "a" * 60_000, "\\ud83d\\ude00"],
    FORM: ["%ED%A0%BD", "%00", "%E2%80%AE%3Cscript%3Ealert(1)%3C/script%3E", "a" * 60_000, "%FF%FE"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOOKED)
def test_words_that_no_database_takes_still_arrive(kind: str, inbox: Hooked) -> None:
    ctype = content_type(inbox)
    for words in HOSTILE[ctype.partition(";")[0]]:
        person = replace(inbox.demo.people[0], name=f"Anna {MARK}")
        posts = inbox.demo.write(inbox.target, person, f"Before {MARK} after", {})
        for post in posts:
            body = post.body.replace(MARK.encode(), words.encode())
            assert inbox.post(inbox.demo.sign(inbox.target, body, ctype)) == [200]
        inbox.work()
        assert set(InboundEvent.objects.values_list("state", "attempts")) <= {("done", 0)}, words[:20]
        if any(MARK.encode() in post.body for post in posts):
            message = said()[-1]
            assert "Before" in message.text and "after" in message.text


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOOKED)
def test_the_same_call_twice_is_one_message(kind: str, inbox: Hooked) -> None:
    posts = inbox.demo.write(inbox.target, inbox.demo.people[0], "Raz", {})
    inbox.post(*posts)
    inbox.work()
    once = len(said())
    inbox.post(*posts)
    inbox.work()
    inbox.post(*reversed(posts))
    inbox.work()
    assert len(said()) == once
    assert not InboundEvent.objects.exclude(state="done").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", HOOKED)
def test_what_overtakes_is_put_in_its_place(kind: str, inbox: Hooked, time_machine: Any) -> None:
    began = timezone.now()
    person = inbox.demo.people[0]
    time_machine.move_to(began, tick=False)
    first = inbox.demo.write(inbox.target, person, "Pierwsza", {})
    time_machine.move_to(began + timedelta(seconds=30), tick=False)
    second = inbox.demo.write(inbox.target, person, "Druga", {})
    time_machine.move_to(began + timedelta(seconds=60), tick=False)
    for posts in (second, first):
        inbox.post(*posts)
        inbox.work()
    messages = said()
    if not first:
        return
    assert {m.text for m in messages} >= {"Pierwsza", "Druga"} or kind == "voice"
    # A provider that says when something was said is believed; one that doesn't is taken as it comes.
    if all(m.sent_at <= began + timedelta(seconds=45) for m in messages):
        assert [m.text for m in messages] == ["Pierwsza", "Druga"]
    if len({m.thread for m in messages}) == 1:
        assert len({m.ticket_id for m in messages}) == 1
