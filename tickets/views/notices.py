"""One's notifications: the list, the panel under the bell, reading them, and what one wants to be told of."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from tickets import notices
from tickets.models import NotificationChoice, Way
from tickets.notices import kinds
from tickets.views.agent import agent_of

PAGE = 50
PANEL = 12


@login_required
@require_safe
@never_cache
def notifications(request: HttpRequest) -> HttpResponse:
    """All, or the unread (`?unread=1`); with `?panel=1` only the newest, for the bell."""
    agent = agent_of(request)
    rows = notices.notices_of(agent)
    if request.GET.get("panel"):
        context = {"rows": rows[:PANEL], "unread": notices.unread_count(agent)}
        return render(request, "tickets/_notices_panel.html", context)
    only_unread = request.GET.get("unread") == "1"
    page = Paginator(rows.filter(read_at=None) if only_unread else rows, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "only_unread": only_unread, "unread": notices.unread_count(agent)}
    return render(request, "tickets/notices.html", context)


@login_required
@require_safe
@never_cache
def count(request: HttpRequest) -> HttpResponse:
    """How many are unread, for the bell."""
    return JsonResponse({"unread": notices.unread_count(agent_of(request))})


@login_required
@require_safe
@never_cache
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what it is about; it counts as read then, for its reader only."""
    row = get_object_or_404(notices.notices_of(agent_of(request)), pk=pk)
    notices.mark_read(agent_of(request), pk=row.pk)
    target = notices.href(row)
    # Written by our own apps, and still only a path of ours.
    if not target.startswith("/") or target.startswith(("//", "/\\")):
        raise Http404
    return redirect(target)


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """One (`pk`), or all of them."""
    pk = request.POST.get("pk", "")
    if pk:
        if not pk.isdecimal() or len(pk) > 17:
            raise Http404
        notices.mark_read(agent_of(request), pk=int(pk))
    else:
        notices.mark_read(agent_of(request))
    return redirect("notifications")


class ChoicesForm(forms.Form):
    """A choice for each kind that this person may be told of."""

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.user = user
        chosen = dict(NotificationChoice.objects.filter(user=user).values_list("kind", "way"))
        for kind in kinds.all_kinds():
            if kind.managers and not user.sees_everything:
                continue
            self.fields[kind.name] = forms.ChoiceField(
                label=str(kind.label),
                choices=Way.choices,
                widget=forms.RadioSelect,
                initial=chosen.get(kind.name, kind.way),
                error_messages={"required": _("Choose one.")},
            )

    def save(self) -> None:
        """Only what differs from what everybody gets is kept."""
        with transaction.atomic():
            for name, way in self.cleaned_data.items():
                mine: dict[str, Any] = {"user": self.user, "kind": name}
                if way == kinds.get(name).way:
                    NotificationChoice.objects.filter(**mine).delete()
                else:
                    NotificationChoice.objects.update_or_create(**mine, defaults={"way": way})


@login_required
@never_cache
def choices(request: HttpRequest) -> HttpResponse:
    form = ChoicesForm(agent_of(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("notification-choices")
    ways = [label for _value, label in Way.choices]
    return render(
        request, "tickets/notice_choices.html", {"form": form, "ways": ways}, status=422 if form.errors else 200
    )
