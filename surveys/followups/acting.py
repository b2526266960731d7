"""What people do with a case. Access is the caller's business (access.get_case_for); a ValueError is a sentence for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from surveys import inviting
from surveys.followups import telling
from surveys.followups.access import who_may_own
from surveys.followups.frame import Work, working_on
from surveys.followups.opening import open_again
from surveys.models import CHOSEN, CaseOutcome, CaseState, CaseStep, FollowUpCase, SurveyInvitation
from surveys.models.followup import MAX_WORDS
from tickets.events import Kind

MAX_DAYS = 180
Did = CaseStep.Kind


def take(by: User, pk: int, *, at: datetime | None = None) -> FollowUpCase:
    """It is theirs now."""
    with working_on(pk, by, at=at) as work:
        _must_be_open(work)
        if work.case.owner_id != by.pk:
            work.case.owner = by
            work.step(Did.TAKEN, to=by)
            work.save()
    return work.case


def give(by: User, pk: int, to: User, *, at: datetime | None = None) -> FollowUpCase:
    """To a colleague who may see it, and who is told."""
    with working_on(pk, by, at=at) as work:
        _must_be_open(work)
        if not who_may_own(work.ticket).filter(pk=to.pk).exists():
            raise ValueError(_("%(name)s may not see this case.") % {"name": to})
        if work.case.owner_id != to.pk:
            work.case.owner = to
            step = work.step(Did.TAKEN if to == by else Did.GIVEN, to=to)
            telling.given(work.case, step, by)
            work.save()
    return work.case


def begin(by: User, pk: int, *, at: datetime | None = None) -> FollowUpCase:
    """Somebody is on it; it is theirs where it was nobody's."""
    with working_on(pk, by, at=at) as work:
        _must_be_open(work)
        if work.case.state == CaseState.OPEN:
            begun(work)
            work.step(Did.BEGUN)
            work.save()
    return work.case


def note(by: User, pk: int, text: str, *, at: datetime | None = None) -> FollowUpCase:
    """Words for colleagues; on a closed case, too."""
    text = _words(text)
    if not text:
        raise ValueError(_("Write something first."))
    with working_on(pk, by, at=at) as work:
        work.step(Did.NOTE, text=text)
        if work.case.is_open:
            work.case.worked_at = work.case.worked_at or work.at
        work.save()
    return work.case


def close(
    by: User, pk: int, outcome: str, done: str, *, ask_after: int = 0, at: datetime | None = None
) -> FollowUpCase:
    """With how it ended and what was done, in words. `ask_after` days later the customer is asked a second time; 0 doesn't.
    A case that was nobody's is theirs."""
    done = _words(done)
    if outcome not in CHOSEN:
        raise ValueError(_("Choose how it ended."))
    if not done:
        raise ValueError(_("Say in a sentence what was done."))
    if not 0 <= ask_after <= MAX_DAYS:
        raise ValueError(_("Ask again within %(n)s days, or not at all.") % {"n": MAX_DAYS})
    with working_on(pk, by, at=at) as work:
        _must_be_open(work)
        case = work.case
        why = why_not_again(case) if ask_after else ""
        if why:
            raise ValueError(why)
        case.state, case.outcome, case.done = CaseState.CLOSED, CaseOutcome(outcome), done
        case.closed_at, case.closed_by, case.tell_at = work.at, by, None
        case.worked_at = case.worked_at or work.at
        if case.holder is None:
            case.owner = by
        if case.first_closed_at is None:
            case.first_closed_at, case.in_time = work.at, work.at <= case.due_at
        work.step(Did.CLOSED, text=done, outcome=outcome, ask_after=ask_after)
        work.event(Kind.FOLLOW_UP_CLOSED, outcome=outcome)
        work.save()
        if ask_after:
            inviting.ask_again(case.answer.invitation, at=work.at + timedelta(days=ask_after))
    return case


def reopen(by: User, pk: int, why: str = "", *, at: datetime | None = None) -> FollowUpCase:
    with working_on(pk, by, at=at) as work:
        if not work.case.is_open:
            open_again(work, _words(why))
            if work.case.holder is None:
                work.case.owner = by
            work.save()
    return work.case


def why_not_again(case: FollowUpCase) -> str:
    """Why nobody can be asked a second time, as a sentence; "" when they can."""
    first = case.answer.invitation
    if first.survey is None:
        return _("This came by itself: there is no question to ask again.")
    if first.ticket_id is None or first.customer is None:
        return _("Nobody knows who said this, so nobody can be asked again.")
    if not first.customer.surveys_allowed:
        return _("The customer does not want surveys.")
    if SurveyInvitation.objects.filter(second_of=first).exists():
        return _("They were asked a second time already.")
    return ""


def begun(work: Work) -> None:
    """Unsaved."""
    work.case.state = CaseState.IN_PROGRESS
    work.case.worked_at = work.case.worked_at or work.at
    if work.by is not None and work.case.holder is None:
        work.case.owner = work.by


def _must_be_open(work: Work) -> None:
    if not work.case.is_open:
        raise ValueError(_("This case is closed already."))


def _words(text: str) -> str:
    return text.replace("\x00", "").strip()[:MAX_WORDS]
