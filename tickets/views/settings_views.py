"""Saved views: everybody's own, and the shared ones that managers keep; in order, made from what the list shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tickets import keeping
from tickets.models import SavedView
from tickets.saved_views import delete_view, move_view, save_view, usable_views
from tickets.saved_views.from_list import conditions_of
from tickets.views.agent import agent_of
from tickets.views.kept_forms import KeptForm, id_of, place_of
from tickets.views.listing import DATES, SORTS, VIEW_NAMES, Listing, sorts_of
from tickets.vocabulary.forms import ConditionsField
from tickets.vocabulary.sentences import say_conditions

FOUND_ROWS = 5
MOST = 999


class ViewForm(KeptForm):
    base = forms.ChoiceField(label=gettext_lazy("Look among"), choices=lambda: list(VIEW_NAMES.items()))
    conditions = ConditionsField(for_views=True, label=gettext_lazy("for tickets where"))
    sort = forms.ChoiceField(label=gettext_lazy("Order"), choices=lambda: list(SORTS.items()))

    class Meta:
        model = SavedView
        fields = ["name", "base", "conditions", "sort"]

    field_order = ["name", "audience", "base", "conditions", "sort"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("base") and data.get("sort") and data["sort"] not in sorts_of(data["base"]):
            self.add_error("sort", _("Only call-backs can be put into this order."))
        return data


class TryForm(ViewForm):
    """What is needed to see what a view would show: not its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["name"]


@login_required
def views(request: HttpRequest) -> HttpResponse:
    agent = agent_of(request)
    seen: dict[str, dict[Any, str]] = {}
    rows: list[dict[str, Any]] = [
        {
            "view": view,
            "among": VIEW_NAMES.get(view.base, ""),
            "sentence": say_conditions(view.conditions, seen) if view.conditions["items"] else "",
            "sort": SORTS.get(view.sort, ""),
            "may_change": keeping.may_change(agent, view),
        }
        for view in usable_views(agent).select_related("team")
    ]
    groups = [
        {"name": _("Shared"), "rows": [row for row in rows if row["view"].owner_id is None]},
        {"name": _("Only yours"), "rows": [row for row in rows if row["view"].owner_id is not None]},
    ]
    return render(request, "settings/views.html", {"groups": [group for group in groups if group["rows"]]})


def _changeable(request: HttpRequest, pk: int) -> SavedView:
    """One that the agent may not change isn't there for them, whether or not they may use it."""
    return get_object_or_404(
        keeping.changeable(SavedView.objects.select_related("changed_by"), agent_of(request)), pk=pk
    )


def _new(request: HttpRequest) -> SavedView:
    """Like the one that `from` names, else what the list shows whose address was given."""
    agent = agent_of(request)
    found = usable_views(agent).filter(pk=id_of(request.GET.get("from", ""))).first()
    if found is not None:
        owner = found.owner if found.owner_id else None if agent.sees_everything else agent
        name = (_("Copy of %(name)s") % {"name": found.name})[:60]
        kept = {"base": found.base, "conditions": found.conditions, "sort": found.sort}
        return SavedView(name=name, owner=owner, team=found.team if owner is None else None, **kept)
    listing = Listing.from_query(request.GET, agent)
    return SavedView(owner=agent, base=listing.base, sort=listing.sort, conditions=conditions_of(listing))


@login_required
def view(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A new one, or the one with this id."""
    instance = _changeable(request, pk) if pk else _new(request)
    form = ViewForm(request.POST or None, instance=instance, agent=agent_of(request))
    if request.method == "POST" and form.is_valid():
        saved = save_view(agent_of(request), form.save())
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('inbox')}?{urlencode({'view': f'saved:{saved.pk}'})}")
    dates_left_out = any(request.GET.get(name) for name in DATES)
    context = {"form": form, "view": instance, "is_new": not pk, "dates_left_out": dates_left_out}
    return render(request, "settings/view.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def try_it(request: HttpRequest) -> HttpResponse:
    """What the view as it stands in the form would show its maker now."""
    form = TryForm(request.POST, instance=SavedView(), agent=agent_of(request))
    if not form.is_valid():
        return render(request, "settings/_view_tried.html", {"form": form}, status=422)
    listing = Listing.of(form.save())
    found = listing.tickets(agent_of(request)).order_by()[: MOST + 1].count()
    rows, _more = listing.page(agent_of(request), size=FOUND_ROWS)
    return render(request, "settings/_view_tried.html", {"n": found, "most": MOST, "rows": rows})


@login_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        found = move_view(agent_of(request), _changeable(request, pk), place_of(request))
    except ObjectDoesNotExist as error:
        raise Http404 from error
    return redirect(f"{reverse('views')}#view-{found.pk}")


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    delete_view(agent_of(request), _changeable(request, pk))
    messages.success(request, _("Deleted."))
    return redirect("views")
