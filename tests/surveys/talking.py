"""A customer of a played channel who was asked there: what they were sent, and their taps and words back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client

from channels_inbox import deliver
from channels_inbox.contract.demo import ApiAnswer, ApiCall, Button, Heard
from surveys.models import Survey, SurveyAnswer, SurveyInvitation
from tests.cast import Cast
from tests.channels_inbox.hooked import Hooked, hooked
from tests.services.standin import Standin
from tests.surveys.conftest import run_surveys
from tickets import actions
from tickets.actor import Actor
from tickets.models import Message, MessageKind, Ticket

BUTTONS = ["whatsapp", "messenger", "instagram", "telegram"]


@dataclass(frozen=True)
class Talk:
    """`ask` has a ticket written, answered and resolved, and the question sent; `last` is what reached the customer last."""

    cast: Cast
    channel: Hooked
    standin: Standin

    @property
    def kind(self) -> str:
        return self.channel.inbox.channel

    def ask(self, *, person: int = 0, words: str = "Gdzie paczka?") -> Ticket:
        self.channel.says(words, person)
        ticket = Ticket.objects.latest("pk")
        self.answer(ticket, "Już jedzie.", status="resolved")
        assert run_surveys() == 1
        self.send()
        return ticket

    def answer(self, ticket: Ticket, text: str, **more: Any) -> None:
        actions.reply(Actor.agent(self.cast.iga), ticket.number, text, **more)
        self.send()

    def send(self) -> None:
        """What waits leaves."""
        deliver.sweep()
        assert self.standin.refusals == []

    @property
    def heard(self) -> list[Heard]:
        found = [self.channel.demo.heard(call) for call in self.standin.of(self.kind)]
        return [one for one in found if one is not None]

    @property
    def last(self) -> Heard:
        return self.heard[-1]

    def under(self) -> str:
        """How the provider named the last message that had buttons."""
        player: Any = self.channel.demo
        named = getattr(player, "named", lambda _call, _answer: "")
        with_buttons = [(call, answer) for call, answer in self._exchanges() if (h := player.heard(call)) and h.buttons]
        return named(*with_buttons[-1]) if with_buttons else ""

    def _exchanges(self) -> list[tuple[ApiCall, ApiAnswer]]:
        return [(call, answer) for kind, call, answer in self.standin.exchanges if kind == self.kind]

    def posts(self, button: Button, person: int = 0) -> Any:
        player: Any = self.channel.demo
        return player.tap(self.channel.target, player.people[person], button, self.under())

    def tap(self, button: Button, person: int = 0) -> None:
        assert set(self.channel.post(*self.posts(button, person))) == {200}
        self.channel.work()
        self.send()

    def say(self, text: str, person: int = 0, **extra: str) -> None:
        self.channel.says(text, person, **extra)
        self.send()

    def buttons(self) -> list[Button]:
        """Those of the question that was sent last."""
        return next(list(one.buttons) for one in reversed(self.heard) if one.buttons)

    def bodies(self) -> list[Any]:
        """Our calls, as JSON where they are."""
        return [json.loads(call.body) for call in self.standin.of(self.kind) if call.body.startswith(b"{")]


Start = Callable[..., Talk]


def talk(kind: str, cast: Cast, client: Client, standin: Standin, *, language: str = "pl", **settings: Any) -> Talk:
    return Talk(cast, hooked(kind, cast, client, language=language, **settings), standin)


def invitation() -> SurveyInvitation:
    return SurveyInvitation.objects.latest("pk")


def survey(kind: str, look: str) -> None:
    Survey.objects.update(kind=kind, look=look)


def answers() -> list[tuple[int, str, str]]:
    return list(SurveyAnswer.objects.order_by("pk").values_list("score", "comment", "via"))


def said() -> list[str]:
    """What customers wrote that became messages."""
    return list(Message.objects.filter(kind=MessageKind.INBOUND).order_by("pk").values_list("text", flat=True))
