"""Which tickets a list shows, in which order, page by page. Views, counts and the browser share these names."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import team_ids
from accounts.models import User
from tickets import search
from tickets.access import visible_tickets
from tickets.models import SavedView, Status, Ticket
from tickets.models.ticket import DONE, UNRESOLVED
from tickets.saved_views.kept import PREFIX, find_view
from tickets.vocabulary import as_query

PAGE_ROWS = 50
SOON = timedelta(minutes=60)
VIEW_NAMES = {
    "mine": _("Mine"),
    "unassigned": _("Unassigned"),
    "open": _("All open"),
    "waiting": _("Waiting for others"),
    "snoozed": _("Snoozed"),
    "late": _("Past their deadline"),
    "due": _("Due within the hour"),
    "attention": _("Manager called"),
    "callbacks": _("Call-backs"),
    "following": _("Following"),
    "resolved": _("Resolved"),
    "spam": _("Spam"),
    "all": _("All tickets"),
}
# By "due", tickets whose clock stands still come after all that run, and among the others as they came: nobody is late on
# them, and whoever waits for the customer can do nothing. What is left of their time doesn't shrink while that of others
# does, so no stored value keeps both in one order.
SORTS = {
    "activity": _("Newest first"),
    "due": _("Most urgent first"),
    "waiting": _("Waiting longest first"),
    "callback": _("Call next first"),
}
# What a view is sorted by unless somebody asks otherwise.
OWN_SORT = {"callbacks": "callback"}
ACTIVE = Q(status__in=UNRESOLVED, is_spam=False, snoozed_until__isnull=True)
# A call is owed whether or not the ticket sleeps.
OWED_A_CALL = Q(callback_due_at__isnull=False, status__in=UNRESOLVED, is_spam=False)
# Until a manager takes it off, whatever becomes of the ticket.
CALLS_A_MANAGER = Q(attention_at__isnull=False, is_spam=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """What the address bar asks for; values that make no sense fall back to the view's own. `saved` is the saved view that
    `view` names; what else is asked for narrows it."""

    view: str = "open"
    sort: str = "activity"
    q: str = ""
    team: int = 0
    assignee: int = 0
    channel: str = ""
    created_from: date | None = None
    created_to: date | None = None
    resolved_from: date | None = None
    resolved_to: date | None = None
    saved: SavedView | None = None

    @classmethod
    def of(cls, saved: SavedView) -> Listing:
        """A saved view as it was saved."""
        return cls(view=f"{PREFIX}{saved.pk}", sort=saved.sort, saved=saved)

    @classmethod
    def from_query(cls, query: QueryDict, agent: User | None = None) -> Listing:
        """`agent` is who reads it: saved views are found among theirs."""
        q = query.get("q", "").replace("\x00", "").strip()[:200]
        view, sort = query.get("view", ""), query.get("sort", "")
        saved = find_view(agent, view) if agent is not None else None
        if saved is None:
            view = view if view in VIEW_NAMES else ("all" if q else "open")
        return cls(
            view=view,
            saved=saved,
            sort=sort if sort in sorts_of(saved.base if saved else view) else (saved.sort if saved else own_sort(view)),
            q=q,
            team=_id(query.get("team")),
            assignee=_id(query.get("assignee")),
            channel=query.get("channel", "")[:20].replace("\x00", ""),
            **{name: _day(query.get(name)) for name in DATES},
        )

    def query(self, **changes: Any) -> str:
        """The same listing as a query string, `changes` on top; defaults stay out."""
        values = {name: getattr(self, name) for name in Listing.__dataclass_fields__ if name != "saved"} | changes
        own = self.saved.sort if self.saved and values["view"] == self.view else own_sort(str(values["view"]))
        return urlencode({name: value for name, value in values.items() if value and (name, value) != ("sort", own)})

    @property
    def base(self) -> str:
        """The built-in view that it is, or is a part of."""
        return self.saved.base if self.saved else self.view

    @property
    def name(self) -> str:
        return self.saved.name if self.saved else str(VIEW_NAMES[self.view])

    @property
    def is_broken(self) -> bool:
        """Does the saved view ask for something that can no longer be asked?"""
        return self.saved is not None and _saved_condition(self.saved) is None

    @property
    def is_live(self) -> bool:
        """May the browser decide whether a changed ticket belongs here?"""
        return not (
            self.q
            or self.saved
            or any(getattr(self, name) for name in DATES)
            or self.view in {"late", "due", "following"}
        )

    def tickets(self, agent: User) -> QuerySet[Ticket]:
        """All tickets of the listing, unordered."""
        tickets = visible_tickets(agent)
        if self.base == "following":
            tickets = tickets.filter(follows__user=agent)
        elif not agent.sees_everything and not self.q:
            # What one only follows has a view of its own: the kept counts know teams and assignees.
            tickets = tickets.filter(Q(team_id__in=team_ids(agent)) | Q(assignee=agent))
        tickets = tickets.filter(_condition(self.base, agent))
        if self.saved:
            condition = _saved_condition(self.saved)
            tickets = tickets.none() if condition is None else tickets.filter(condition)
        if self.team:
            tickets = tickets.filter(team_id=self.team)
        if self.assignee:
            tickets = tickets.filter(assignee_id=self.assignee)
        if self.channel:
            tickets = tickets.filter(channel=self.channel)
        for name in ("created", "resolved"):
            start, end = getattr(self, f"{name}_from"), getattr(self, f"{name}_to")
            if start:
                tickets = tickets.filter(**{f"{name}_at__gte": _midnight(start)})
            if end:
                tickets = tickets.filter(**{f"{name}_at__lt": _midnight(end + timedelta(days=1))})
        return search.search_tickets(tickets, self.q) if self.q else tickets

    def page(self, agent: User, cursor: str = "", size: int = PAGE_ROWS) -> tuple[list[Ticket], str]:
        """One page of rows and the cursor of the next one ("" at the end)."""
        tickets = self.tickets(agent).select_related("customer", "assignee", "team", "inbox")
        tickets = tickets.prefetch_related("tags", "customer__identities")
        column, descending = {
            "activity": ("last_activity_at", True),
            "due": ("sla_due_at", False),
            "waiting": ("waiting_since", False),
            "callback": ("callback_due_at", False),
        }[self.sort]
        after = _read_cursor(cursor)
        if descending:
            order: list[Any] = [F(column).desc(), "-number"]
            if after:
                tickets = tickets.filter(
                    Q(**{f"{column}__lt": after[0]}) | Q(**{column: after[0], "number__lt": after[1]})
                )
        else:
            order = [F(column).asc(nulls_last=True), "number"]
            if after and after[0] is None:
                tickets = tickets.filter(**{f"{column}__isnull": True, "number__gt": after[1]})
            elif after:
                tickets = tickets.filter(
                    Q(**{f"{column}__gt": after[0]})
                    | Q(**{column: after[0], "number__gt": after[1]})
                    | Q(**{f"{column}__isnull": True})
                )
        rows = list(tickets.order_by(*order)[: size + 1])
        more = len(rows) > size
        rows = rows[:size]
        return rows, _write_cursor(getattr(rows[-1], column), rows[-1].number) if more else ""


def own_sort(view: str) -> str:
    return OWN_SORT.get(view, "activity")


def sorts_of(view: str) -> dict[str, Any]:
    """The orders a view can be put into: by the time of a call only where there is one."""
    return {name: label for name, label in SORTS.items() if name != "callback" or view == "callbacks"}


DATES = ("created_from", "created_to", "resolved_from", "resolved_to")


def _saved_condition(saved: SavedView) -> Q | None:
    """None when one of its conditions no longer exists: nothing is shown rather than too much."""
    try:
        return as_query(saved.conditions)
    except KeyError:
        return None


def _condition(view: str, agent: User) -> Q:
    now = timezone.now()
    return {
        "mine": ACTIVE & Q(assignee=agent),
        "unassigned": ACTIVE & Q(assignee__isnull=True),
        "open": ACTIVE,
        "waiting": ACTIVE & Q(status__in=[Status.PENDING, Status.ON_HOLD]),
        "snoozed": Q(snoozed_until__isnull=False, is_spam=False, status__in=UNRESOLVED),
        "late": ACTIVE & Q(sla_due_at__lt=now),
        "due": ACTIVE & Q(sla_due_at__gte=now, sla_due_at__lt=now + SOON),
        "attention": CALLS_A_MANAGER,
        "callbacks": OWED_A_CALL,
        "following": Q(is_spam=False),
        "resolved": Q(status__in=DONE, is_spam=False),
        "spam": Q(is_spam=True),
        "all": Q(),
    }[view]


def _id(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 18 else 0


def _day(value: str | None) -> date | None:
    try:
        day = date.fromisoformat(value or "")
    except ValueError:
        return None
    return day if 1900 < day.year < 9000 else None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _write_cursor(moment: datetime | None, number: int) -> str:
    body = json.dumps([moment.isoformat() if moment else None, number])
    return base64.urlsafe_b64encode(body.encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime | None, int] | None:
    """None for no cursor and for one that was tampered with: the list then starts at its beginning."""
    if not cursor:
        return None
    try:
        moment, number = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        at = datetime.fromisoformat(moment) if moment else None
        usable = (at is None or (at.tzinfo is not None and 1900 < at.year < 9000)) and abs(int(number)) < 2**62
        return (at, int(number)) if usable else None
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        return None
