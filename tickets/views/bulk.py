"""One change for many tickets of the list: each by its action, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.db import OperationalError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import team_ids
from accounts.models import Team, User
from core.text import clean_line
from tickets import actions, partials
from tickets.access import get_ticket_for, visible_tickets
from tickets.actor import Actor
from tickets.macros import apply, usable_macros
from tickets.models import Priority, Status, Tag, Ticket
from tickets.views.agent import agent_of
from tickets.views.answers import refused
from tickets.vocabulary import describe_effect

MOST = 100
SHOWN_FAILURES = 5
ANSWER = "answer"
Act = Callable[[Ticket], object]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """GET: what can be done, as the menus of the bar. POST: `n` (numbers between commas) and one of status, priority, assignee
    (id, "me" or empty), team, add_tag, spam (1/0), macro (id; its effects without its text). The answer: `changed` and
    `failed` numbers, what is `told`, and the tickets as they are now."""
    agent = agent_of(request)
    if request.method != "POST":
        return render(request, "tickets/_bulk.html", _choices(agent))
    numbers = list(dict.fromkeys(int(n) for n in request.POST.get("n", "").split(",") if n.isdecimal() and len(n) < 18))
    if not numbers:
        return refused(_("Select at least one ticket."))
    if len(numbers) > MOST:
        return refused(_("%(n)s tickets at most at once.") % {"n": MOST})
    try:
        act = _act(agent, {name: request.POST.get(name, "") for name in request.POST})
    except ValueError as error:
        return refused(error)
    before: dict[int, int] = {}
    failed: dict[int, str] = {}
    for number in numbers:
        try:
            ticket = get_ticket_for(agent, number)
            before[number] = ticket.version
            act(ticket)
        except (Http404, Ticket.DoesNotExist):
            failed[number] = _("You can no longer see this ticket.")
        except ValueError as error:  # the actions' own sentences
            failed[number] = str(error)
        except OperationalError:  # somebody else holds the row for too long; the others go on
            failed[number] = _("It is being changed by somebody else. Try again.")
    now = {ticket.pk: ticket for ticket in _as_they_are(agent, numbers)}
    changed = [n for n, version in before.items() if n not in now or now[n].version != version]
    done = [n for n in changed if n not in failed]
    hints = [partials.payload(ticket, partials.render(ticket)) for n, ticket in now.items() if n in changed]
    for hint in hints:
        hint["facts"].pop("followers")
    hints += [{"type": "gone", "ticket": n} for n in numbers if n not in now]
    told = _tell(len(done), len(numbers) - len(done) - len(failed), failed)
    return JsonResponse({"changed": done, "failed": list(failed), "told": told, "changes": hints})


def _choices(agent: User) -> dict[str, object]:
    people = User.objects.filter(is_active=True)
    if not agent.sees_everything:
        people = people.filter(Q(memberships__team_id__in=team_ids(agent)) | Q(pk=agent.pk)).distinct()
    return {
        "assignees": people,
        "teams": Team.objects.all(),
        "statuses": [choice for choice in Status.choices if choice[0] != Status.NEW],
        "priorities": Priority.choices[::-1],
        "all_tags": Tag.objects.values_list("name", flat=True)[:200],
        "macros": [macro for macro in usable_macros(agent) if any(e["effect"] != ANSWER for e in macro.effects)],
    }


def _act(agent: User, wanted: dict[str, str]) -> Act:
    """What is to be done to each. ValueError says what is wrong with the wish."""
    actor = Actor.agent(agent)
    if "status" in wanted:
        status = _one_of(wanted["status"], [value for value in Status.values if value != Status.NEW])
        return lambda ticket: actions.set_status(actor, ticket.pk, status)
    if "priority" in wanted:
        priority = int(_one_of(wanted["priority"], [str(value) for value in Priority.values]))
        return lambda ticket: actions.set_priority(actor, ticket.pk, priority)
    if "team" in wanted:
        team = get_object_or_404(Team, pk=_id(wanted["team"]))
        return lambda ticket: actions.set_team(actor, ticket.pk, team)
    if "assignee" in wanted:
        user = _assignee(agent, wanted["assignee"])
        return lambda ticket: actions.set_assignee(actor, ticket.pk, user)
    if "add_tag" in wanted:
        names = [name for name in (clean_line(name, 50).strip() for name in wanted["add_tag"].split(",")) if name]
        if not names:
            raise ValueError(_("A tag needs a name."))
        return lambda ticket: actions.add_tags(actor, ticket.pk, names)
    if "spam" in wanted:
        return lambda ticket: actions.set_spam(actor, ticket.pk, wanted["spam"] == "1")
    if "macro" in wanted:
        return _macro(agent, _id(wanted["macro"]))
    raise ValueError(_("Choose what is to be done."))


def _macro(agent: User, pk: int) -> Act:
    macro = get_object_or_404(usable_macros(agent), pk=pk)

    def act(ticket: Ticket) -> None:
        steps = apply(agent, macro, ticket, only_effects=True).use.did
        bad = [f"{describe_effect(step)}: {step['error']}" for step in steps if step["error"]]
        if bad:
            raise ValueError(" · ".join(bad))

    return act


def _assignee(agent: User, wanted: str) -> User | None:
    if wanted == "me":
        return agent
    return get_object_or_404(User, pk=_id(wanted), is_active=True) if wanted else None


def _one_of(value: str, known: list[str]) -> str:
    if value not in known:
        raise ValueError(_("Choose a value."))
    return value


def _id(text: str) -> int:
    if not text.isdecimal() or len(text) > 17:
        raise Http404
    return int(text)


def _as_they_are(agent: User, numbers: list[int]) -> list[Ticket]:
    tickets = visible_tickets(agent).filter(pk__in=numbers).select_related("customer", "inbox", "team", "assignee")
    return list(tickets.prefetch_related("tags", "customer__identities"))


def _tell(done: int, already: int, failed: dict[int, str]) -> str:
    """How many were changed, how many were so already, and which couldn't be and why."""
    said = [ngettext("%(n)s ticket changed.", "%(n)s tickets changed.", done) % {"n": done}]
    if already:
        said.append(ngettext("%(n)s was so already.", "%(n)s were so already.", already) % {"n": already})
    if failed:
        n = len(failed)
        said.append(ngettext("%(n)s couldn't be changed:", "%(n)s couldn't be changed:", n) % {"n": n})
        said += [f"#{number}: {why}" for number, why in list(failed.items())[:SHOWN_FAILURES]]
        if n > SHOWN_FAILURES:
            more = n - SHOWN_FAILURES
            said.append(ngettext("… and %(n)s more.", "… and %(n)s more.", more) % {"n": more})
    return " ".join(said)
