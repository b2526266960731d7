"""What a wallboard shows: how things stand, what the day has brought, who is there."""

from __future__ import annotations

from dataclasses import dataclass, field

from accounts import availability
from accounts.models import Team, User
from reports.comparing import show
from reports.figures import Row, figures
from reports.metrics import now
from reports.metrics.now import Line, Now
from reports.period import Period, today
from reports.scope import Scope
from tickets import channel_info

LONGEST = 5
NAMES = 12
MEASURES = {"csat": "CSAT", "nps": "NPS", "ces": "CES"}


@dataclass(frozen=True, slots=True)
class Score:
    """Today's satisfaction of one kind; `text` is a dash without answers."""

    title: str
    text: str
    row: Row


@dataclass(slots=True)
class Board:
    """`channels` are those that are in use. `scores` are empty for agents. `others` more than `online` are there."""

    now: Now
    new: int
    resolved: int
    channels: list[tuple[channel_info.ChannelInfo, Line]]
    scores: list[Score] = field(default_factory=list)
    online: list[User] = field(default_factory=list)
    others: int = 0


def read(agent: User, team: Team | None = None) -> Board:
    """The board of a team that the agent may see, or of everything they may see. Some fifteen queries, whatever there is."""
    state = now.board(agent, team)
    state.longest = state.longest[:LONGEST]
    scope = Scope(team=team.pk if team else 0).seen_by(agent)
    day = Period(today(), today())
    flow = figures(["new", "resolved"], scope, day)
    board = Board(
        state, flow["new"][0].n, flow["resolved"][0].n,
        channels=sorted([*state.channels, *((info, Line()) for info in state.quiet)], key=lambda one: str(one[0].name)),
    )  # fmt: skip
    if agent.sees_everything:
        found = figures(list(MEASURES), scope, day)
        board.scores = [_score(name, found[name][0]) for name in MEASURES]
    there = User.objects.filter(availability.online(prefix="availability__"), is_active=True)
    if team is not None:
        there = there.filter(teams=team)
    elif not agent.sees_everything:
        there = there.filter(teams__in=now.teams_of(agent)).distinct()
    names = list(there.order_by("name", "pk"))
    board.online, board.others = names[:NAMES], max(0, len(names) - NAMES)
    return board


def _score(name: str, row: Row) -> Score:
    return Score(MEASURES[name], "–" if row.value is None else show(name, row.value), row)
