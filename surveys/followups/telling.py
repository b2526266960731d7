"""Who is told of a case: its owner that it is theirs, comes due and is late; managers where nobody has it, and when it is late.

When somebody is to hear of the deadline next is on the case's row; a sweep tells whatever was due while nothing ran, each
thing once.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from accounts.access import who_sees_everything
from accounts.models import User
from core import sweeps
from surveys.followups import deadline
from surveys.followups.access import who_may_own
from surveys.models import CaseStep, FollowUpCase, SurveyInvitation
from tickets.notices import kinds, notify

DUE = "case_due"
SWEEP = "follow-ups: deadlines"
KIND = kinds.NoticeKind(DUE, gettext_lazy("A follow-up case is due soon or late"), "hourglass")

# `what` is the score and who gave it: "CSAT 1/5 · Anna Nowak".
MINE = _("Yours to follow up: %(what)s")
NOBODYS = _("Nobody follows this up yet: %(what)s")
GIVEN = _("%(by)s gave you a follow-up: %(what)s")
BACK = _("A follow-up is open again: %(what)s")
CHANGED = _("A customer changed the answer that you follow up: %(what)s")
SOON = _("A follow-up is due soon: %(what)s")
NOBODYS_SOON = _("A follow-up is due soon, and nobody has it: %(what)s")
LATE = _("A follow-up is late: %(what)s")


def opened(case: FollowUpCase, at: datetime) -> None:
    """Tell whoever it falls to, and set when the deadline is told of. The case is saved by the caller."""
    plan(case, at)
    _whoever(case, kinds.CASE, MINE, NOBODYS, f"case:{case.pk}:opened")


def reopened(case: FollowUpCase, at: datetime, by: User | None) -> None:
    plan(case, at)
    _whoever(case, kinds.CASE, BACK, BACK, f"case:{case.pk}:reopened:{case.reopened}", by=by)


def given(case: FollowUpCase, step: CaseStep, by: User | None) -> None:
    """To its new owner; nobody hears of what they took themselves."""
    if by is None:
        _whoever(case, kinds.CASE, MINE, NOBODYS, f"case:{case.pk}:step:{step.pk}")
    elif case.holder is not None:
        _say([case.holder], case, kinds.CASE, GIVEN, f"case:{case.pk}:step:{step.pk}", by=by)


def answer_changed(case: FollowUpCase, step: CaseStep) -> None:
    if (holder := _holder(case)) is not None:
        _say([holder], case, kinds.CASE, CHANGED, f"case:{case.pk}:step:{step.pk}")


def plan(case: FollowUpCase, since: datetime) -> None:
    """When its deadline, set at `since`, is told of."""
    case.tell_at = deadline.soon_at(case, since)


def sweep(limit: int = 200) -> int:
    """Tell what is due, one transaction each; two workers never take the same. Returns how many cases were told of."""
    rows = FollowUpCase.objects.filter(tell_at__lte=timezone.now()).order_by("tell_at", "pk")
    return sweeps.each(SWEEP, sweeps.due(SWEEP, rows, limit), _tell)


def _tell(pk: int) -> bool:
    now = timezone.now()
    with transaction.atomic():
        case = (
            FollowUpCase.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
            .select_related("answer__invitation__customer", "answer__invitation__ticket", "owner")
            .filter(pk=pk, tell_at__lte=now)
            .first()
        )
        if case is None:
            return False
        key = case.due_at.isoformat()
        if not case.is_open:
            case.tell_at = None
        elif case.due_at <= now:
            case.tell_at = None
            people = [*who_sees_everything(), *([holder] if (holder := _holder(case)) is not None else [])]
            _say(people, case, DUE, LATE, f"case:{case.pk}:late:{key}")
        else:
            case.tell_at = case.due_at
            _whoever(case, DUE, SOON, NOBODYS_SOON, f"case:{case.pk}:soon:{key}")
        case.save(update_fields=["tell_at"])
    return True


def _whoever(case: FollowUpCase, kind: str, mine: str, nobodys: str, dedupe: str, *, by: User | None = None) -> None:
    """The owner, else the managers."""
    if (holder := _holder(case)) is not None:
        _say([holder], case, kind, mine, dedupe, by=by)
    else:
        _say(list(who_sees_everything()), case, kind, nobodys, dedupe, by=by)


def _holder(case: FollowUpCase) -> User | None:
    """The owner while they may see it: who is no manager, or not in the team any more, reads no customer's name here."""
    holder: User | None = case.holder
    if holder is None or not who_may_own(case.answer.invitation.ticket).filter(pk=holder.pk).exists():
        return None
    return holder


def _say(people: list[User], case: FollowUpCase, kind: str, text: str, dedupe: str, *, by: User | None = None) -> None:
    invitation: SurveyInvitation = case.answer.invitation
    params: dict[str, Any] = {"what": what(case), "by": str(by or "")}
    url = reverse("follow-up", args=[case.pk])
    notify(people, kind, text, params, ticket=invitation.ticket, url=url, dedupe=dedupe, by=by)


def what(case: FollowUpCase) -> str:
    """The score and who gave it, as far as somebody said who they are."""
    given, customer = case.answer, case.answer.invitation.customer
    name = customer.label if customer is not None else given.claimed_email
    return f"{given.named} · {name}" if name else given.named
