"""Inboxes: which there are, how they are, and how they are connected."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import admin_required, agent_of
from accounts.models import Team
from channels_inbox import guides, registry
from channels_inbox import inboxes as actions
from channels_inbox.forms import ChannelForm, InboxForm
from channels_inbox.hook_state import hook_state
from channels_inbox.models import Connection
from tickets import channel_info
from tickets.models import Inbox


@admin_required
def inboxes(request: HttpRequest) -> HttpResponse:
    found = Inbox.objects.select_related("team", "connection").order_by("-is_active", "name", "pk")
    return render(request, "channels_inbox/inboxes.html", {"inboxes": found})


@admin_required
def choose(request: HttpRequest) -> HttpResponse:
    """Which channel a new inbox is for. Without a team there is nobody to give its tickets to."""
    channels = [channel_info.get(kind) for kind in registry.ADAPTERS]
    return render(request, "channels_inbox/choose.html", {"channels": channels, "has_team": Team.objects.exists()})


@admin_required
@never_cache
def new(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in registry.ADAPTERS:
        raise Http404
    initial = {"language": agent_of(request).language, "team": Team.objects.order_by("pk").first()}
    form = InboxForm(request.POST or None, kind=kind, initial=initial)
    return _handle(request, form, ChannelForm(kind, request.POST or None, {}, {}))


@admin_required
@never_cache
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    inbox = get_object_or_404(Inbox, pk=pk, channel__in=registry.ADAPTERS)
    connection, _created = Connection.objects.get_or_create(inbox=inbox)
    form = InboxForm(request.POST or None, instance=inbox, kind=inbox.channel)
    channel = ChannelForm(inbox.channel, request.POST or None, connection.settings, connection.secrets)
    return _handle(request, form, channel, connection)


def _handle(
    request: HttpRequest, form: InboxForm, channel: ChannelForm, connection: Connection | None = None
) -> HttpResponse:
    """Both halves are valid or nothing is saved."""
    if request.method == "POST" and all([form.is_valid(), channel.is_valid(), _own_account(form, channel)]):
        inbox = form.save(commit=False)
        actions.save_inbox(agent_of(request), inbox, channel.settings(), channel.secrets())
        if "test" in request.POST:
            works, sentence = actions.try_connection(inbox)
            (messages.success if works else messages.error)(request, sentence)
        else:
            messages.success(request, _("Saved."))
        return redirect("inbox-settings", inbox.pk)
    context: dict[str, Any] = {
        "form": form,
        "channel_form": channel.form,
        "info": form.info,
        "guide": guides.guide_html(form.kind, get_language() or "en"),
        "connection": connection,
    }
    if connection is not None:
        # What an owner copies elsewhere: a line for their pages, addresses to share, values for the provider's console.
        adapter = registry.adapter(form.kind)
        offered = {name: getattr(adapter, name, None) for name in ("snippet", "links", "hook_facts")}
        context |= {name: call(connection.inbox) if call else "" for name, call in offered.items()}
        context |= {"inbox": connection.inbox, "hook": hook_state(connection.inbox)}
    return render(request, "channels_inbox/inbox.html", context)


def _own_account(form: InboxForm, channel: ChannelForm) -> bool:
    """Is no other inbox connected to the same account? Its events could go to one of them only."""
    if not channel.form.is_valid():
        return False
    other = actions.same_account(form.kind, channel.settings(), form.instance.pk)
    if other is not None:
        name = getattr(registry.adapter(form.kind), "account_setting", "")
        sentence = _("The inbox “%(inbox)s” is connected to this already.") % {"inbox": other.name}
        channel.form.add_error(name if name in channel.form.fields else None, sentence)
    return other is None


@admin_required
@require_POST
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    inbox = get_object_or_404(Inbox, pk=pk)
    active = request.POST.get("active") == "yes"
    connection = Connection.objects.filter(inbox=inbox).first()
    other = actions.same_account(inbox.channel, connection.settings, inbox.pk) if active and connection else None
    if other is not None:
        messages.error(request, _("The inbox “%(inbox)s” is connected to the same account.") % {"inbox": other.name})
        return redirect("inbox-settings", inbox.pk)
    actions.set_active(agent_of(request), inbox, active)
    messages.success(
        request,
        _("The inbox is in use again.") if active else _("The inbox takes and sends nothing now. Its tickets stay."),
    )
    return redirect("inboxes")
