"""Ratings that come by themselves, with a public review: satisfaction without a question."""

from __future__ import annotations

from surveys import hooks
from surveys.models import State, SurveyAnswer, SurveyInvitation
from surveys.models.answer import MAX_COMMENT
from tickets.models import Message, TicketEvent

VIA = "review"
# Resolution cycles begin with 1: this place is free on every ticket.
CYCLE = 0


def keep(message: Message, score: int) -> None:
    """Called with the ticket locked, in the transaction that brings the message. A review that was changed replaces its
    score and words and keeps the day of its first; on a later ticket it moves there, so that each counts once.

    ValueError for a score outside 1 to 5.
    """
    if not 1 <= score <= 5:
        raise ValueError("The score must be 1 to 5.")
    row = _row(message)
    row.ticket_id, row.customer, row.message = message.ticket_id, message.ticket.customer, message
    row.save()
    # A review of stars alone is shown as stars: those are no words.
    words = message.text.strip(" \n★☆")[:MAX_COMMENT]
    given, created = SurveyAnswer.objects.get_or_create(
        invitation=row,
        defaults={"score": score, "comment": words, "via": VIA, "answered_at": message.sent_at},
    )
    if not created:
        given.score, given.comment, given.changed_at = score, words, message.created_at
        given.save(update_fields=["score", "comment", "changed_at"])
    hooks.tell_answered(given, created)


def _row(message: Message) -> SurveyInvitation:
    """The one of this review, else a new one. Who answers for it is frozen, as with surveys that are sent."""
    ticket = message.ticket
    here = SurveyInvitation.objects.filter(ticket=ticket, resolution_cycle=CYCLE).first()
    if here is not None:
        return here
    if message.thread:
        same = {"message__inbox": message.inbox_id, "message__thread": message.thread, "state": State.UNASKED}
        elsewhere = SurveyInvitation.objects.filter(**same).order_by("-pk").first()
        if elsewhere is not None:
            return elsewhere
    return SurveyInvitation(
        ticket=ticket,
        resolution_cycle=CYCLE,
        state=State.UNASKED,
        language=ticket.language,
        agent=ticket.assignee,
        team=ticket.team,
        inbox=message.inbox,
        channel=message.channel,
        due_at=message.sent_at,
    )


def on_amended(event: TicketEvent) -> None:
    """A review was taken back: its words go here, too; that somebody was content or not stays counted."""
    if event.data.get("what") == "removed":
        rated = SurveyAnswer.objects.filter(invitation__message=event.data.get("message"), via=VIA)
        for given in rated:
            given.comment = ""
            given.save(update_fields=["comment"])
