"""The team report: what each person did in a period, and how much they have on their hands now. By name, never by rank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import availability
from accounts.models import Availability, Role, User
from automation import desk
from reports import comparing, over_time
from reports.charts.drawings import Drawing
from reports.figures import figures
from reports.figures.presence import HOURS, PER_HOUR
from reports.over_time import Table
from reports.period import Period
from reports.scope import Scope
from reports.service import Tile
from tickets.models import Ticket
from tickets.views.listing import ACTIVE

NAMES = ("answers", "resolved", "first_response", "resolution", "csat", HOURS, PER_HOUR)
TILES = ("answers", "resolved", HOURS, PER_HOUR)
OVER_TIME = ("answers", "resolved", HOURS)


@dataclass(frozen=True, slots=True)
class Person:
    """`user` is None for what no person did. `state` is online, away or offline; `tickets` of theirs are open now, which `link`
    opens; those that don't wait for others weigh `load` of the `limit` that they are given."""

    user: User | None
    label: str
    cells: list[comparing.Cell]
    state: str = ""
    tickets: int = 0
    load: int = 0
    limit: int = 0
    link: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    tiles: list[Tile]
    charts: list[Drawing]
    table: Table
    whole: comparing.Line
    people: list[Person]

    @property
    def online(self) -> int:
        return sum(person.state == "online" for person in self.people)


def build(scope: Scope, period: Period) -> Report:
    """Everything on the page in a constant number of queries."""
    found = figures(OVER_TIME, scope, period, "time")
    whole, *lines = comparing.lines(NAMES, scope, period, "agent")
    cells = dict(zip(NAMES, whole.cells, strict=True))
    charts = [
        over_time.bars("answers", _("Answers and resolved tickets"), [("answers", _("Answers")), ("resolved", _("Resolved"))],
                       found, period),
        over_time.bars("online", comparing.title(HOURS), [(HOURS, comparing.title(HOURS))], found, period),
    ]  # fmt: skip
    tiles = [Tile(name, comparing.title(name), cells[name]) for name in TILES]
    return Report(tiles, charts, over_time.table(OVER_TIME, found, period), whole, people(scope, lines))


def people(scope: Scope, lines: Iterable[comparing.Line]) -> list[Person]:
    """Who works here, and who did something in the period; what nobody did comes last."""
    by_key = {line.key: line for line in lines}
    does = Q(is_active=True, role=Role.AGENT) | Q(pk__in=[key for key in by_key if key])
    users = User.objects.filter(does)
    if scope.team:
        users = users.filter(Q(memberships__team=scope.team) | Q(pk__in=[key for key in by_key if key])).distinct()
    if scope.agent:
        users = users.filter(pk=scope.agent)
    users_by_pk = {user.pk: user for user in users.order_by("name", "pk")}
    seats = {seat.user.pk: seat for seat in desk.seats(users_by_pk.values())}
    open_now = Ticket.objects.filter(ACTIVE, assignee__in=users_by_pk).order_by().values_list("assignee")
    tickets = dict(open_now.annotate(n=Count("pk")))
    there = {row.user_id: row for row in Availability.objects.filter(user__in=users_by_pk)}
    found = []
    for pk, user in users_by_pk.items():
        seat, line = seats[pk], by_key.get(pk)
        cells = _unjudged(line.cells if line else [comparing.cell(name, None) for name in NAMES])
        address = f"{reverse('inbox')}?{urlencode({'view': 'open', 'assignee': str(pk)})}"
        state = availability.state(there.get(pk)) if user.is_active else ""
        found.append(Person(user, str(user), cells, state, tickets.get(pk, 0), seat.load, seat.limit, address))
    if 0 in by_key and not scope.agent:
        found.append(Person(None, _("No person"), _unjudged(by_key[0].cells)))
    return found


def _unjudged(cells: Iterable[comparing.Cell]) -> list[comparing.Cell]:
    """A person's change is told, not coloured: who was on holiday did nothing wrong."""
    return [replace(cell, delta=replace(cell.delta, mood="")) if cell.delta else cell for cell in cells]


def csv(scope: Scope, period: Period) -> tuple[list[str], list[list[str | int | float | None]]]:
    """Head and rows of the table as a file."""
    _whole, *lines = comparing.lines(NAMES, scope, period, "agent")
    titles = [cell for name in NAMES for cell in comparing.numbers_of(comparing.title(name))]
    head = [_("Agent"), _("Load now"), _("Capacity"), *titles]
    rows: list[list[str | int | float | None]] = []
    for person in people(scope, lines):
        own = [person.load, person.limit] if person.user else [None, None]
        rows.append([person.label, *own, *(number for cell in person.cells for number in comparing.numbers(cell.row))])
    return head, rows
