"""The first page of an empty house, and the door for invited people."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import actions
from accounts.forms.setup import AcceptForm, SetupForm
from accounts.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@never_cache
def setup(request: HttpRequest) -> HttpResponse:
    """Make the first admin. 404 as soon as there is one."""
    if User.objects.exists():
        raise Http404
    initial = {
        "language": translation.get_language() or settings.LANGUAGE_CODE,
        "time_zone": settings.WORKSPACE_TIME_ZONE,
        "team_name": _("Support"),
    }
    form = SetupForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.create_first_admin(**form.cleaned_data)
        except actions.AlreadySetUp as error:
            messages.warning(request, str(error))
            return redirect("account_login")
        login(request, user, backend=BACKEND)
        return redirect("getting-started")
    return render(request, "accounts/setup.html", {"form": form})


@sensitive_post_parameters("password")
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invited person chooses a password and is signed in."""
    found = actions.find_invitation(token)
    if found is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    with translation.override(found.language):
        form = AcceptForm(request.POST or None, initial={"name": found.name})
        # The password must not resemble the address they were invited by.
        form.person = lambda data: User(email=found.email, name=data.get("name", ""))  # type: ignore[method-assign]
        if request.method == "POST" and form.is_valid():
            try:
                user = actions.accept_invitation(found, **form.cleaned_data)
            except actions.Refused as error:
                form.add_error(None, str(error))
            else:
                login(request, user, backend=BACKEND)
                messages.success(request, _("Welcome, %(name)s.") % {"name": user.get_short_name()})
                return redirect("home")
        return render(request, "accounts/invitation.html", {"form": form, "invitation": found})
