"""Pieces of the agents' pages: the views rail, the words that the browser's modules show, small lookups."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, json_script, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.availability import is_away
from core.html import sanitize_message_html
from customers.models import IdentityKind
from tickets import channel_info, panels
from tickets.assigned import say_how
from tickets.events import LABELS, Kind
from tickets.models import Attachment, Message, Priority, Status, TicketEvent
from tickets.saved_views import usable_views
from tickets.views.counted import rail_for
from tickets.views.listing import VIEW_NAMES, Listing
from tickets.views.saved_counts import MOST, saved_counts

register = template.Library()

CLOCK_NAMES = {
    "first_response": gettext_lazy("First response"),
    "next_response": gettext_lazy("Next response"),
    "resolution": gettext_lazy("Resolution"),
}
VIEW_ICONS = {
    "mine": "circle-user",
    "unassigned": "inbox",
    "open": "layers",
    "waiting": "hourglass",
    "attention": "siren",
    "callbacks": "phone-call",
    "snoozed": "alarm-clock",
    "following": "eye",
    "resolved": "circle-check",
    "spam": "ban",
}
# The browser's names of the plural forms, each with a number that has it.
FORMS = (("one", 1), ("few", 3), ("many", 5), ("other", 5))
UNCOUNTED = {"resolved", "following"}
SAVED_SHOWN = 60
# Shown while there are any.
RARE = {"attention", "callbacks"}


@register.inclusion_tag("tickets/_rail.html", takes_context=True)
def inbox_rail(context: dict[str, Any]) -> dict[str, Any]:
    """The views with their numbers, and the ways to the other pages."""
    request, user = context["request"], context["user"]
    if not user.is_authenticated:
        return {"user": user}
    rail = rail_for(user)
    listing = context.get("listing")
    hot = {
        "unassigned": bool(rail.views["unassigned"]),
        "attention": bool(rail.views["attention"]),
        "callbacks": rail.calls_late,
    }
    views = []
    for key, icon in VIEW_ICONS.items():
        here = listing is not None and listing.view == key and not (listing.team or listing.channel or listing.q)
        views.append(
            {
                "key": key,
                "name": VIEW_NAMES[key],
                "icon": icon,
                "n": None if key in UNCOUNTED else rail.views[key],
                "hot": hot.get(key, False),
                "here": here,
                "hidden": key in RARE and not rail.views[key] and not here,
            }
        )
    kept = list(usable_views(user)[:SAVED_SHOWN])
    numbers = saved_counts(user, kept, elsewhere=rail.elsewhere, refresh=context.get("count_saved", False))
    saved = [
        {
            "view": view,
            "n": numbers.get(view.pk) and (f"{MOST}+" if (numbers[view.pk] or 0) > MOST else numbers[view.pk]),
            "here": listing is not None
            and listing.saved == view
            and not (listing.team or listing.channel or listing.q),
        }
        for view in kept
    ]
    return {
        "user": user,
        "views": views,
        "saved": saved,
        "rail": rail,
        "listing": listing,
        "links": panels.rail_links(user),
        "path": request.path,
        # /reports/customers/ is a report, not the list of customers.
        "section": f"/{request.path.split('/')[1]}/",
        "away": is_away(user),
        **{name: context.get(name) for name in ("brand_name", "brand_logo_url", "demo", "csrf_token")},
    }


@register.simple_tag(takes_context=True)
def list_cards(context: dict[str, Any]) -> SafeString:
    """What apps above have to say above the list."""
    request = context["request"]
    # Templates of our own apps, escaped when they were rendered.
    found = (render_to_string(card.template, said, request) for card, said in panels.cards_for(request.user))
    return mark_safe("".join(found))


@register.simple_tag
def js_words() -> SafeString:
    """The few sentences that the browser's modules say by themselves, in the page's language."""
    return json_script(
        {
            "new_rows": {form: ngettext("%(n)s new", "%(n)s new", sample) for form, sample in FORMS},
            "selected": {form: ngettext("%(n)s selected", "%(n)s selected", sample) for form, sample in FORMS},
            "select_ticket": _("Select %(name)s: %(subject)s"),
            "bulk_most": _("%(n)s tickets at most at once."),
            "chars_left": {
                form: ngettext("%(n)s character left", "%(n)s characters left", sample) for form, sample in FORMS
            },
            "chars_over": {
                form: ngettext("%(n)s character too many", "%(n)s characters too many", sample)
                for form, sample in FORMS
            },
            "parts": {form: ngettext("%(n)s part", "%(n)s parts", sample) for form, sample in FORMS},
            # Of the last part, in characters.
            "left": {form: ngettext("%(n)s left", "%(n)s left", sample) for form, sample in FORMS},
            "polish_shortens": _("Polish letters make shorter parts."),
            "signs_shorten": _("Some of these characters make shorter parts."),
            "without_polish": _("Write without Polish letters"),
            "without_signs": _("Write with plain characters"),
            "button_text": _("Text on the button"),
            "files_most": {
                form: ngettext("%(n)s file at most.", "%(n)s files at most.", sample) for form, sample in FORMS
            },
            "no_files_here": _("This channel takes no files. Remove them or choose another channel."),
            "offline": _("The connection is lost. Trying again; what you type is safe."),
            "failed": _("That didn't work. Check the connection and try again."),
            "gone": _("You can no longer see this ticket."),
            "draft_saved": _("Draft saved"),
            "draft_kept": _("Not saved yet"),
            "viewing": _("%(names)s is looking at this"),
            "viewing_many": _("%(names)s are looking at this"),
            "answering": _("%(names)s is writing an answer"),
            "customer_typing": _("The customer is writing…"),
            "today": _("Today"),
            "yesterday": _("Yesterday"),
            "original": _("Original message"),
            "load_pictures": _("Load pictures from elsewhere"),
            "remove": _("Remove"),
            "sent": _("Sent"),
            "noted": _("Note saved"),
            "new_message": _("New message"),
            "offered": {
                form: ngettext("%(n)s to choose from", "%(n)s to choose from", sample) for form, sample in FORMS
            },
            "macro_applied": _("Applied: %(name)s"),
        },
        "words",
    )


@register.filter
def channel_name(kind: str) -> str:
    return str(channel_info.get(kind).name)


@register.filter
def address_kind(kind: str) -> str:
    """The name of a kind of address: a common one's, else that of the channel whose own it is."""
    if kind in IdentityKind.values:
        return str(IdentityKind(kind).label)
    channels = sorted(channel_info.all_channels(), key=lambda info: info.identity_kind != kind)
    return next((str(info.name) for info in channels if kind in info.kinds), kind)


@register.filter
def event_text(event: TicketEvent) -> str:
    """What happened, in one short sentence without the actor."""
    data = event.data
    match event.kind:
        case Kind.ASSIGNED:
            said = _("Assigned to %(name)s") % {"name": data["name"]} if data.get("name") else _("Assigned to nobody")
            how = say_how(data.get("how", {}))
            return f"{said} · {how}" if how else said
        case Kind.TEAM_CHANGED:
            return _("Moved to %(name)s") % {"name": data.get("name", "")}
        case Kind.STATUS_CHANGED | Kind.REOPENED if data.get("new") in Status.values:
            label = Status(data["new"]).label
            return _("Reopened") if event.kind == Kind.REOPENED else _("Status: %(status)s") % {"status": label}
        case Kind.PRIORITY_CHANGED if data.get("new") in Priority.values:
            return _("Priority: %(priority)s") % {"priority": Priority(data["new"]).label}
        case Kind.TAGS_CHANGED:
            added = [f"+{name}" for name in data.get("added", [])]
            return _("Tags: %(tags)s") % {"tags": ", ".join(added + [f"−{name}" for name in data.get("removed", [])])}
        case Kind.NEEDS_CHANGED:
            added = [f"+{name}" for name in data.get("added", [])]
            lost = [f"−{name}" for name in data.get("removed", [])]
            return _("Skills needed: %(skills)s") % {"skills": ", ".join(added + lost)}
        case Kind.SUBJECT_CHANGED:
            return _("Subject: %(subject)s") % {"subject": data.get("new", "")}
        case Kind.SPAM_CHANGED:
            return _("Marked as spam") if data.get("spam") else _("No longer spam")
        case Kind.CHANNEL_LEFT if data.get("address"):
            return _("The customer left the chat. Answers now go to %(address)s") % {"address": data["address"]}
        case Kind.SURVEY_SENT if data.get("reminder"):
            return _("Reminded of the survey")
        case Kind.SURVEY_ANSWERED if data.get("score") is not None:
            return _("Survey answered: %(score)s") % {"score": data["score"]}
        case Kind.CUSTOMER_JOINED:
            return _("Profiles joined: %(name)s") % {"name": data.get("name", "")}
        case Kind.RULE_RAN if data.get("name"):
            said = _("Rule stopped: %(name)s") if data.get("stopped") else _("Rule applied: %(name)s")
            return said % {"name": data["name"]}
        case Kind.MACRO_APPLIED if data.get("name"):
            return _("Macro applied: %(name)s") % {"name": data["name"]}
        case Kind.ESCALATED if data.get("clock") in CLOCK_NAMES:
            reached = {"clock": CLOCK_NAMES[data["clock"]], "percent": data.get("percent", 0)}
            return _("Escalated: %(clock)s at %(percent)s%% of its time") % reached
        case Kind.SUGGESTED if data.get("words"):
            words = ", ".join(_("“%(words)s”") % {"words": word} for word in data["words"])
            return _("Applied by itself, %(sure)s%% sure: %(words)s") % {"sure": data.get("sure", 0), "words": words}
        case Kind.RATED if data.get("score"):
            return _("Rated in public: %(score)s of 5") % {"score": data["score"]}
        case Kind.INCIDENT_LINKED if data.get("title"):
            return _("Part of the incident: %(title)s") % {"title": data["title"]}
        case Kind.INCIDENT_UNLINKED if data.get("title"):
            return _("No longer part of the incident: %(title)s") % {"title": data["title"]}
        case Kind.CALLBACK_DONE:
            return _("Called, no answer") if data.get("outcome") == "no_answer" else _("Called back")
        case Kind.COMMENT_HIDDEN if not data.get("hidden"):
            return _("Comment shown to the public again")
        case Kind.ATTENTION_CALLED if data.get("why"):
            called = {"why": data["why"], "rule": data.get("rule", "")}
            said = _("Manager called (%(rule)s): %(why)s") if called["rule"] else _("Manager called: %(why)s")
            return said % called
        case Kind.FOLLOWED:
            text = _("%(name)s follows this") if data.get("follows") else _("%(name)s no longer follows this")
            return text % {"name": data.get("name", "")}
    return str(LABELS.get(event.kind, event.kind))  # type: ignore[call-overload]


@register.simple_tag
def attachment_url(attachment: Attachment, inline: bool = False) -> str:
    url = reverse("attachment", args=[attachment.public_id, quote(attachment.name, safe="") or "file"])
    return url + "?inline=1" if inline else url


@register.simple_tag
def stamp(moment: Any, mode: str = "") -> SafeString | str:
    """A `<time>` with a mode of static/js/when.js: "", "clock", "full", "due", "late"."""
    if moment is None:
        return ""
    return format_html('<time datetime="{}" data-when="{}">{}</time>', moment.isoformat(), mode,
                       timezone.localtime(moment).strftime("%Y-%m-%d %H:%M"))  # fmt: skip


@register.simple_tag
def listing_query(listing: Listing, **changes: Any) -> str:
    return listing.query(**changes)


@register.filter
def can_hide(message: Message) -> bool:
    """Can this message be taken from the public's eyes where it was said?"""
    memory = message.envelope.get("memory") or {}
    return channel_info.get(message.channel).can_hide and bool(memory.get("hide"))


@register.filter
def urlize_safely(text: str) -> SafeString:
    """A customer's plain words: escaped, line ends kept by CSS, web addresses as links that tell their site nothing."""
    links = urlize(text, nofollow=True, autoescape=True)
    return mark_safe(links.replace("<a href=", '<a target="_blank" referrerpolicy="no-referrer" href='))


@register.filter
def agent_html(html: str) -> SafeString:
    """An agent's formatted words, through the sanitiser once more: what is stored is never trusted."""
    return mark_safe(sanitize_message_html(html).html)
