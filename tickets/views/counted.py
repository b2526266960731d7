"""The numbers beside the views, from the kept counts: the cost doesn't grow with the tickets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils import timezone

from accounts.access import team_ids
from accounts.models import Team, User
from tickets import channel_info, counts
from tickets.models import Inbox, Status, Ticket
from tickets.models.ticket import DONE, UNRESOLVED
from tickets.views.listing import CALLS_A_MANAGER, OWED_A_CALL

FEW_CHANNELS = 6
GROUPS = ("team_id", "status", "assignee_id", "channel", "is_spam", "is_snoozed")


@dataclass(frozen=True, slots=True)
class RailChannel:
    kind: str
    name: str
    n: int
    shown: bool


@dataclass(slots=True)
class Rail:
    """Counts by view name, and the teams and channels the agent sees with theirs. `calls_late`: a call that was due is
    still owed to somebody. `elsewhere`: they have tickets outside their teams."""

    views: Counter[str] = field(default_factory=Counter)
    teams: list[tuple[Team, int]] = field(default_factory=list)
    channels: list[RailChannel] = field(default_factory=list)
    calls_late: bool = False
    elsewhere: bool = False


def rail_for(agent: User) -> Rail:
    """Five or six queries, whatever the number of tickets."""
    mine = team_ids(agent)
    rail, per_team, per_channel = Rail(), Counter[int](), Counter[str]()
    for (team, status, assignee, channel, spam, snoozed), n in counts.read(by=GROUPS).items():
        if not (agent.sees_everything or team in mine or assignee == agent.pk):
            continue
        rail.elsewhere |= bool(n) and assignee == agent.pk and team not in mine
        if spam:
            rail.views["spam"] += n
            continue
        if status in DONE:
            rail.views["resolved"] += n
            continue
        if snoozed:
            rail.views["snoozed"] += n
            continue
        if status not in UNRESOLVED:
            continue
        rail.views["open"] += n
        per_team[team] += n
        per_channel[channel] += n
        if assignee == agent.pk:
            rail.views["mine"] += n
        if not assignee:
            rail.views["unassigned"] += n
        if status in {Status.PENDING, Status.ON_HOLD}:
            rail.views["waiting"] += n
    # Few tickets owe a call, and those have an index of their own.
    owed = Ticket.objects.filter(OWED_A_CALL)
    if not agent.sees_everything:
        owed = owed.filter(Q(team_id__in=mine) | Q(assignee=agent))
    calls = owed.aggregate(n=Count("pk"), late=Count("pk", filter=Q(callback_due_at__lt=timezone.now())))
    rail.views["callbacks"], rail.calls_late = calls["n"], bool(calls["late"])
    called = Ticket.objects.filter(CALLS_A_MANAGER)
    if not agent.sees_everything:
        called = called.filter(Q(team_id__in=mine) | Q(assignee=agent))
    rail.views["attention"] = called.count()
    teams = Team.objects.all() if agent.sees_everything else Team.objects.filter(pk__in=mine)
    rail.teams = [(team, per_team[team.pk]) for team in teams]
    used = set(Inbox.objects.filter(is_active=True).values_list("channel", flat=True))
    for info in channel_info.all_channels():
        n = per_channel[info.kind]
        # Few channels are all shown; of many those that have something.
        shown = bool(n) or (info.kind in used and len(used) <= FEW_CHANNELS)
        rail.channels.append(RailChannel(info.kind, str(info.name), n, shown))
    return rail
