"""SLA policies: their order, and a page for each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_of, manager_required
from automation.escalation import save_steps, steps_of
from automation.views.sla_forms import PolicyForm, step_forms
from core.names import told_when_taken
from tickets.models import SLAPolicy
from tickets.policy import PolicyRefused, in_order, move_policy, remove_policy, save_policy, takes_all, unreached
from tickets.vocabulary.sentences import say_conditions


@manager_required
def policies(request: HttpRequest) -> HttpResponse:
    found = in_order()
    behind = unreached(found)
    rows = [
        {
            "policy": policy,
            "sentence": say_conditions(policy.conditions),
            "steps": len(steps_of(policy)),
            "unreached": policy.pk in behind,
            "is_first": policy == found[0],
            "is_last": policy == found[-1],
        }
        for policy in found
    ]
    context = {
        "rows": rows,
        "some_without": not any(takes_all(policy) for policy in found),
        "rebuilding": any(policy.rebuild_after is not None for policy in found),
    }
    return render(request, "settings/sla.html", context)


@manager_required
def policy(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new one, or the one with this id, with its escalation steps."""
    instance = get_object_or_404(SLAPolicy, pk=pk) if pk else SLAPolicy()
    form, steps = PolicyForm(request.POST or None, policy=instance), step_forms(request.POST or None, instance)
    valid = [form.is_valid(), steps.is_valid()] if request.method == "POST" else [False]
    if all(valid):
        data, by = form.cleaned_data, agent_of(request)
        with told_when_taken(form, _("Another policy has this name.")):
            changed = save_policy(
                by,
                instance,
                form.targets(),
                name=data["name"],
                is_active=data["is_active"],
                conditions=data["conditions"],
                calendar=data["calendar"],
                paused_in=data["paused_in"],
            )
            changed |= save_steps(by, instance, steps.rows())
            if changed:
                messages.success(request, _("Saved. The deadlines of open tickets follow within a minute."))
            return redirect("sla")
    context = {"form": form, "steps": steps, "policy": instance if pk else None}
    return render(request, "settings/sla_policy.html", context, status=422 if request.method == "POST" else 200)


@manager_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(SLAPolicy, pk=pk)
    move_policy(agent_of(request), found, -1 if request.POST.get("to") == "up" else 1)
    return redirect("sla")


@manager_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        remove_policy(agent_of(request), get_object_or_404(SLAPolicy, pk=pk))
    except PolicyRefused as refused:
        messages.error(request, str(refused))
        return redirect("sla-policy", pk)
    messages.success(request, _("Deleted."))
    return redirect("sla")
