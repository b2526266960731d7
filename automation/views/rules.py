"""Rules for admins and managers: in order, as sentences, with what they did lately; made, tried and changed."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_of, manager_required
from automation import ready_made
from automation.forms import RuleForm, TryForm
from automation.models import Rule, RuleKind, RuleRun
from automation.rules import delete_rule, move_rule, save_rule, switch_rule
from automation.tryout import try_rule
from tickets.access import visible_tickets

LATELY = timedelta(days=30)
SHOWN_RUNS = 20


def _kind(request: HttpRequest) -> RuleKind:
    given = request.POST.get("kind") or request.GET.get("kind") or RuleKind.ROUTING
    return RuleKind(given) if given in RuleKind.values else RuleKind.ROUTING


def _with_runs() -> QuerySet[Rule]:
    lately = Q(runs__at__gt=timezone.now() - LATELY)
    # Said again: a grouped query leaves the model's own order out.
    return (
        Rule.objects.order_by("kind", "position", "pk")
        .select_related("calendar", "changed_by")
        .annotate(
            lately=Count("runs", filter=lately & Q(runs__outcome=RuleRun.Outcome.DONE)),
            loops=Count("runs", filter=lately & Q(runs__outcome=RuleRun.Outcome.LOOP)),
            last_run=Max("runs__at"),
        )
    )


@manager_required
def rules(request: HttpRequest) -> HttpResponse:
    kind = _kind(request)
    counts = dict(Rule.objects.order_by().values_list("kind").annotate(n=Count("pk")))
    tabs = [{"kind": one, "count": counts.get(one.value, 0)} for one in RuleKind]
    context = {"kind": kind, "tabs": tabs, "rules": _with_runs().filter(kind=kind), "offers": ready_made.offers(kind)}
    return render(request, "automation/rules.html", context)


@manager_required
@require_POST
def add_ready_made(request: HttpRequest, key: str) -> HttpResponse:
    try:
        added = ready_made.add(agent_of(request), key)
    except KeyError as error:
        raise Http404 from error
    if not added:
        return redirect("rules")
    messages.success(request, _("Added, switched off. Make it yours, then switch it on."))
    return redirect(f"{reverse('rules')}?kind={added[0].kind}#rule-{added[0].pk}")


def _new_rule(request: HttpRequest) -> Rule:
    like = request.GET.get("from", "")
    found = Rule.objects.filter(pk=like).first() if like.isascii() and like.isdigit() and len(like) < 10 else None
    if found is None:
        return Rule(kind=_kind(request))
    found.pk, found.name = None, (_("Copy of %(name)s") % {"name": found.name})[:120]
    found._state.adding = True
    return found


@manager_required
def rule(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new one (like the one with the id in `from`, where given), or the one with this id."""
    instance = get_object_or_404(_with_runs(), pk=pk) if pk else _new_rule(request)
    form = RuleForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        saved = save_rule(agent_of(request), form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('rules')}?kind={saved.kind}#rule-{saved.pk}")
    runs = instance.runs.select_related("ticket")[:SHOWN_RUNS] if pk else []
    context = {"form": form, "rule": instance, "is_new": not pk, "runs": runs}
    return render(request, "automation/rule.html", context, status=422 if form.errors else 200)


@manager_required
@require_POST
def try_it(request: HttpRequest) -> HttpResponse:
    """The rule as it stands in the form, saved or not."""
    form = TryForm(request.POST, instance=Rule(kind=_kind(request)))
    if not form.is_valid():
        return render(request, "automation/_tried.html", {"form": form}, status=422)
    candidate = Rule(
        kind=form.instance.kind,
        conditions=form.cleaned_data["conditions"],
        triggers=form.cleaned_data.get("triggers", []),
    )
    return render(
        request, "automation/_tried.html", {"tried": try_rule(agent_of(request), candidate), "rule": candidate}
    )


@manager_required
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        found = switch_rule(agent_of(request), pk, request.POST.get("on") == "1")
    except Rule.DoesNotExist as error:
        raise Http404 from error
    return redirect(f"{reverse('rules')}?kind={found.kind}#rule-{found.pk}")


@manager_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    place = request.POST.get("place", "")
    try:
        found = move_rule(
            agent_of(request), pk, int(place) if place.isascii() and place.isdigit() and len(place) < 6 else 0
        )
    except Rule.DoesNotExist as error:
        raise Http404 from error
    return redirect(f"{reverse('rules')}?kind={found.kind}#rule-{found.pk}")


@manager_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Rule, pk=pk)
    delete_rule(agent_of(request), found)
    messages.success(request, _("Deleted."))
    return redirect(f"{reverse('rules')}?kind={found.kind}")


@login_required
def trace(request: HttpRequest, pk: int) -> HttpResponse:
    """What a rule did to a ticket and why, for whoever may see the ticket."""
    tickets = visible_tickets(agent_of(request))
    run = get_object_or_404(RuleRun.objects.select_related("rule").filter(ticket__in=tickets), pk=pk)
    return render(request, "automation/_trace.html", {"run": run})
