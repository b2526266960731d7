"""Texts of allauth that our catalogues word anew. `locale/` goes before a package's own catalogue, and a text gets into it
only when our source asks for it."""

from __future__ import annotations

from django.utils.translation import gettext_noop

# allauth's Polish calls every reader "he", and two-step sign-in by three names.
REWORDED = (
    gettext_noop("Forgot your password?"),
    gettext_noop(
        "Forgotten your password? Enter your email address below, and we'll send you an email allowing you to reset it."
    ),
    gettext_noop("Please contact us if you have any trouble resetting your password."),
    gettext_noop(
        "We have sent you an email. If you have not received it please check your spam folder. "
        "Otherwise contact us if you do not receive it in a few minutes."
    ),
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("Please type your current password."),
    gettext_noop("This mail can be safely ignored if you did not initiate this action."),
    gettext_noop("Please reauthenticate to safeguard your account."),
    gettext_noop("Two-Factor Authentication"),
    gettext_noop("Your account is protected by two-factor authentication. Please enter an authenticator code:"),
    gettext_noop("Authenticator App"),
    gettext_noop("An authenticator app is not active."),
    gettext_noop("Authentication using an authenticator app is active."),
    gettext_noop("Authenticator app activated."),
    gettext_noop("Authenticator app deactivated."),
    gettext_noop("You are about to deactivate authenticator app based authentication. Are you sure?"),
    gettext_noop("Are you sure?"),
    gettext_noop("View"),
    gettext_noop("I have saved my recovery codes"),
)
