"""Every write to a ticket. Views, API, tasks, rules and adapters call these and nothing else."""

from tickets.actions.amend import (
    attachment_failed,
    edit_received,
    fill_attachment,
    find_amendable,
    react,
    record_outside,
    remove_received,
    thread_ticket,
)
from tickets.actions.assign import set_assignee, set_following, set_team
from tickets.actions.attention import call_attention, settle_attention
from tickets.actions.callback import CallOutcome, settle_callback
from tickets.actions.channel import channel_left, delivery_failed, note_fallback, set_message_state
from tickets.actions.deadlines import rebuild_deadlines
from tickets.actions.edit import add_tags, remove_tags, set_policy, set_priority, set_subject, set_tags
from tickets.actions.handover import offer_back
from tickets.actions.hide import set_hidden
from tickets.actions.naming import show_anew
from tickets.actions.needs import set_needs
from tickets.actions.note import add_note
from tickets.actions.receive import ComingFile, Incoming, IncomingFile, Received, receive_message
from tickets.actions.record import record_event, rejoin_customer
from tickets.actions.reply import Choices, NewFile, ReplyRefused, add_message, reply
from tickets.actions.start import start_ticket
from tickets.actions.status import close_due, set_spam, set_status, snooze, wake, wake_due
from tickets.actions.tags import delete_tag, rename_tag
from tickets.actions.take import take_next

__all__ = [
    "CallOutcome",
    "Choices",
    "ComingFile",
    "Incoming",
    "IncomingFile",
    "NewFile",
    "Received",
    "ReplyRefused",
    "add_message",
    "add_note",
    "add_tags",
    "attachment_failed",
    "call_attention",
    "channel_left",
    "close_due",
    "delete_tag",
    "delivery_failed",
    "edit_received",
    "fill_attachment",
    "find_amendable",
    "note_fallback",
    "offer_back",
    "react",
    "rebuild_deadlines",
    "receive_message",
    "record_event",
    "record_outside",
    "rejoin_customer",
    "remove_received",
    "remove_tags",
    "rename_tag",
    "reply",
    "set_assignee",
    "set_following",
    "set_hidden",
    "set_message_state",
    "set_needs",
    "set_policy",
    "set_priority",
    "set_spam",
    "set_status",
    "set_subject",
    "set_tags",
    "set_team",
    "settle_attention",
    "settle_callback",
    "show_anew",
    "snooze",
    "start_ticket",
    "take_next",
    "thread_ticket",
    "wake",
    "wake_due",
]
