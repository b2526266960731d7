"""What customers said in surveys, as facts: read where it stands, since answers are frozen rows already.

A score counts on the day of its first answer, a question on the day it was sent. Whoever saves one marks those days.
A second ask is only for those who were unhappy, so that it would flatter the whole: it counts in closed loops alone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from reports.models import DirtyDay, Measure
from reports.period import firm_day
from surveys.models import State, SurveyAnswer, SurveyInvitation
from surveys.scores import Kind

SCORES = {Kind.CSAT.value: Measure.CSAT, Kind.NPS.value: Measure.NPS, Kind.CES.value: Measure.CES}
ASKED = {Kind.CSAT.value: Measure.CSAT_ASKED, Kind.NPS.value: Measure.NPS_ASKED, Kind.CES.value: Measure.CES_ASKED}
OF_SURVEYS = frozenset({*SCORES.values(), *ASKED.values()})


def _cases(column: str, measures: dict[str, Measure]) -> str:
    return f"CASE {column} " + " ".join(f"WHEN '{kind}' THEN {int(one)}" for kind, one in measures.items()) + " END"


def _within(column: str) -> str:
    """The hours of a day where the firm is, so that the index on the moment is used."""
    edges = "(days.day::timestamp AT TIME ZONE %(zone)s)", "((days.day + 1)::timestamp AT TIME ZONE %(zone)s)"
    return f"{column} >= {edges[0]} AND {column} < {edges[1]}"


def of_days(days: str, *, topics: bool) -> str:
    """SQL with the facts of all days that the query `days` gives (a column `day`): a row a fact, with its measure and value and
    the dimensions of reports.models.Fact. Wants the parameter `zone`. Without `topics` nobody has any.
    """
    ids = "ARRAY(SELECT tag.id FROM tickets_tag tag WHERE tag.name = ANY(i.topic))" if topics else "'{}'::bigint[]"
    dimensions = f"""i.channel, coalesce(i.inbox_id, 0) AS inbox, coalesce(i.team_id, 0) AS team,
        coalesce(i.agent_id, 0) AS agent, i.language, {ids} AS topics"""
    asked, answered = SurveyInvitation._meta.db_table, SurveyAnswer._meta.db_table
    return f"""
        SELECT days.day, said.* FROM ({days}) days CROSS JOIN LATERAL (
            SELECT {dimensions}, {_cases("a.kind", SCORES)} AS measure, a.score::int AS value
            FROM {answered} a JOIN {asked} i ON i.id = a.invitation_id
            WHERE i.second_of_id IS NULL AND {_within("a.answered_at")}
            UNION ALL
            SELECT {dimensions}, {_cases("i.kind", ASKED)}, (a.id IS NOT NULL)::int
            FROM {asked} i LEFT JOIN {answered} a ON a.invitation_id = i.id
            WHERE i.state = '{State.SENT.value}' AND i.second_of_id IS NULL AND {_within("i.sent_at")}
        ) said
    """  # noqa: S608 - names of our own columns only


def parameters() -> dict[str, Any]:
    return {"zone": settings.WORKSPACE_TIME_ZONE}


def on_answer(instance: SurveyAnswer, **_signal: Any) -> None:
    """An answer was saved or went: its day changes, and that of its question."""
    _mark(instance.answered_at, instance.invitation.sent_at)


def on_invitation(instance: SurveyInvitation, **_signal: Any) -> None:
    if instance.state == State.SENT:
        _mark(instance.sent_at)


def _mark(*moments: datetime | None) -> None:
    DirtyDay.mark({firm_day(moment) for moment in moments if moment is not None})


def mark_all() -> None:
    """Every day with an answer or a question is to be summed anew."""
    days: set[date] = set()
    with connection.cursor() as cursor:
        for model, column in ((SurveyAnswer, "answered_at"), (SurveyInvitation, "sent_at")):
            cursor.execute(
                f"SELECT DISTINCT ({column} AT TIME ZONE %s)::date FROM {model._meta.db_table} WHERE {column} IS NOT NULL",  # noqa: S608
                [settings.WORKSPACE_TIME_ZONE],
            )
            days |= {day for (day,) in cursor.fetchall()}
    DirtyDay.mark(days)
