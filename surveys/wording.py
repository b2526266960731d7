"""The words of the question as they go out: a mail with something to tap, elsewhere the question with its link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _

from surveys.choices import choices_of
from surveys.models import Survey
from tickets import channel_info
from tickets.hooks import Route
from tickets.models import Ticket

# Draws the question itself, from extra["survey"].
DRAWS_ITSELF = {"webchat"}


def for_adapter(
    survey: Survey, language: str, url: str, ticket: Ticket, route: Route, *, reminder: bool = False
) -> dict[str, Any]:
    """What the adapter needs, in the active language: the survey as data, and the words for the customer's eyes only."""
    words, offered = survey.words(language), choices_of(survey, language)
    data = {
        "kind": survey.kind,
        "look": survey.look,
        "url": url,
        "question": words.question,
        "low": words.low,
        "high": words.high,
        "choices": [{"score": one.score, "label": one.label} for one in offered],
        "language": language,
    }
    if route.channel in DRAWS_ITSELF:
        return {"survey": data}
    if channel_info.get(route.channel).subject:
        return {"survey": data, "body": mail_body(survey, language, url, ticket, reminder=reminder)}
    link = format_html('<p>{}</p><p><a href="{}">{}</a></p>', words.question, url, url)
    return {"survey": data, "body": {"text": f"{words.question}\n{url}", "html": link}}


def mail_body(
    survey: Survey, language: str, url: str, ticket: Ticket | None, *, reminder: bool = False
) -> dict[str, str]:
    """Text and HTML of the mail in the active language; each link only preselects its score on the page."""
    words = survey.words(language)
    context = {
        "question": words.question,
        "low": words.low,
        "high": words.high,
        "kind": survey.kind,
        "look": survey.look,
        "url": url,
        "choices": choices_of(survey, language),
        "name": ticket.customer.name if ticket else "",
        "reminder": _("You have not answered yet, so we ask once more. It takes a moment.") if reminder else "",
        "brand_name": settings.BRAND_NAME,
    }
    return {
        "text": render_to_string("surveys/mail/ask.txt", context).strip() + "\n",
        "html": render_to_string("surveys/mail/ask.html", context),
    }
