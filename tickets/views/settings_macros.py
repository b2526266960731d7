"""Macros: everybody's own, and the shared ones that managers keep; in order, with how often they were used lately."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from tickets import keeping
from tickets.macros import delete_macro, move_macro, save_macro, usable_macros
from tickets.macros.kept import offered_effects
from tickets.models import Macro
from tickets.views.agent import agent_of
from tickets.views.kept_forms import KeptForm, id_of, place_of
from tickets.vocabulary.forms import EffectsField
from tickets.vocabulary.sentences import say_effects

LATELY = timedelta(days=30)


class MacroForm(KeptForm):
    effects = EffectsField()

    class Meta:
        model = Macro
        fields = ["name", "effects"]

    field_order = ["name", "audience", "effects"]

    def __init__(self, *args: Any, agent: User, **kwargs: Any) -> None:
        super().__init__(*args, agent=agent, **kwargs)
        self.fields["effects"] = EffectsField(
            label=_("What it does"),
            help_text=_("An answer is put into the composer, to be read and sent by hand."),
            allowed=offered_effects(agent),
        )


def _with_uses(macros: QuerySet[Macro]) -> QuerySet[Macro]:
    lately = Q(uses__at__gt=timezone.now() - LATELY)
    # Said again: a grouped query leaves the model's own order out.
    return (
        macros.select_related("team", "changed_by")
        .annotate(lately=Count("uses", filter=lately), last_use=Max("uses__at"))
        .order_by("position", "pk")
    )


@login_required
def macros(request: HttpRequest) -> HttpResponse:
    agent = agent_of(request)
    seen: dict[str, dict[Any, str]] = {}
    rows: list[dict[str, Any]] = [
        {"macro": macro, "sentence": say_effects(macro.effects, seen), "may_change": keeping.may_change(agent, macro)}
        for macro in _with_uses(usable_macros(agent))
    ]
    groups = [
        {"name": _("Shared"), "rows": [row for row in rows if row["macro"].owner_id is None]},
        {"name": _("Only yours"), "rows": [row for row in rows if row["macro"].owner_id is not None]},
    ]
    return render(request, "settings/macros.html", {"groups": [group for group in groups if group["rows"]]})


def _changeable(request: HttpRequest, pk: int) -> Macro:
    """One that the agent may not change isn't there for them, whether or not they may use it."""
    return get_object_or_404(_with_uses(keeping.changeable(Macro.objects.all(), agent_of(request))), pk=pk)


def _new(request: HttpRequest) -> Macro:
    """Empty, or like the one that `from` names."""
    agent = agent_of(request)
    found = usable_macros(agent).filter(pk=id_of(request.GET.get("from", ""))).first()
    if found is None:
        return Macro(owner=None if agent.sees_everything else agent)
    name = (_("Copy of %(name)s") % {"name": found.name})[:80]
    return Macro(name=name, owner=found.owner, team=found.team, effects=found.effects)


@login_required
def macro(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new one (like the one with the id in `from`, where given), or the one with this id."""
    instance = _changeable(request, pk) if pk else _new(request)
    form = MacroForm(request.POST or None, instance=instance, agent=agent_of(request))
    if request.method == "POST" and form.is_valid():
        saved = save_macro(agent_of(request), form.save())
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('macros')}#macro-{saved.pk}")
    context = {"form": form, "macro": instance, "is_new": not pk}
    return render(request, "settings/macro.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        found = move_macro(agent_of(request), _changeable(request, pk), place_of(request))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return redirect(f"{reverse('macros')}#macro-{found.pk}")


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    delete_macro(agent_of(request), _changeable(request, pk))
    messages.success(request, _("Deleted."))
    return redirect("macros")
