"""An inbox of a channel with webhooks, as its owner connects it and keeps it going."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from channels_inbox import deliver, hook_state, hooks, ingest, registry
from channels_inbox import inboxes as actions
from channels_inbox.contract.demo import ApiAnswer
from channels_inbox.models import Connection, EventState, InboundEvent
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.channels_inbox.kinds import toy_registered
from tickets.actions import reply
from tickets.actor import Actor
from tickets.models import Inbox, Message

UNREACHABLE = "only known here"


@pytest.fixture(autouse=True)
def _toy() -> Iterator[None]:
    with toy_registered():
        yield


@pytest.fixture
def pigeons(cast: Cast, client: Client) -> Hooked:
    return hooked("toy", cast, client)


@pytest.fixture
def ada(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.ada)
    return client


def page(client: Client, inbox: Inbox) -> str:
    return " ".join(client.get(reverse("inbox-settings", args=[inbox.pk])).content.decode().split())


def form(cast: Cast, **fields: str) -> dict[str, str]:
    own = {"name": "Loft", "team": str(cast.returns.pk), "language": "pl", "reopen_days": "7"}
    return own | {"channel-loft": "7", "channel-api_key": "", "channel-signing_key": ""} | fields


def test_the_address_to_paste_and_what_came_by_it(pigeons: Hooked, ada: Client) -> None:
    before = page(ada, pigeons.inbox)
    assert hooks.hook_url(pigeons.inbox) in before
    assert "nothing yet" in before and "refused" not in before
    pigeons.says("Gdzie paczka?")
    after = page(ada, pigeons.inbox)
    assert "Grey: Gdzie paczka?" in after and "Done" in after


def test_refused_calls_are_counted_and_explained(pigeons: Hooked, ada: Client) -> None:
    for _call in range(3):
        pigeons.client.post(hooks.hook_url(pigeons.inbox), b"{}", content_type="application/json")
    assert "3 calls were refused within a day" in page(ada, pigeons.inbox)


def test_a_shape_nobody_handles_shows_and_leads_to_the_quarantine(pigeons: Hooked, ada: Client) -> None:
    pigeons.post(pigeons.demo.sign(pigeons.target, b'{"loft": "7"}'))
    pigeons.work()
    event = InboundEvent.objects.get(state=EventState.QUARANTINED)
    shown = page(ada, pigeons.inbox)
    assert "1 event waits for you" in shown
    assert "Webhook of Pigeon post" in shown and event.external_id not in shown
    assert "Webhook of Pigeon post" in ada.get("/settings/quarantine/").content.decode()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://127.0.0.1:8000", UNREACHABLE),
        ("http://localhost:8000", UNREACHABLE),
        ("https://helpdesk", UNREACHABLE),
        ("https://192.168.1.7", UNREACHABLE),
        ("https://desk.local", UNREACHABLE),
        ("https://[::1]:8000", UNREACHABLE),
        ("http://help.firm.com", "https"),
        ("https://help.firm.com", ""),
    ],
)
def test_an_address_that_no_provider_reaches_is_told(address: str, says: str, settings: Any) -> None:
    settings.CHANNEL_API_BASE = ""
    sentence = hook_state.unreachable(address)
    assert says in sentence and bool(says) == bool(sentence)


def test_one_account_belongs_to_one_inbox(pigeons: Hooked, ada: Client, cast: Cast) -> None:
    path = "/settings/inboxes/new/toy/"
    keys = {"channel-api_key": "k", "channel-signing_key": "s"}
    clash = ada.post(path, form(cast, **keys))
    assert "Test toy" in str(clash.context["channel_form"].errors["loft"])
    assert Inbox.objects.filter(channel="toy").count() == 1
    # Its own account is no clash, and one that is out of use blocks nobody.
    assert ada.post(reverse("inbox-settings", args=[pigeons.inbox.pk]), form(cast)).status_code == 302
    actions.set_active(cast.ada, pigeons.inbox, False)
    assert ada.post(path, form(cast, **keys)).status_code == 302
    back = ada.post(reverse("inbox-active", args=[pigeons.inbox.pk]), {"active": "yes"}, follow=True)
    assert "connected to the same account" in back.content.decode()
    assert not Inbox.objects.get(pk=pigeons.inbox.pk).is_active


def test_after_a_good_test_the_adapter_keeps_what_it_fetched(
    pigeons: Hooked, ada: Client, cast: Cast, standin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Connection.objects.filter(inbox=pigeons.inbox).update(state={"seen": 5})
    monkeypatch.setattr(registry.adapter("toy"), "sync", lambda connection: {"feeds": ["corn"]}, raising=False)
    ada.post(reverse("inbox-settings", args=[pigeons.inbox.pk]), form(cast, test="1"))
    assert Connection.objects.get(inbox=pigeons.inbox).state == {"seen": 5, "feeds": ["corn"]}


BUSY = ApiAnswer.of({"error": "who are you?"}, 401)


def answer(pigeons: Hooked, cast: Cast, text: str = "Leci.") -> None:
    ticket = Message.objects.filter(inbox=pigeons.inbox).latest("pk").ticket
    delivery = reply(Actor.agent(cast.iga), ticket.pk, text).deliveries.get()
    deliver.send(delivery.pk)


def test_an_expired_key_is_on_every_page_of_admins_until_something_leaves(
    pigeons: Hooked, cast: Cast, ada: Client, standin: Any
) -> None:
    pigeons.says("Gdzie paczka?")
    standin.answer_next("toy", BUSY)
    answer(pigeons, cast)
    sentence, way = "The loft refuses the API key.", reverse("inbox-settings", args=[pigeons.inbox.pk])
    for path in ("/inbox/", "/settings/teams/", "/reports/"):
        shown = ada.get(path).content.decode()
        assert sentence in shown and f'href="{way}"' in shown
    for other in (cast.iga, cast.marek):
        client = Client()
        client.force_login(other)
        assert 'class="attention"' not in client.get("/inbox/").content.decode()
    answer(pigeons, cast, "Leci znowu.")
    assert 'class="attention"' not in ada.get("/inbox/").content.decode()


def test_a_good_test_takes_the_banner_away_and_an_inbox_out_of_use_raises_none(
    pigeons: Hooked, cast: Cast, ada: Client, standin: Any
) -> None:
    connection = Connection.objects.get(inbox=pigeons.inbox)
    connection.ask_attention("<b>The key</b> ran out.")
    assert "&lt;b&gt;The key&lt;/b&gt; ran out." in ada.get("/inbox/").content.decode()
    ada.post(reverse("inbox-settings", args=[pigeons.inbox.pk]), form(cast, test="1"))
    assert 'class="attention"' not in ada.get("/inbox/").content.decode()
    connection.ask_attention("Again.")
    actions.set_active(cast.ada, pigeons.inbox, False)
    assert 'class="attention"' not in ada.get("/inbox/").content.decode()


def test_the_banner_costs_one_question_however_many_inboxes(
    pigeons: Hooked, ada: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    for n in range(5):
        inbox = Inbox.objects.create(slug=f"toy-{n}", name=f"Loft {n}", channel="toy", team=cast.returns)
        Connection.objects.create(inbox=inbox, attention="Look.")
    template = Template("{% load attention %}{% attention_banner %}")
    with django_assert_num_queries(1):
        shown = template.render(Context({"user": cast.ada}))
    assert shown.count("Look.") == 3 and "and 2 more inboxes" in shown
    with django_assert_num_queries(0):
        template.render(Context({"user": cast.iga}))


def test_what_had_no_inbox_arrives_once_there_is_one(pigeons: Hooked, cast: Cast, ada: Client) -> None:
    pigeons.says("Do siódemki.")
    stray = b'{"loft": "8", "events": [' + pigeons_event(pigeons) + b"]}"
    pigeons.post(pigeons.demo.sign(pigeons.target, stray))
    pigeons.work()
    event = InboundEvent.objects.get(state=EventState.QUARANTINED)
    assert "8" in event.reason
    # Of the same account: it signs with the same key.
    key = str(pigeons.demo.secrets["signing_key"])
    keys = {"channel-api_key": "k", "channel-signing_key": key, "channel-loft": "8", "name": "Second loft"}
    ada.post("/settings/inboxes/new/toy/", form(cast, **keys))
    answered = ada.post(reverse("quarantine-replay", args=[event.pk]), follow=True).content.decode()
    assert "It has been read now." in answered
    ingest.sweep()
    arrived = Message.objects.get(inbox__name="Second loft")
    assert arrived.text == "Do siódemki."
    assert not InboundEvent.objects.filter(state=EventState.QUARANTINED).exists()


def pigeons_event(pigeons: Hooked) -> bytes:
    """The letter that came, as its loft sent it."""
    return bytes(InboundEvent.objects.get(inbox=pigeons.inbox, source="webhook").payload).replace(
        b'"id": "', b'"id": "x'
    )


def test_every_channel_stands_in_the_chooser_with_its_line(ada: Client) -> None:
    shown = ada.get("/settings/inboxes/new/").content.decode()
    for kind in registry.ADAPTERS:
        assert f'href="/settings/inboxes/new/{kind}/"' in shown
    assert "Letters by pigeon." in shown
