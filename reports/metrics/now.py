"""The state of things at this moment. Kept counts where they can be kept, index queries where the clock decides."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from accounts.access import team_ids
from accounts.models import Team, User
from reports import comparing
from reports.comparing import Cell
from reports.figures import figure
from reports.period import Period
from reports.scope import Scope
from surveys.models import SurveyAnswer
from tickets import channel_info, counts
from tickets.models import Inbox, Ticket
from tickets.models.ticket import UNRESOLVED
from tickets.views.listing import ACTIVE, CALLS_A_MANAGER, SOON

LONGEST = 10
LATEST = 5
DAYS = 7


@dataclass(slots=True)
class Line:
    """Figures of everything, of one team or of one channel. `longest` is since when the longest waiting waits."""

    open: int = 0
    unassigned: int = 0
    waiting: int = 0
    late: int = 0
    due: int = 0
    longest: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.waiting or self.late or self.due)


@dataclass(slots=True)
class Now:
    """`called`: tickets that a manager was called to, and none has seen to yet. `channels` are those with something open."""

    total: Line = field(default_factory=Line)
    called: int = 0
    teams: list[tuple[Team, Line]] = field(default_factory=list)
    channels: list[tuple[channel_info.ChannelInfo, Line]] = field(default_factory=list)
    longest: list[Ticket] = field(default_factory=list)
    # In use, but with nothing open.
    quiet: list[channel_info.ChannelInfo] = field(default_factory=list)
    # For managers only:
    csat: Cell | None = None
    answers: list[SurveyAnswer] = field(default_factory=list)


def _seen(agent: User, team: Team | None = None) -> Q:
    """On a ticket, or on a kept count of them."""
    if team is not None:
        return Q(team_id=team.pk)
    return Q() if agent.sees_everything else Q(team_id__in=team_ids(agent)) | Q(assignee_id=agent.pk)


def visible(agent: User, team: Team | None = None) -> QuerySet[Ticket]:
    """Managers see all; agents their teams' tickets and those assigned to them, as the inbox counts them. With a team, which
    must be one that they may see, that team's alone."""
    return Ticket.objects.filter(_seen(agent, team))


def waiting_tickets(agent: User, team: Team | None = None) -> QuerySet[Ticket]:
    """Open tickets whose customer waits for a person."""
    return visible(agent, team).filter(ACTIVE, waiting_since__isnull=False)


def teams_of(agent: User) -> QuerySet[Team]:
    """Whose boards they may see."""
    return Team.objects.all() if agent.sees_everything else Team.objects.filter(pk__in=team_ids(agent))


def board(agent: User, team: Team | None = None) -> Now:
    """What a wallboard shows of the tickets: all of *Now* but satisfaction, perhaps of one team. Nine queries at most."""
    now = Now()
    _count(now, agent, team)
    return now


@dataclass(slots=True)
class AtRisk:
    """Open tickets past their nearest deadline, those whose deadline comes within SOON, and the most urgent of both."""

    late: int = 0
    due: int = 0
    urgent: list[Ticket] = field(default_factory=list)


def at_risk(scope: Scope) -> AtRisk:
    """At this moment, whatever the period; two queries and those of the customers' names."""
    moment = timezone.now()
    rows = Ticket.objects.filter(ACTIVE, scope.q(), sla_due_at__lt=moment + SOON)
    if scope.agent:
        rows = rows.filter(assignee=scope.agent)
    if scope.language:
        rows = rows.filter(language=scope.language)
    if scope.topic:
        rows = rows.filter(tags=scope.topic)
    counted = rows.aggregate(late=Count("pk", filter=Q(sla_due_at__lt=moment)), n=Count("pk"))
    urgent = rows.select_related("customer", "assignee", "team").prefetch_related("customer__identities")
    return AtRisk(
        counted["late"], counted["n"] - counted["late"], list(urgent.order_by("sla_due_at", "number")[:LONGEST])
    )


def read(agent: User) -> Now:
    """Everything on the page in eleven queries at most, whatever the number of tickets."""
    now = Now()
    _count(now, agent)
    if agent.sees_everything:
        _satisfaction(now)
    return now


def _count(now: Now, agent: User, team: Team | None = None) -> None:
    by_team: defaultdict[int, Line] = defaultdict(Line)
    by_channel: defaultdict[str, Line] = defaultdict(Line)
    _count_open(_seen(agent, team), now.total, by_team, by_channel)
    _count_clocks(_seen(agent, team), now.total, by_team, by_channel)
    now.called = visible(agent, team).filter(CALLS_A_MANAGER).count()
    now.teams = [(one, by_team[one.pk]) for one in teams_of(agent)]
    # Nobody uses what has neither an inbox nor a ticket: that is no row of zeros.
    busy = {kind for kind, line in by_channel.items() if not line.is_empty}
    kinds = busy | set(Inbox.objects.filter(is_active=True).values_list("channel", flat=True))
    infos = sorted((channel_info.get(kind) for kind in kinds), key=lambda info: str(info.name))
    now.channels = [(info, by_channel[info.kind]) for info in infos if info.kind in busy]
    now.quiet = [info for info in infos if info.kind not in busy]
    rows = waiting_tickets(agent, team).select_related("customer", "assignee", "team")
    rows = rows.prefetch_related("customer__identities").order_by("waiting_since", "number")
    now.longest = list(rows[:LONGEST])


def _satisfaction(now: Now) -> None:
    today = timezone.localdate()
    week = Period(today - timedelta(days=DAYS - 1), today)
    now.csat = comparing.cell("csat", figure("csat", Scope(), week)[0])
    recent = SurveyAnswer.objects.filter(invitation__ticket__isnull=False)
    recent = recent.select_related("invitation__ticket__customer", "invitation__agent")
    recent = recent.prefetch_related("invitation__ticket__customer__identities")
    now.answers = list(recent.order_by("-answered_at", "-pk")[:LATEST])


def _count_open(seen: Q, total: Line, by_team: defaultdict[int, Line], by_channel: defaultdict[str, Line]) -> None:
    where = Q(status__in=UNRESOLVED, is_spam=False, is_snoozed=False) & seen
    for (team, channel, assignee), n in counts.read(where, by=("team_id", "channel", "assignee_id")).items():
        for line in (total, by_team[team], by_channel[channel]):
            line.open += n
            line.unassigned += 0 if assignee else n


def _count_clocks(seen: Q, total: Line, by_team: defaultdict[int, Line], by_channel: defaultdict[str, Line]) -> None:
    moment = timezone.now()
    due = Ticket.objects.filter(seen, ACTIVE, sla_due_at__lt=moment + SOON).values_list("team_id", "channel").order_by()
    for team, channel, late, n in due.annotate(late=Count("pk", filter=Q(sla_due_at__lt=moment)), n=Count("pk")):
        for line in (total, by_team[team], by_channel[channel]):
            line.late += late
            line.due += n - late
    waiting = (
        Ticket.objects.filter(seen, ACTIVE, waiting_since__isnull=False).values_list("team_id", "channel").order_by()
    )
    for team, channel, n, since in waiting.annotate(n=Count("pk"), since=Min("waiting_since")):
        for line in (total, by_team[team], by_channel[channel]):
            line.waiting += n
            line.longest = min(line.longest or since, since)
