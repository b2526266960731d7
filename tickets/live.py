"""After commit: a change becomes one rendered hint for every agent who may see the ticket, once per language."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils import timezone, translation

from accounts.models import Membership, User
from core.live import publish, publish_many
from tickets import events, partials
from tickets.actions.change import Change
from tickets.models import Follower, Message, Ticket, TicketEvent

log = logging.getLogger(__name__)
UID = "tickets.live"


def ticket_topic(number: int) -> str:
    """Everything about one ticket, for those who have it open: changes, presence, typing."""
    return f"ticket:{number}"


def topics_of(facts: dict[str, Any], followers: list[int]) -> list[str]:
    topics = ["managers", f"team:{facts['team']}", *(f"user:{pk}" for pk in followers)]
    if facts.get("assignee"):
        topics.append(f"user:{facts['assignee']}")
    return topics


def push(
    ticket: Ticket,
    messages: list[Message],
    happened: list[TicketEvent],
    facts_before: dict[str, Any] | None = None,
    also: list[int] | None = None,
) -> None:
    """Render once per language and publish. `also` are people who saw it until now and may have to let go of it."""
    followers = list(Follower.objects.filter(ticket=ticket).values_list("user_id", flat=True))
    html = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code), timezone.override(settings.WORKSPACE_TIME_ZONE):
            html[code] = partials.render(ticket, messages, happened)
    body = partials.payload(ticket, "", followers) | {"html": html}
    topics = [ticket_topic(ticket.pk), *topics_of(ticket.facts(), followers), *(f"user:{pk}" for pk in also or ())]
    if facts_before:
        topics += topics_of(facts_before, [])
    publish_many(topics, body)


def _ticket_changed(ticket: Ticket, change: Change, **_kwargs: Any) -> None:
    unfollowed = [e.data["user"] for e in change.events if e.kind == events.Kind.FOLLOWED and "user" in e.data]
    push(ticket, change.messages, change.events, change.facts_before or None, unfollowed)
    _catch_up(ticket, change.messages)


def _message_state_changed(message: Message, **_kwargs: Any) -> None:
    ticket = Ticket.objects.select_related("customer", "inbox", "team", "assignee").get(pk=message.ticket_id)
    push(ticket, [message], [])
    _catch_up(ticket, [message])


def _catch_up(ticket: Ticket, messages: list[Message]) -> None:
    """Ticks come from several processes (the answer, the worker, the customer's browser), and a slower one may publish
    last. Whoever published an older state looks once more and corrects itself, so the last word is always the true one.
    """
    pushed = [message for message in messages if message.state]
    for _attempt in range(5):
        if not pushed:
            return
        now = dict(Message.objects.filter(pk__in=[message.pk for message in pushed]).values_list("pk", "state"))
        pushed = [message for message in pushed if now.get(message.pk, message.state) != message.state]
        for message in pushed:
            message.refresh_from_db(fields=["state", "state_detail"])
        if pushed:
            push(ticket, pushed, [])


def _access_changed(user_id: int, **_kwargs: Any) -> None:
    publish(f"user:{user_id}", {"type": "access"})


def _user_saved(instance: User, created: bool, update_fields: Any = None, **_kwargs: Any) -> None:
    if created or (
        update_fields is not None and not {"role", "is_active", "language", "password"} & set(update_fields)
    ):
        return
    transaction.on_commit(lambda: _access_changed(instance.pk), robust=True)


def _signed_out(user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        _access_changed(user.pk)


def _membership_changed(instance: Membership, **_kwargs: Any) -> None:
    transaction.on_commit(lambda: _access_changed(instance.user_id), robust=True)


def connect() -> None:
    """Called once at start, by the app's config."""
    events.ticket_changed.connect(_ticket_changed, weak=False, dispatch_uid=UID)
    events.message_state_changed.connect(_message_state_changed, weak=False, dispatch_uid=UID)
    events.access_changed.connect(_access_changed, weak=False, dispatch_uid=UID)
    user_logged_out.connect(_signed_out, weak=False, dispatch_uid=UID)
    post_save.connect(_user_saved, sender=User, weak=False, dispatch_uid=UID)
    post_save.connect(_membership_changed, sender=Membership, weak=False, dispatch_uid=UID)
    post_delete.connect(_membership_changed, sender=Membership, weak=False, dispatch_uid=UID)
