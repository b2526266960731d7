"""Changes of a ticket from its header: each calls one action and answers with the ticket as it is now."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Skill, Team, User
from customers import actions as customer_actions
from customers.access import visible_customers
from customers.models import JoinSuggestion
from tickets import actions
from tickets.access import get_ticket_for
from tickets.actor import Actor
from tickets.models import Ticket
from tickets.views.agent import agent_of
from tickets.views.answers import changed, refused


@login_required
@require_POST
def change(request: HttpRequest, number: int) -> HttpResponse:
    """One of: status, priority, assignee (id, "me" or empty), team, tags (commas) or add_tag or remove_tag, add_need or
    remove_need (a skill), subject, snooze (hour, evening, tomorrow, week, a local time, or empty to wake), spam (1/0),
    follow (1/0), callback (reached, or when to try again: soon, later, tomorrow), attention (what a manager is needed for),
    settle_attention (managers)."""
    ticket = get_ticket_for(agent_of(request), number)
    try:
        _apply(Actor.agent(agent_of(request)), ticket, {name: request.POST.get(name, "") for name in request.POST})
    except ValueError as error:
        return refused(error)
    return changed(request, ticket)


def _apply(actor: Actor, ticket: Ticket, wanted: dict[str, str]) -> None:
    number = ticket.pk
    if "status" in wanted:
        actions.set_status(actor, number, wanted["status"])
    if "priority" in wanted:
        actions.set_priority(actor, number, int(wanted["priority"]))
    if "team" in wanted:
        actions.set_team(actor, number, get_object_or_404(Team, pk=_id(wanted["team"])))
    if "assignee" in wanted:
        actions.set_assignee(actor, number, _assignee(actor, wanted["assignee"]))
    if "subject" in wanted:
        if not wanted["subject"].strip():
            raise ValueError(_("A subject needs at least one word."))
        actions.set_subject(actor, number, wanted["subject"])
    if "spam" in wanted:
        actions.set_spam(actor, number, wanted["spam"] == "1")
    if "follow" in wanted and actor.user is not None:
        actions.set_following(actor, number, actor.user, wanted["follow"] == "1")
    if "snooze" in wanted:
        until = snooze_until(wanted["snooze"])
        if until is None:
            actions.wake(actor, number)
        else:
            actions.snooze(actor, number, until)
    if "attention" in wanted:
        actions.call_attention(actor, number, wanted["attention"])
    if "settle_attention" in wanted:
        _settle_attention(actor, number)
    if "callback" in wanted:
        _settle_callback(actor, number, wanted["callback"])
    if "add_need" in wanted or "remove_need" in wanted:
        _change_needs(actor, ticket, wanted.get("add_need", ""), wanted.get("remove_need", ""))
    if "add_tag" in wanted or "remove_tag" in wanted:
        names = set(ticket.tags.values_list("name", flat=True))
        names |= {name.strip().lower() for name in wanted.get("add_tag", "").split(",")}
        actions.set_tags(actor, number, names - {wanted.get("remove_tag", "")} - {""})


def _change_needs(actor: Actor, ticket: Ticket, add: str, remove: str) -> None:
    """Skills by their names; what nobody has set up can't be needed."""
    needs = set(ticket.needs.exclude(name=remove).values_list("pk", flat=True))
    if name := add.strip():
        skill = Skill.objects.filter(name__iexact=name).first()
        if skill is None:
            raise ValueError(
                _("There is no skill “%(name)s”. Managers add skills under Settings.") % {"name": name[:60]}
            )
        needs.add(skill.pk)
    actions.set_needs(actor, ticket.pk, needs)


def _id(text: str) -> int:
    if not text.isdecimal() or len(text) > 17:
        raise Http404
    return int(text)


def _assignee(actor: Actor, wanted: str) -> User | None:
    if wanted == "me":
        return actor.user
    return get_object_or_404(User, pk=_id(wanted), is_active=True) if wanted else None


def snooze_until(wanted: str, now: datetime | None = None) -> datetime | None:
    """The time behind a choice of the menu, in the agent's zone; None for "" (wake). ValueError for what isn't a time."""
    local = timezone.localtime(now)
    match wanted:
        case "":
            return None
        case "hour":
            return local + timedelta(hours=1)
        case "evening":
            return _at(local, 0 if local.hour < 17 else 1, 17)
        case "tomorrow":
            return _at(local, 1, 8)
        case "week":
            return _at(local, 7 - local.weekday(), 8)
    moment = parse_datetime(wanted)
    if moment is None:
        raise ValueError(_("Choose a day and a time."))
    moment = moment if moment.tzinfo else timezone.make_aware(moment)
    if moment <= timezone.now():
        raise ValueError(_("The time to wake up must lie in the future."))
    return moment


def _settle_attention(actor: Actor, number: int) -> None:
    try:
        actions.settle_attention(actor, number)
    except PermissionError as error:
        raise PermissionDenied from error


def _settle_callback(actor: Actor, number: int, wanted: str) -> None:
    """What the chip's menu says became of the call."""
    if wanted == "reached":
        actions.settle_callback(actor, number, actions.CallOutcome.REACHED)
        return
    local = timezone.localtime()
    again = {
        "soon": local + timedelta(minutes=30),
        "later": local + timedelta(hours=2),
        "tomorrow": _at(local, 1, 9),
    }.get(wanted)
    if again is None:
        raise ValueError(_("Say when to try again."))
    actions.settle_callback(actor, number, actions.CallOutcome.NO_ANSWER, again_at=again)


def _at(local: datetime, days: int, hour: int) -> datetime:
    day = local.date() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


@login_required
@require_POST
def join(request: HttpRequest, number: int, suggestion: int) -> HttpResponse:
    """Join the profile that claimed an address with the one it belongs to, or let the suggestion be (`no`)."""
    ticket = get_ticket_for(agent_of(request), number)
    found = get_object_or_404(
        JoinSuggestion.objects.select_related("other", "customer"),
        pk=suggestion, customer=ticket.customer_id, settled_at__isnull=True,
        other__in=visible_customers(agent_of(request)),
    )  # fmt: skip
    if "no" in request.POST:
        JoinSuggestion.objects.filter(pk=found.pk).update(settled_at=timezone.now())
    elif found.other is not None:
        customer_actions.join(found.customer, found.other)
    return changed(request, ticket, refresh=True)
