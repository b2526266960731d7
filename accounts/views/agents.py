"""Agents: who works here, who is invited, who has left."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import actions, mail
from accounts.access import admin_required, agent_of
from accounts.forms.people import AgentForm, InvitationForm
from accounts.models import Invitation, Role, Team, User

SHOWN_LINK = "invitation_link"


@admin_required
@never_cache
def agents(request: HttpRequest) -> HttpResponse:
    people = list(User.objects.prefetch_related("teams"))
    context = {
        "active": [user for user in people if user.is_active],
        "left": [user for user in people if not user.is_active],
        "invitations": Invitation.objects.filter(accepted_at=None)
        .prefetch_related("teams")
        .select_related("invited_by"),
        # Shown once: only the hash is kept.
        "link": request.session.pop(SHOWN_LINK, None),
        "now": timezone.now(),
    }
    return render(request, "accounts/agents.html", context)


@admin_required
def invite(request: HttpRequest) -> HttpResponse:
    me = agent_of(request)
    initial: dict[str, object] = {"role": Role.AGENT, "language": me.language}
    if Team.objects.count() == 1:
        # Without a team an agent would find an empty inbox.
        initial["teams"] = list(Team.objects.values_list("pk", flat=True))
    form = InvitationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            invitation, token = actions.invite(me, **form.cleaned_data)
        except actions.Refused as error:
            form.add_error("email", str(error))
        else:
            _deliver(request, invitation, token)
            return redirect("agents")
    return render(request, "accounts/invite.html", {"form": form})


def _deliver(request: HttpRequest, invitation: Invitation, token: str) -> None:
    """Mail the link; where that isn't possible, show it once for copying."""
    if mail.send_invitation(invitation, token):
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email})
        return
    if settings.SMTP_HOST:
        messages.error(request, _("The mail could not be sent. Give them the link below yourself."))
    request.session[SHOWN_LINK] = {"email": invitation.email, "url": mail.invitation_url(token)}


@admin_required
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk, accepted_at=None)
    try:
        token = actions.renew_invitation(agent_of(request), invitation)
    except actions.Refused as error:
        messages.error(request, str(error))
    else:
        _deliver(request, invitation, token)
    return redirect("agents")


@admin_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actions.revoke_invitation(agent_of(request), get_object_or_404(Invitation, pk=pk, accepted_at=None))
    messages.success(request, _("The invitation doesn’t work any more."))
    return redirect("agents")


@admin_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    initial = {"name": user.name, "role": user.role, "teams": user.teams.all()}
    form = AgentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_agent(agent_of(request), user, **form.cleaned_data)
        except actions.Refused as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("agents")
    return render(request, "accounts/agent.html", {"form": form, "person": user})


@admin_required
@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    try:
        actions.deactivate(agent_of(request), user)
    except actions.Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s can’t sign in any more.") % {"name": user})
    return redirect("agents")


@admin_required
@require_POST
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    actions.reactivate(agent_of(request), user)
    messages.success(request, _("%(name)s can sign in again.") % {"name": user})
    return redirect("agents")
