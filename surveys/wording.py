"""The words of the question as they go out: a mail with something to tap, buttons or a number to answer with in a
conversation, everywhere the link; and what is said to an answer that came there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.private_links import without_tokens
from surveys import taps, ways
from surveys.choices import choice, choices_of, scores_of
from surveys.models import Look, Survey, SurveyAnswer
from surveys.models.survey import Words
from tickets import channel_info
from tickets.models import Ticket

# Draws the question itself, from extra["survey"].
DRAWS_ITSELF = {"webchat"}


def link(token: str) -> str:
    return f"{settings.PUBLIC_URL}/s/{token}/"


def without_links(text: str) -> str:
    """The text without the token of any link to a survey: that is for the customer's eyes only."""
    return without_tokens(text, "s")


def is_conversation(channel: str) -> bool:
    """Is a bare number there an answer to the question, as in text messages?"""
    return channel not in DRAWS_ITSELF and not channel_info.get(channel).subject


def for_adapter(
    survey: Survey, language: str, token: str, ticket: Ticket, way: ways.Way, *, reminder: bool = False
) -> dict[str, Any]:
    """What the adapter needs, in the active language: the survey as data, and the words for the customer's eyes only."""
    words, offered, url = survey.words(language), choices_of(survey, language), link(token)
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
    info = channel_info.get(way.route.channel)
    if info.kind in DRAWS_ITSELF:
        return {"survey": data}
    if info.subject:
        return {"survey": data, "body": mail_body(survey, language, url, ticket, reminder=reminder)}
    if way.template is not None:
        filled = ways.values(way.template, words.question, url)
        use = {"name": way.template.name, "language": way.template.language, "values": filled}
        return {"survey": data, "template": use}
    once_more = [_("You have not answered yet, so we ask once more. It takes a moment.")] if reminder else []
    if len(offered) <= info.taps:
        buttons = [{"title": taps.title(one), "payload": taps.payload(token, one.score)} for one in offered]
        label = pgettext("opens the list of answers to a survey", "Choose")
        ends = [scale_in_words(survey, words)] if survey.look == Look.NUMBERS else []
        lines = [*once_more, words.question, *ends, _("If you see no buttons: %(url)s") % {"url": url}]
        return {"survey": data, "body": body(*lines), "taps": buttons, "taps_label": label}
    hint = _("Answer here: %(url)s") % {"url": url} if way.route.one_way else number_hint(survey, words, url)
    return {"survey": data, "body": body(*once_more, words.question, hint)}


def body(*lines: str) -> dict[str, str]:
    """Lines as they go out in a conversation; our own link in them can be tapped."""
    return {"text": "\n".join(lines), "html": format_html_join("", "<p>{}</p>", ((line,) for line in lines))}


def scale_in_words(survey: Survey, words: Words) -> str:
    scores = scores_of(survey.kind, survey.look)
    return f"{scores[0]} – {words.low}, {scores[-1]} – {words.high}"


def number_hint(survey: Survey, words: Words, url: str) -> str:
    """How to answer without buttons, and where. The survey's own words may hold any sign, a % too."""
    scores = scores_of(survey.kind, survey.look)
    ends = {"low": scores[0], "low_means": words.low, "high": scores[-1], "high_means": words.high, "url": url}
    if survey.look == Look.THUMBS:
        bad, good = (choice(survey.kind, survey.look, score).label.lower() for score in (scores[0], scores[-1]))
        return _("Answer %(high)s (%(high_means)s) or %(low)s (%(low_means)s), or here: %(url)s") % {
            **ends,
            "low_means": bad,
            "high_means": good,
        }
    if scores[-1] > 9:
        return (
            _("Answer with a number from %(low)s (%(low_means)s) to %(high)s (%(high_means)s), or here: %(url)s") % ends
        )
    return _("Answer with a digit from %(low)s (%(low_means)s) to %(high)s (%(high_means)s), or here: %(url)s") % ends


def thanks(given: SurveyAnswer, survey: Survey, language: str, *, first: bool) -> str:
    """What is said to an answer, for everybody's eyes."""
    mark = choice(given.kind, survey.look, given.score)
    chosen = str(given.score) if mark.label == str(given.score) else f"{given.score} – {mark.label.lower()}"
    if mark.look == Look.THUMBS:
        chosen = mark.label.lower()
    said = {"thanks": survey.words(language).thanks, "chosen": chosen}
    if first:
        return _("%(thanks)s Your answer: %(chosen)s.") % said
    return _("%(thanks)s Your answer is now: %(chosen)s.") % said


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
