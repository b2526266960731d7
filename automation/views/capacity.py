"""Who can do what, and how much work fits them: for admins and managers."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import agent_of, manager_required
from accounts.models import Skill, User
from automation import skills as keep
from automation.assignment_forms import CapacityForm, LevelsForm, OwnCapacityForm, SkillForm
from automation.desk import seats
from automation.models import Capacity, ChannelCapacity
from core.names import told_when_taken
from tickets import channel_info
from tickets.models import Inbox


def _people() -> list[User]:
    return list(User.objects.filter(is_active=True).order_by("name", "pk"))


@manager_required
def skills(request: HttpRequest) -> HttpResponse:
    """The skills, and everybody's level in each."""
    found = Skill.objects.annotate(n=Count("levels")).order_by("name")
    form = LevelsForm(request.POST or None, _people(), found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for user, levels in form.changes().items():
                keep.change_levels(agent_of(request), user, levels)
        messages.success(request, _("Saved."))
        return redirect("skills")
    context = {"form": form, "skills": found, "here": "skills"}
    return render(request, "settings/skills.html", context, status=422 if form.errors else 200)


@manager_required
def skill(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new skill, or one that there is."""
    found = get_object_or_404(Skill, pk=pk) if pk is not None else Skill()
    name = found.name
    form = SkillForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with told_when_taken(form, _("There is a skill of this name already.")):
            keep.save_skill(agent_of(request), form.save(commit=False))
            messages.success(request, _("Saved."))
            return redirect("skills")
    context = {"form": form, "skill": found, "name": name}
    return render(request, "settings/skill.html", context, status=422 if form.errors else 200)


@manager_required
@require_POST
def delete_skill(request: HttpRequest, pk: int) -> HttpResponse:
    keep.delete_skill(agent_of(request), get_object_or_404(Skill, pk=pk))
    messages.success(request, _("The skill is deleted."))
    return redirect("skills")


def _channels() -> list[channel_info.ChannelInfo]:
    """Those that tickets come by, and those that somebody has set already."""
    kinds = set(Inbox.objects.filter(is_active=True).values_list("channel", flat=True))
    kinds |= set(ChannelCapacity.objects.values_list("channel", flat=True))
    return [info for info in channel_info.all_channels() if info.kind in kinds]


@manager_required
def capacity(request: HttpRequest) -> HttpResponse:
    """What fits everybody, what a ticket takes, and how full each is now."""
    form = CapacityForm(request.POST or None, _channels())
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            keep.save_capacity(agent_of(request), None, form.cleaned_data["limit"], {})
            keep.save_channels(agent_of(request), form.of_channels())
        messages.success(request, _("Saved."))
        return redirect("capacity")
    own = {row.user_id: row for row in Capacity.objects.exclude(user=None)}
    people = [{"seat": seat, "own": own.get(seat.user.pk)} for seat in seats(_people())]
    context = {"form": form, "people": people, "here": "capacity"}
    return render(request, "settings/capacity.html", context, status=422 if form.errors else 200)


@manager_required
def own_capacity(request: HttpRequest, pk: int) -> HttpResponse:
    """What fits one person."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    form = OwnCapacityForm(request.POST or None, user, _channels())
    if request.method == "POST" and form.is_valid():
        keep.save_capacity(agent_of(request), user, form.cleaned_data["limit"], form.of_channels())
        messages.success(request, _("Saved."))
        return redirect("capacity")
    context = {"form": form, "person": user}
    return render(request, "settings/capacity_own.html", context, status=422 if form.errors else 200)
