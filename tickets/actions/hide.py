"""A public message taken from the public's eyes, or given back to them."""

from __future__ import annotations

from tickets.actions.change import changing
from tickets.actor import Actor
from tickets.events import Kind
from tickets.models import Message


def set_hidden(actor: Actor, message: Message, hidden: bool) -> Message:
    """Note that the provider hides this message, or shows it again; the same twice changes nothing."""
    with changing(message.ticket_id, actor) as change:
        current = Message.objects.select_for_update(of=("self",), no_key=True).get(pk=message.pk)
        if bool(current.envelope.get("hidden")) == hidden:
            return current
        current.envelope = {**current.envelope, "hidden": hidden}
        current.save(update_fields=["envelope"])
        change.event(Kind.COMMENT_HIDDEN, message=current.pk, hidden=hidden)
        change.messages.append(current)
    return current
