"""One's own profile and API tokens."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import agent_of
from accounts.forms.profile import ProfileForm, TokenForm
from accounts.models import ApiToken, User

log = logging.getLogger("helpdesk.audit")
SHOWN_TOKEN = "api_token_once"  # noqa: S105  (a key in the session)


@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    # A copy, so that a refused form doesn't change what the page around it shows.
    me = User.objects.get(pk=agent_of(request).pk)
    form = ProfileForm(request.POST or None, instance=me)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(me.language):
            messages.success(request, _("Saved."))
        return redirect("profile")
    context = {
        "form": form,
        "token_form": TokenForm(auto_id="token_%s"),
        "tokens": me.api_tokens.all(),
        "new_token": request.session.pop(SHOWN_TOKEN, None),
    }
    return render(request, "accounts/profile.html", context)


@login_required
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """The token travels to the next page in the session and is forgotten once shown."""
    form = TokenForm(request.POST)
    if form.is_valid():
        request.session[SHOWN_TOKEN] = ApiToken.issue(agent_of(request), form.cleaned_data["name"])
        log.info("API token made by user %s", agent_of(request).pk)
    else:
        messages.error(request, _("Say what the token is for."))
    return redirect("profile")


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(ApiToken, pk=pk, user=agent_of(request)).delete()
    log.info("API token %s revoked by user %s", pk, agent_of(request).pk)
    messages.success(request, _("The token doesn’t work any more."))
    return redirect("profile")
