"""/follow-ups/: the worklist of unhappy answers, and each case followed to its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import agent_of, team_ids
from accounts.models import Team, User
from customers.models import IdentityKind
from surveys.followups import acting, history
from surveys.followups.access import get_case_for, who_may_own
from surveys.followups.forms import CloseForm
from surveys.followups.listing import TODO, Worklist, views_of
from surveys.models import FollowUpCase, SurveyInvitation
from surveys.panel import said
from surveys.scores import SHORT, Kind
from tickets import channel_info
from tickets.models import Message, MessageKind, Ticket

TALK = 6


@login_required
@require_safe
@never_cache
def follow_ups(request: HttpRequest) -> HttpResponse:
    """The worklist; asked by the page's own script only its rows."""
    agent, worklist = agent_of(request), Worklist.from_query(request.GET)
    cases, cursor = worklist.page(agent, request.GET.get("after", ""))
    context = {
        "worklist": worklist,
        "rows": [{"case": case, "said": said(case.answer)} for case in cases],
        "cursor": cursor,
        "paged": "after" in request.GET,
    }
    if not cases and worklist.view == TODO:
        context["others"] = replace(worklist, view="open").cases(agent).count()
    if request.headers.get("HX-Request"):
        return render(request, "surveys/followups/_rows.html", context)
    teams = Team.objects.all() if agent.sees_everything else Team.objects.filter(pk__in=team_ids(agent))
    context |= {
        "views": [(name, label, worklist.query(view=name)) for name, label in views_of(agent).items()],
        "kinds": [(kind.value, SHORT[kind]) for kind in Kind],
        "channels": [(info.kind, str(info.name)) for info in channel_info.all_channels()],
        "teams": list(teams),
    }
    return render(request, "surveys/followups/list.html", context)


@login_required
@require_safe
@never_cache
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: what was said, what we know, what to do."""
    case = get_case_for(agent_of(request), pk)
    return render(request, "surveys/followups/case.html", _context(request, case, CloseForm(case)))


def _context(request: HttpRequest, case: FollowUpCase, form: CloseForm) -> dict[str, Any]:
    invitation = case.answer.invitation
    ticket = invitation.ticket
    return {
        "case": case,
        "said": said(case.answer),
        "invitation": invitation,
        "ticket": ticket,
        "talk": _talk(ticket) if ticket is not None else [],
        "lines": history.lines(case),
        "second": _second(invitation),
        "phone": _phone(invitation),
        "people": who_may_own(ticket).exclude(pk=case.owner_id or 0).order_by("name", "pk"),
        "form": form,
    }


def _talk(ticket: Ticket) -> list[Message]:
    """The last words between people, oldest first."""
    said_by_people = ticket.messages.filter(kind__in=[MessageKind.INBOUND, MessageKind.OUTBOUND], automatic=False)
    newest = said_by_people.select_related("author", "customer").order_by("-sent_at", "-pk")[:TALK]
    return list(reversed(newest))


def _phone(invitation: SurveyInvitation) -> str:
    """A number to call them at; "" when none is known."""
    if invitation.customer is None:
        return ""
    numbers = invitation.customer.identities.filter(kind=IdentityKind.PHONE, undeliverable_at=None)
    return numbers.order_by("-is_preferred", "pk").values_list("address", flat=True).first() or ""


def _second(invitation: SurveyInvitation) -> dict[str, Any] | None:
    """The second ask and what it said."""
    second = SurveyInvitation.objects.select_related("answer", "survey").filter(second_of=invitation).first()
    if second is None:
        return None
    given = getattr(second, "answer", None)
    return {"asked": second, "said": said(given) if given is not None else None}


@login_required
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Take, give (`to`), begin, note (`text`) or reopen (`text`)."""
    agent = agent_of(request)
    case = get_case_for(agent, pk)
    try:
        match request.POST.get("action", ""):
            case "take":
                acting.take(agent, case.pk)
                messages.success(request, _("It is yours."))
            case "give":
                to = _person(request.POST.get("to", ""))
                acting.give(agent, case.pk, to)
                messages.success(request, _("Given to %(name)s.") % {"name": to})
            case "begin":
                acting.begin(agent, case.pk)
            case "note":
                acting.note(agent, case.pk, request.POST.get("text", ""))
            case "reopen":
                acting.reopen(agent, case.pk, request.POST.get("text", ""))
                messages.success(request, _("It is open again."))
    except ValueError as error:
        messages.error(request, str(error))
    return redirect("follow-up", pk)


def _person(pk: str) -> User:
    usable = pk.isascii() and pk.isdigit() and len(pk) < 18
    return get_object_or_404(User, pk=int(pk) if usable else 0, is_active=True)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """With how it ended and what was done."""
    agent = agent_of(request)
    case = get_case_for(agent, pk)
    form = CloseForm(case, request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            acting.close(agent, case.pk, data["outcome"], data["done"], ask_after=data.get("ask_after") or 0)
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The loop is closed."))
            return redirect("follow-up", pk)
    return render(request, "surveys/followups/case.html", _context(request, case, form), status=422)
