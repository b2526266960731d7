"""What conditions can ask about. Apps above add their own (`register_field`), satisfaction for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Team, User
from customers import worth
from customers.models import Customer
from customers.search import matching
from tickets import calendars, channel_info
from tickets.models import Calendar, Inbox, Priority, Status, Tag, Ticket
from tickets.search import text_query
from tickets.vocabulary.facts import Facts

CHOICE, WORDS, NUMBER, FLAG, PAIR = "choice", "words", "number", "flag", "pair"
# The ways a field of each kind can be asked about; `is` reads on from the field's name.
OPS: dict[str, dict[str, str | Promise]] = {
    CHOICE: {"any": pgettext_lazy("condition", "is"), "none": pgettext_lazy("condition", "is not")},
    WORDS: {
        "any": pgettext_lazy("condition", "contain any of"),
        "all": pgettext_lazy("condition", "contain all of"),
        "none": pgettext_lazy("condition", "contain none of"),
    },
    NUMBER: {"min": pgettext_lazy("condition", "at least"), "max": pgettext_lazy("condition", "at most")},
    FLAG: {"is": pgettext_lazy("condition", "is")},
    PAIR: {"any": pgettext_lazy("condition", "is any of"), "none": pgettext_lazy("condition", "is none of")},
}

Options = Callable[[], Iterable[tuple[Any, str | Promise]]]


@dataclass(frozen=True, slots=True)
class Field:
    """`read` gives the field's value of a ticket: for choices one value or a set, for numbers a number or None (unknown,
    which no condition meets), for flags a bool. `options` are the values of a choice. `query` is the same as SQL over
    tickets, None where only a single ticket can be asked (such a field isn't offered to views).
    """

    name: str
    label: str | Promise
    kind: str
    read: Callable[[Facts], Any]
    options: Options | None = None
    query: Callable[[str, Any], Q] | None = None
    unit: str | Promise = ""


_fields: dict[str, Field] = {}


def register_field(field: Field) -> None:
    """Called by an app above at start."""
    _fields[field.name] = field


def all_fields() -> list[Field]:
    return list(_fields.values())


def get_field(name: str) -> Field | None:
    return _fields.get(name)


def _choice(column: str) -> Callable[[str, Any], Q]:
    def query(op: str, value: Any) -> Q:
        found = Q(**{f"{column}__in": value})
        return found if op == "any" else ~found

    return query


def _number(column: str) -> Callable[[str, Any], Q]:
    return lambda op, value: Q(**{f"{column}__{'gte' if op == 'min' else 'lte'}": value})


def _words(query: Callable[[str], Q]) -> Callable[[str, Any], Q]:
    """From the question for one word to that for several."""

    def whole(op: str, value: Any) -> Q:
        parts = [query(one) for one in value]
        found = parts[0]
        for part in parts[1:]:
            found = found & part if op == "all" else found | part
        return ~found if op == "none" else found

    return whole


def _said(word: str) -> Q:
    """The search index knows every message of the ticket; a phrase is found by its words."""
    asked = text_query(word)
    return Q(search=asked) if asked is not None else Q(pk__in=[])


def _customers(word: str) -> Q:
    return Q(customer_id__in=matching(Customer.objects.order_by(), word).values("pk"))


def _of_segment(word: str) -> Q:
    # By themselves, so that "none" finds also those of whom no segment is known.
    named = Q(facts__segment__icontains=word) | Q(facts__Segment__icontains=word)
    return Q(customer_id__in=Customer.objects.order_by().filter(named).values("pk"))


def _language(op: str, value: Any) -> Q:
    found = Q(language__in=value) | Q(language="", inbox__language__in=value)
    return found if op == "any" else ~found


def _tagged(op: str, value: Any) -> Q:
    # By themselves, so that a ticket with two of them stands in the list once.
    found = Q(pk__in=Ticket.tags.through.objects.filter(tag__name__in=value).values("ticket_id"))
    return found if op == "any" else ~found


def _ago(column: str, unit: timedelta) -> Callable[[str, Any], Q]:
    """At least or at most so long ago; more than a century is as good as one."""

    def query(op: str, value: Any) -> Q:
        moment = timezone.now() - unit * max(min(value, timedelta(days=36525) / unit), 0)
        return Q(**{f"{column}__{'lte' if op == 'min' else 'gte'}": moment})

    return query


def _flag(yes: Q) -> Callable[[str, Any], Q]:
    return lambda _op, value: yes if value else ~yes


def _names(rows: Any) -> Options:
    return lambda: [(row.pk, str(row)) for row in rows()]


def _value(facts: Facts) -> float | None:
    """What the firm says the customer is worth."""
    said = worth.value_of(facts.customer_facts)
    return None if said is None else float(said)


def _open_calendars(facts: Facts) -> set[int]:
    rows = Calendar.objects.prefetch_related("days")
    return {row.pk for row in rows if calendars.hours_of(row, list(row.days.all())).is_open(facts.at)}


def _waiting_hours(facts: Facts) -> float | None:
    since = facts.ticket.waiting_since
    return None if since is None else max(0.0, (facts.at - since).total_seconds() / 3600)


def _old_status(facts: Facts) -> str:
    return str(facts.event.data.get("old", "")) if facts.event is not None else ""


for _field in [
    Field(
        "channel",
        _("channel"),
        CHOICE,
        lambda f: f.ticket.channel,
        lambda: [(info.kind, info.name) for info in channel_info.all_channels()],
        _choice("channel"),
    ),
    Field("inbox", _("inbox"), CHOICE, lambda f: f.ticket.inbox_id, _names(Inbox.objects.all), _choice("inbox")),
    Field("team", _("team"), CHOICE, lambda f: f.ticket.team_id, _names(Team.objects.all), _choice("team")),
    Field(
        "assignee",
        _("assignee"),
        CHOICE,
        lambda f: f.ticket.assignee_id or 0,
        lambda: [(0, _("nobody")), *((user.pk, str(user)) for user in User.objects.filter(is_active=True))],
        lambda op, value: (
            _choice("assignee")(op, value)
            if 0 not in value
            else (
                Q(assignee__in=value) | Q(assignee=None) if op == "any" else ~(Q(assignee__in=value) | Q(assignee=None))
            )
        ),
    ),
    Field(
        "language",
        _("language"),
        CHOICE,
        lambda f: f.ticket.language or f.ticket.inbox.language,
        lambda: settings.LANGUAGES,
        _language,
    ),
    Field(
        "priority", _("priority"), CHOICE, lambda f: f.ticket.priority, lambda: Priority.choices, _choice("priority")
    ),
    Field("status", _("status"), CHOICE, lambda f: f.ticket.status, lambda: Status.choices, _choice("status")),
    Field("old_status", _("status before"), CHOICE, _old_status, lambda: Status.choices),
    Field(
        "tags",
        _("tags"),
        CHOICE,
        lambda f: f.tags,
        lambda: [(name, name) for name in Tag.objects.values_list("name", flat=True)[:500]],
        _tagged,
    ),
    Field("words", _("words in subject or message"), WORDS, lambda f: f, query=_words(_said)),
    Field(
        "customer",
        _("customer's name or address"),
        WORDS,
        lambda f: f.ticket.customer.search_text,
        query=_words(_customers),
    ),
    Field(
        "segment",
        _("customer's segment"),
        WORDS,
        lambda f: f.customer_facts.get("segment", ""),
        query=_words(_of_segment),
    ),
    Field("value", _("customer's value"), NUMBER, _value),
    Field("fact", _("what is known"), PAIR, lambda f: f.customer_facts),
    Field("past_tickets", _("earlier tickets of the customer"), NUMBER, lambda f: f.past_tickets),
    Field("reopened", _("times reopened"), NUMBER, lambda f: f.ticket.reopen_count, query=_number("reopen_count")),
    Field("hours", _("open now"), CHOICE, _open_calendars, _names(Calendar.objects.all)),
    Field(
        "waiting",
        _("customer waits"),
        NUMBER,
        _waiting_hours,
        query=_ago("waiting_since", timedelta(hours=1)),
        unit=_("hours"),
    ),
    Field(
        "age",
        _("it came in"),
        NUMBER,
        lambda f: (f.at - f.ticket.created_at) / timedelta(days=1),
        query=_ago("created_at", timedelta(days=1)),
        unit=_("days ago"),
    ),
    Field(
        "quiet",
        _("the last message was"),
        NUMBER,
        lambda f: (f.at - f.ticket.last_activity_at) / timedelta(days=1),
        query=_ago("last_activity_at", timedelta(days=1)),
        unit=_("days ago"),
    ),
    Field(
        "unanswered",
        _("not answered yet"),
        FLAG,
        lambda f: f.ticket.first_response_at is None,
        query=_flag(Q(first_response_at=None)),
    ),
    Field(
        "files",
        _("message with files"),
        FLAG,
        lambda f: f.message is not None and f.message.attachments.exists(),
    ),
    Field(
        "public",
        _("public message"),
        FLAG,
        lambda f: f.message is not None and bool(f.message.envelope.get("public")),
    ),
]:
    register_field(_field)
