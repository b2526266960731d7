"""What customers write about, and how those who write about it feel."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count

from reports import links
from reports.comparing import Delta
from reports.figures import FEW
from reports.figures.satisfaction import answers, narrow
from reports.period import Period
from reports.scope import Scope
from surveys import scores
from surveys.models import AnswerTheme, Theme
from surveys.themes.names import title_of

# So many rows stand on the page, and so many of those found in the comments beyond them.
MOST, MOST_FOUND = 10, 4


@dataclass(frozen=True, slots=True)
class Row:
    """`n` comments of which so many were unhappy and happy; shares are in percent of all unhappy and all happy comments.
    `mean` is the mean score on CSAT's scale, 1 to 5; `angry` and `pleased` count moods. `delta` is how the share of unhappy
    comments moved against the period before, in points."""

    title: str
    is_found: bool
    n: int
    unhappy: int
    happy: int
    of_unhappy: int
    of_happy: int
    mean: float
    angry: int
    pleased: int
    before: int
    delta: Delta | None
    few: bool
    href: str
    href_unhappy: str
    href_happy: str


@dataclass(frozen=True, slots=True)
class Themes:
    """`comments` with words in the period, so many of them unhappy and happy."""

    rows: list[Row]
    comments: int
    unhappy: int
    happy: int

    @property
    def first(self) -> list[Row]:
        found = [row for row in self.rows[MOST:] if row.is_found]
        return [*self.rows[:MOST], *found[:MOST_FOUND]]


@dataclass(slots=True)
class _Counted:
    """How many comments, by what they felt like."""

    n: int = 0
    points: int = 0
    tones: Counter[str] | None = None
    moods: Counter[str] | None = None

    def add(self, kind: str, score: int, mood: str, n: int) -> None:
        self.tones = Counter() if self.tones is None else self.tones
        self.moods = Counter() if self.moods is None else self.moods
        self.n += n
        self.points += n * scores.as_csat(kind, score)
        self.tones[scores.tone(kind, score)] += n
        self.moods[mood] += n

    def tone(self, name: str) -> int:
        return self.tones[name] if self.tones else 0

    def mood(self, name: str) -> int:
        return self.moods[name] if self.moods else 0


def themes(scope: Scope, period: Period) -> Themes:
    """Every theme of the period's comments, what most unhappy ones are about first. Five queries."""
    every, by_theme = _all(scope, period), _by_theme(scope, period)
    every_before, before = _all(scope, period.before), _by_theme(scope, period.before)
    rows = [
        _row(theme, by_theme[theme.pk], before.get(theme.pk, _Counted()), every, every_before, scope, period)
        for theme in Theme.objects.filter(pk__in=list(by_theme))
    ]
    rows.sort(key=lambda row: (-row.unhappy, -row.n, row.title))
    return Themes(rows, every.n, every.tone("bad"), every.tone("good"))


def _all(scope: Scope, period: Period) -> _Counted:
    found = _Counted()
    rows = answers("", scope, period).exclude(comment="").order_by()
    for kind, score, mood, n in rows.values_list("kind", "score", "mood").annotate(n=Count("pk")):
        found.add(kind, score, mood, n)
    return found


def _by_theme(scope: Scope, period: Period) -> dict[int, _Counted]:
    links_of = AnswerTheme.objects.filter(
        narrow(scope, "answer__invitation__"),
        answer__invitation__second_of=None,
        answer__answered_at__gte=period.start,
        answer__answered_at__lt=period.end,
    )
    columns = ("theme", "answer__kind", "answer__score", "answer__mood")
    found: defaultdict[int, _Counted] = defaultdict(_Counted)
    for theme, kind, score, mood, n in links_of.order_by().values_list(*columns).annotate(n=Count("pk")):
        found[theme].add(kind, score, mood, n)
    return found


def _row(
    theme: Theme, now: _Counted, before: _Counted, every: _Counted, every_before: _Counted, scope: Scope, period: Period
) -> Row:
    bad, good = now.tone("bad"), now.tone("good")
    share, share_before = _percent(bad, every.tone("bad")), _percent(before.tone("bad"), every_before.tone("bad"))
    few = every.tone("bad") < FEW or every_before.tone("bad") < FEW
    return Row(
        title=title_of(theme),
        is_found=theme.is_found,
        n=now.n,
        unhappy=bad,
        happy=good,
        of_unhappy=share,
        of_happy=_percent(good, every.tone("good")),
        mean=round(now.points / now.n, 1),
        angry=now.mood("angry"),
        pleased=now.mood("pleased"),
        before=before.n,
        delta=_delta(share - share_before, few) if every_before.tone("bad") else None,
        few=now.n < FEW,
        href=links.answers(scope, period, theme=theme.pk),
        href_unhappy=links.answers(scope, period, theme=theme.pk, score="unhappy"),
        href_happy=links.answers(scope, period, theme=theme.pk, score="happy"),
    )


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _delta(points: int, few: bool) -> Delta | None:
    if not points:
        return None
    return Delta(f"{'▲' if points > 0 else '▼'} {abs(points)}", "" if few else ("bad" if points > 0 else "good"))
