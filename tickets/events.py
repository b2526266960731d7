"""All event names in one place, and the signals that wake people up after commit (never relied on: see work.py)."""

from __future__ import annotations

from enum import StrEnum

from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Sent by accounts (teams, role or activity of `user_id` changed): sockets must check access again.
from accounts.signals import access_changed

__all__ = ["LABELS", "Kind", "access_changed", "message_state_changed", "ticket_changed"]


class Kind(StrEnum):
    CREATED = "created"
    RECEIVED = "received"
    REPLIED = "replied"
    NOTED = "noted"
    ASSIGNED = "assigned"
    TEAM_CHANGED = "team_changed"
    STATUS_CHANGED = "status_changed"
    REOPENED = "reopened"
    PRIORITY_CHANGED = "priority_changed"
    TAGS_CHANGED = "tags_changed"
    NEEDS_CHANGED = "needs_changed"
    SUBJECT_CHANGED = "subject_changed"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    SPAM_CHANGED = "spam_changed"
    FOLLOWED = "followed"
    CHANNEL_LEFT = "channel_left"
    DELIVERY_FAILED = "delivery_failed"
    SURVEY_SENT = "survey_sent"
    SURVEY_ANSWERED = "survey_answered"
    CUSTOMER_JOINED = "customer_joined"
    AMENDED = "amended"
    POLICY_CHANGED = "policy_changed"
    RULE_RAN = "rule_ran"
    MACRO_APPLIED = "macro_applied"
    ESCALATED = "escalated"
    SUGGESTED = "suggested"
    RATED = "rated"
    CALLBACK_ASKED = "callback_asked"
    CALLBACK_DONE = "callback_done"
    COMMENT_HIDDEN = "comment_hidden"
    INCIDENT_LINKED = "incident_linked"
    INCIDENT_UNLINKED = "incident_unlinked"
    CALL_ENDED = "call_ended"
    ATTENTION_CALLED = "attention_called"
    ATTENTION_SETTLED = "attention_settled"
    FOLLOW_UP_OPENED = "follow_up_opened"
    FOLLOW_UP_CLOSED = "follow_up_closed"
    FOLLOW_UP_REOPENED = "follow_up_reopened"


LABELS = {
    Kind.CREATED: _("Ticket created"),
    Kind.RECEIVED: _("Message received"),
    Kind.REPLIED: _("Answer written"),
    Kind.NOTED: _("Note written"),
    Kind.ASSIGNED: _("Assignee changed"),
    Kind.TEAM_CHANGED: _("Team changed"),
    Kind.STATUS_CHANGED: _("Status changed"),
    Kind.REOPENED: _("Reopened by the customer"),
    Kind.PRIORITY_CHANGED: _("Priority changed"),
    Kind.TAGS_CHANGED: _("Tags changed"),
    Kind.NEEDS_CHANGED: _("Skills needed changed"),
    Kind.SUBJECT_CHANGED: _("Subject changed"),
    Kind.SNOOZED: _("Snoozed"),
    Kind.WOKEN: pgettext_lazy("ticket event", "Back from snooze"),
    Kind.SPAM_CHANGED: _("Spam mark changed"),
    Kind.FOLLOWED: _("Followers changed"),
    Kind.CHANNEL_LEFT: _("Customer left the chat"),
    Kind.DELIVERY_FAILED: _("Answer not delivered"),
    Kind.SURVEY_SENT: _("Survey sent"),
    Kind.SURVEY_ANSWERED: _("Survey answered"),
    Kind.CUSTOMER_JOINED: _("Profiles joined"),
    Kind.AMENDED: _("Message changed"),
    Kind.POLICY_CHANGED: _("SLA policy changed"),
    Kind.RULE_RAN: _("Rule applied"),
    Kind.MACRO_APPLIED: _("Macro applied"),
    Kind.ESCALATED: _("Escalated"),
    Kind.SUGGESTED: _("Suggestion applied by itself"),
    Kind.RATED: _("Rated"),
    Kind.CALLBACK_ASKED: _("Call back"),
    Kind.CALLBACK_DONE: _("Called back"),
    Kind.COMMENT_HIDDEN: _("Comment hidden from the public"),
    Kind.INCIDENT_LINKED: _("Linked to an incident"),
    Kind.INCIDENT_UNLINKED: _("No longer part of an incident"),
    Kind.CALL_ENDED: _("Call ended"),
    Kind.ATTENTION_CALLED: _("A manager was called"),
    Kind.ATTENTION_SETTLED: _("A manager has seen to it"),
    Kind.FOLLOW_UP_OPENED: _("An unhappy answer is followed up"),
    Kind.FOLLOW_UP_CLOSED: _("Follow-up closed"),
    Kind.FOLLOW_UP_REOPENED: _("Follow-up open again"),
}

# ticket: Ticket; change: tickets.actions.change.Change (messages, events, facts before and after)
ticket_changed = Signal()
# message: Message whose delivery state moved
message_state_changed = Signal()
