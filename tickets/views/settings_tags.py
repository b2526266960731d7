"""Tags: renamed, merged, deleted."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import agent_of, manager_required
from tickets import actions
from tickets.actor import Actor
from tickets.models import Tag


class TagForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=50,
        help_text=gettext_lazy("The name of another tag merges the two."),
    )


@manager_required
def tags(request: HttpRequest) -> HttpResponse:
    return render(request, "settings/tags.html", {"tags": Tag.objects.annotate(uses=Count("tickets")).order_by("name")})


@manager_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    tag = get_object_or_404(Tag.objects.annotate(uses=Count("tickets")), pk=pk)
    form = TagForm(request.POST or None, initial={"name": tag.name})
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.rename_tag(Actor.agent(agent_of(request)), tag, form.cleaned_data["name"])
        except ValueError as error:
            form.add_error("name", str(error))
        else:
            if kept.pk == pk:
                messages.success(request, _("Saved."))
            else:
                messages.success(request, _("Merged into “%(tag)s”.") % {"tag": kept.name})
            return redirect("tags")
    return render(request, "settings/tag.html", {"form": form, "tag": tag})


@manager_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=pk)
    try:
        actions.delete_tag(Actor.agent(agent_of(request)), tag)
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("tag", pk=pk)
    messages.success(request, _("The tag is deleted."))
    return redirect("tags")
