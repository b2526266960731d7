"""The channels that /demo/ plays: whom one can be, which inbox is written to, and the calls that go both ways."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from channels_inbox import hooks, registry
from channels_inbox.contract.demo import (
    ApiAnswer,
    ApiCall,
    Button,
    ChannelDemo,
    DemoField,
    HookPost,
    HookTarget,
    Person,
    WrongShape,
)
from channels_inbox.models import Connection
from core.http import HttpError, guarded_request
from helpdesk.demo import talks
from tickets import channel_info
from tickets.channel_info import ChannelInfo
from tickets.models import Inbox

log = logging.getLogger(__name__)
# Seconds until the provider reports what became of a message, so that the ticks can be seen moving.
REPORTS_AFTER_S = (0.8, 2.2, 4.0, 6.0)
POST_TIMEOUT_S = 20.0


class NotTaken(Exception):
    """The helpdesk didn't take what the provider posted; says why."""


@dataclass(frozen=True, slots=True)
class Column:
    """One channel on the page; without an inbox there is nobody to write to yet."""

    info: ChannelInfo
    demo: ChannelDemo
    inbox: Inbox | None

    @property
    def kind(self) -> str:
        return self.info.kind

    @property
    def polls(self) -> bool:
        """Nobody calls us: what is said waits until it is fetched."""
        return not hooks.takes_hooks(self.kind)

    def person(self, number: str) -> Person:
        """By their place in the list; the first for anything else."""
        people = self.demo.people
        return people[int(number)] if number.isdecimal() and int(number) < len(people) else people[0]


def kinds() -> list[str]:
    """The channels with a stand-in, in the registry's order."""
    return [kind for kind in registry.ADAPTERS if registry.demo(kind) is not None]


def _connections(*wanted: str) -> dict[str, Connection]:
    """The connection of the first active inbox of each kind."""
    rows = Connection.objects.select_related("inbox").filter(inbox__channel__in=wanted, inbox__is_active=True)
    return {row.inbox.channel: row for row in rows.order_by("-inbox_id")}


def columns() -> list[Column]:
    """All of them, in one query."""
    found = _connections(*kinds())
    return [_column(kind, found.get(kind)) for kind in kinds()]


def column(kind: str) -> Column | None:
    """One of them; None where there is no such."""
    return _column(kind, _connections(kind).get(kind)) if kind in kinds() else None


def _column(kind: str, connection: Connection | None) -> Column:
    demo = registry.demo(kind)
    assert demo is not None
    return Column(channel_info.get(kind), demo, connection.inbox if connection else None)


def _target(kind: str) -> HookTarget | None:
    connection = _connections(kind).get(kind)
    if connection is None:
        return None
    return HookTarget(hooks.hook_url(connection.inbox), connection.settings, connection.secrets)


def write(column: Column, person: Person, text: str, extra: Mapping[str, str]) -> None:
    """Say something as this person, by the calls that the provider would make. Raises NotTaken."""
    _post(column, lambda target: column.demo.write(target, person, text, extra))
    talks.said(column.kind, person, text, [words for field in column.demo.fields if (words := _shown(field, extra))])


def tap(column: Column, person: Person, button: Button, under: str) -> None:
    """Tap a button as this person, under the message that the provider named so. Raises NotTaken."""
    # What a stand-in has beside the contract's core is looked up by name.
    player: Any = column.demo
    if not hasattr(player, "tap"):
        raise NotTaken(_("Nothing can be tapped here."))
    _post(column, lambda target: player.tap(target, person, button, under))
    talks.said(column.kind, person, button.label)


def _post(column: Column, make: Callable[[HookTarget], Sequence[HookPost]]) -> None:
    target = _target(column.kind)
    if target is None:
        raise NotTaken(_("There is no inbox for this channel."))
    try:
        posts = make(target)
    except (KeyError, ValueError, WrongShape) as error:
        # An inbox that somebody made by hand may lack what a provider would sign with.
        raise NotTaken(_("The provider can't write to this inbox: look at its settings (%s).") % error) from error
    for post in posts:
        status = call_hook(target.url, post)
        if status != 200:
            raise NotTaken(_refusal(status))


def is_changed(field: DemoField, extra: Mapping[str, str]) -> bool:
    """Did somebody touch this control?"""
    at_first = field.initial or _plainest(field)
    return extra.get(field.name, at_first) != at_first


def _plainest(field: DemoField) -> str:
    return field.choices[0][0] if field.choices else ""


def _shown(field: DemoField, extra: Mapping[str, str]) -> str:
    """What was chosen beside the words, as the page calls it; nothing for the plain first choice (mere words)."""
    value = extra.get(field.name, "")
    if not is_changed(field, extra) and value == _plainest(field):
        return ""
    return str(next((label for known, label in field.choices if known == value), value))


def _refusal(status: int) -> str:
    if status == 403:
        return _("The helpdesk refused it: the signature is wrong (403). Do the inbox's secrets fit?")
    if status == 413:
        return _("The helpdesk refused it: too large (413).")
    if status >= 500:
        return _("The helpdesk could not take it now (%s). A provider would try again.") % status
    return _("The helpdesk refused it (%s).") % status


def call_hook(url: str, post: HookPost) -> int:
    """Make one call of our webhook, by HTTP, as the provider does; the answer's status. Raises NotTaken."""
    address = f"{url}?{post.query}" if post.query else url
    try:
        answer = guarded_request(
            post.method,
            address,
            headers=post.headers,
            content=post.body,
            timeout=POST_TIMEOUT_S,
            allow_private=True,
        )
    except HttpError as error:
        raise NotTaken(_("The helpdesk can't be reached: %s") % error.message) from error
    return answer.status


def serve(kind: str, call: ApiCall) -> ApiAnswer:
    """Answer a call of ours as the provider would, show it on the page, and report soon what became of it."""
    demo = registry.demo(kind)
    assert demo is not None
    try:
        answer = demo.api(call)
    except WrongShape as error:
        talks.refused(kind, str(error))
        return ApiAnswer.of({"error": {"message": str(error)}}, 400)
    found = demo.heard(call) if answer.status < 400 else None
    player: Any = demo
    if answer.status < 400 and hasattr(player, "closed") and (name := player.closed(call)):
        talks.closed(kind, name)
    if found is not None:
        talks.heard(kind, found, player.named(call, answer) if hasattr(player, "named") else "")
        target = _target(kind)
        if target is not None:
            _report_soon(target.url, demo.receipts(target, call, answer))
    return answer


def _report_soon(url: str, posts: Sequence[HookPost]) -> None:
    """After our side has heard its answer, as a provider does. A report lost with the process is a demo's loss."""
    for number, post in enumerate(posts):
        timer = threading.Timer(REPORTS_AFTER_S[min(number, len(REPORTS_AFTER_S) - 1)], _report, (url, post))
        timer.daemon = True
        timer.start()


def _report(url: str, post: HookPost) -> None:
    try:
        status = call_hook(url, post)
    except NotTaken as error:
        log.warning("A report of the demo was not taken: %s", error)
    else:
        if status != 200:
            log.warning("A report of the demo was refused: %s", status)
