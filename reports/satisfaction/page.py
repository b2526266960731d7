"""All of the page, and of its CSV."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from reports import answers_behind, links
from reports.answers_behind import Asked as AnswersAsked
from reports.charts.drawings import Intervals
from reports.period import Period
from reports.satisfaction import asked, loops, over_time, parts, reasons, spread, themes
from reports.scope import Scope

NEWEST = 6


@dataclass(frozen=True, slots=True)
class Satisfaction:
    tiles: list[parts.Tile]
    over_time: over_time.OverTime
    spread: spread.Spread
    parts: parts.Parts
    drawing: Intervals
    asked: asked.Asked
    reasons: list[reasons.Band]
    themes: themes.Themes
    words: list[answers_behind.Row]
    loops: loops.Closed
    all_words: str
    all_unhappy: str


def build(scope: Scope, period: Period, kind: str, split: str) -> Satisfaction:
    """Some thirty queries, whatever the number of answers."""
    found = parts.parts(scope, period, split)
    unhappy = AnswersAsked(score="unhappy", words=True)
    rows = answers_behind.rows(unhappy, scope, period)
    newest, _more = answers_behind.page(rows, None, get_language() or "", most=NEWEST)
    return Satisfaction(
        tiles=parts.tiles(found),
        over_time=over_time.over_time(scope, period),
        spread=spread.spread(scope, period),
        parts=found,
        drawing=parts.drawing(found, kind),
        asked=asked.asked(scope, period),
        reasons=reasons.reasons(scope, period),
        themes=themes.themes(scope, period),
        words=newest,
        loops=loops.closed(scope, period),
        all_words=links.answers(scope, period, words="1"),
        all_unhappy=links.answers(scope, period, **unhappy.params()),
    )
