"""Every text of the widget, in the language of the customer."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from tickets.models import Inbox


def pick_language(asked: str, inbox: Inbox) -> str:
    """The asked language ("pl-PL" too) if we speak it, else the inbox's."""
    code = asked.strip().lower().replace("_", "-").partition("-")[0]
    return code if code in dict(settings.LANGUAGES) else inbox.language


def for_widget(language: str, greeting: str = "") -> dict[str, str]:
    """Strings by the names that widget.js uses."""
    with translation.override(language):
        brand = settings.BRAND_NAME
        return {
            "open": _("Chat with us"),
            "close": _("Close the chat"),
            "title": brand,
            "greeting": greeting or _("Hello! How can we help you?"),
            "placeholder": _("Write a message"),
            "send": _("Send"),
            "attach": _("Attach a file"),
            "remove": _("Remove"),
            "uploading": _("Uploading…"),
            "log": _("Conversation"),
            "you": _("You"),
            "connecting": _("Connecting…"),
            "offline": _("No connection. What you write is kept and sent as soon as it is back."),
            "sending": _("Sending…"),
            "delivered": _("Delivered"),
            "failed": _("Not sent"),
            "retry": _("Try again"),
            "typing": _("{name} is typing…"),
            "mailed": _("Sent by e-mail"),
            "earlier": _("Earlier messages"),
            "unread": _("New messages: {n}"),
            "askTitle": _("Have to go?"),
            "askWhy": _("Leave your e-mail and our answer reaches you there. We use it for nothing else."),
            "name": _("Your name"),
            "email": _("Your e-mail"),
            "save": _("Save"),
            "notNow": _("Not now"),
            "contactSaved": _("Thank you. If you leave, we answer to {email}."),
            "badEmail": _("Please check this address."),
            "tooLarge": _("Please choose a file of at most 10 MB."),
            "uploadFailed": _("The file could not be sent. Please try again."),
            "thanks": _("Thank you for your answer."),
            "comment": _("Anything to add? (optional)"),
            "review": _("Tell others, too: write a review"),
        }
