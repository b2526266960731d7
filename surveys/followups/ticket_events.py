"""What happens on the ticket reaches its cases, as pending work: exactly once, whatever is killed meanwhile."""

from __future__ import annotations

from surveys.followups import acting, telling
from surveys.followups.access import who_may_own
from surveys.followups.frame import Work, working_on
from surveys.followups.opening import open_again, open_case, settle
from surveys.followups.queries import OPEN
from surveys.models import CaseOutcome, CaseState, CaseStep, FirstOwner, FollowUpCase, SurveyAnswer, SurveySettings
from surveys.scores import unhappy_q
from tickets.events import Kind
from tickets.models import TicketEvent

LISTENS = {
    kind.value
    for kind in (Kind.SPAM_CHANGED, Kind.ASSIGNED, Kind.TEAM_CHANGED, Kind.FOLLOWED, Kind.REPLIED, Kind.CALLBACK_DONE)
}
Did = CaseStep.Kind


def on_event(event: TicketEvent) -> None:
    """Consumer of pending work."""
    cases = FollowUpCase.objects.filter(answer__invitation__ticket=event.ticket_id)
    if event.kind == Kind.SPAM_CHANGED:
        _spam_changed(event, cases.filter(outcome=CaseOutcome.SPAM), cases.filter(OPEN))
        return
    for pk in cases.filter(OPEN).order_by("pk").values_list("pk", flat=True):
        with working_on(pk, event.actor if _is_contact(event) else None) as work:
            if not work.case.is_open:
                continue
            if _is_contact(event):
                _contacted(work, event)
            elif event.kind in {Kind.ASSIGNED, Kind.TEAM_CHANGED, Kind.FOLLOWED}:
                _hands_changed(work)


def _spam_changed(event: TicketEvent, closed: object, going_on: object) -> None:
    """About spam nobody is followed up; what was marked by mistake comes back."""
    rows = going_on if event.data.get("spam") else closed
    for pk in list(rows.values_list("pk", flat=True)):  # type: ignore[attr-defined]
        with working_on(pk, None) as work:
            if work.ticket is None or work.ticket.is_spam != bool(event.data.get("spam")):
                continue  # changed once more since: that event comes, too
            if work.ticket.is_spam:
                settle(work, CaseOutcome.SPAM)
            else:
                open_again(work)
            work.save()
    if not event.data.get("spam"):
        missed = SurveyAnswer.objects.filter(
            unhappy_q(), invitation__ticket=event.ticket_id, invitation__second_of=None, case=None
        )
        for given in missed.select_related("invitation"):
            open_case(given)


def _is_contact(event: TicketEvent) -> bool:
    """A person of ours spoke to the customer."""
    if event.actor_id is None or event.data.get("automatic"):
        return False
    return event.kind == Kind.REPLIED or (event.kind == Kind.CALLBACK_DONE and event.data.get("outcome") == "reached")


def _contacted(work: Work, event: TicketEvent) -> None:
    if work.case.state == CaseState.OPEN and event.at >= work.case.opened_at:
        acting.begun(work)
        work.step(Did.CONTACTED, how=event.kind)
        work.save()


def _hands_changed(work: Work) -> None:
    """Whoever may no longer see the ticket can't follow it up; what is nobody's goes with the ticket, if the house wants so."""
    case, ticket = work.case, work.ticket
    may = who_may_own(ticket)
    if case.owner_id is not None and not may.filter(pk=case.owner_id).exists():
        case.owner = None
    had = case.owner_id
    follows = SurveySettings.current().case_owner == FirstOwner.ASSIGNEE
    if had is None and follows and ticket is not None and ticket.assignee is not None and ticket.assignee.is_active:
        case.owner = ticket.assignee
    if case.owner_id == work.had:
        return
    step = work.step(Did.GIVEN if case.owner_id else Did.LEFT, to=case.owner)
    telling.given(case, step, None)
    work.save()
