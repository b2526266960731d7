"""The journey: its colours counted by hand, what it says to do, and where green and red begin."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import AuditEntry
from reports.figures import FIGURES
from reports.figures.satisfaction import KINDS
from reports.journey import thresholds
from reports.journey.advice import FROM, advise
from reports.journey.findings import Journey
from reports.journey.forms import ThresholdsForm
from reports.journey.map import TOUCHPOINTS, USUAL, Colour, Limits
from reports.period import Period, today
from reports.scope import Scope
from tests.cast import Cast
from tests.reports.story import many, settle, unequal

MONTH = Period(today() - timedelta(days=29), today())


@pytest.mark.parametrize(
    ("better", "limits", "colours"),
    [
        (1, Limits(0.85, 0.7), {1.0: "green", 0.85: "green", 0.84: "amber", 0.7: "amber", 0.69: "red"}),
        (-1, Limits(3600, 14_400), {0: "green", 3600: "green", 3601: "amber", 14_400: "amber", 14_401: "red"}),
        (1, Limits(0.5, 0.5), {0.5: "green", 0.49: "red"}),
    ],
)
def test_limits_belong_to_the_better_colour(better: int, limits: Limits, colours: dict[float, str]) -> None:
    assert {value: limits.colour(value, better) for value in colours} == colours


def test_every_figure_has_its_limits_and_its_sentence() -> None:
    judged = [name for point in TOUCHPOINTS for name in point.figures]
    assert sorted(judged) == sorted(USUAL) == sorted(FROM) and set(judged) <= {*FIGURES, *KINDS}


def typed(**changed: str) -> ThresholdsForm:
    usual = ThresholdsForm(None, dict(USUAL))
    data = {name: str(field.initial) for name, field in usual.fields.items()}
    return ThresholdsForm(data | changed, dict(USUAL))


def test_the_form_speaks_minutes_and_percent() -> None:
    assert typed().is_valid() and typed(green_nps="-12.5", red_nps="-40").is_valid()
    form = typed(green_first_response="30", red_first_response="90", green_csat="90.5")
    assert form.is_valid()
    assert (form.wanted()["first_response"], form.wanted()["csat"]) == (Limits(1800, 5400), Limits(0.905, 0.7))
    assert {name for name, one in form.wanted().items() if one != USUAL[name]} == {"first_response", "csat"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("red_csat", "90"), ("red_first_response", "10"), ("green_csat", "101"), ("green_ces", "0"), ("red_nps", "-101"),
        ("green_csat", ""), ("red_csat", "many"), ("green_csat", "nan"), ("red_first_response", "inf"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_beside_its_field(name: str, value: str) -> None:
    form = typed(**{name: value})
    assert not form.is_valid() and set(form.errors) == {name}


def test_counted_by_hand(cast: Cast, client: Client) -> None:
    unequal(cast)
    journey = Journey(Scope(), MONTH)
    colours = {station.point.key: station.colour for station in journey.stations}
    # 12 of 20 are happy; the median of 2 × 1, 10 × 10 and 10 × 300 minutes is 10.
    assert colours == {
        "contact": "green", "waiting": "green", "talk": "green", "resolution": "red", "after": "green", "relation": "grey",
    }  # fmt: skip
    first, *_between, last = journey.worst_first
    assert (first.point.key, first.worst.name, first.worst.n, last.point.key) == ("resolution", "csat", 20, "relation")
    by_channel = {lane.channel: {one.point.key: one for one in lane.stations} for lane in journey.lanes}
    assert by_channel["email"]["waiting"].colour == Colour.RED and by_channel["email"]["waiting"].worst.n == 12
    assert by_channel["webchat"]["resolution"].colour == Colour.GREEN
    with translation.override("en"):
        advice = advise(journey, first)
        assert advice.says == "Most answers that aren't happy come from this channel: E-mail."
        assert "/reports/consistency/" in advice.href and "channel=email" in advice.href
        assert advise(journey, last).do == "Ask more customers"
    client.force_login(cast.marek)
    assert client.get(advice.href).context["figure"] == "csat"
    assert first.worst.row is not None and client.get(first.worst.row.link).context["total"] == 20
    table = client.get("/reports/journey.csv?days=30").content.decode("utf-8-sig")
    rows = {(row["channel"], row["figure"]): row for row in csv.DictReader(StringIO(table))}
    assert len(rows) == 3 * len(USUAL)
    assert [rows["", "csat"][name] for name in ("value", "n", "colour", "green", "red")] == [
        "0.6",
        "20",
        "red",
        "0.85",
        "0.7",
    ]
    # Whoever thinks that 60 % is enough may say so.
    thresholds.save(cast.marek, dict(USUAL) | {"csat": Limits(0.6, 0.5)})
    assert Journey(Scope(), MONTH).worst_first[0].colour == Colour.GREEN
    counted = []
    for language in ("en", "pl"):
        cast.marek.language = language
        cast.marek.save()
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/reports/journey/?days=30").status_code == 200
        counted.append(len(queries))
        many(cast, cast.mail, [3, 4], ["faktura", "kubek"], [4, 1], who="more")
        settle()
    assert counted[0] == counted[1] <= 36


def test_limits_are_changed_by_the_form_and_on_record(cast: Cast, client: Client) -> None:
    client.force_login(cast.marek)
    page = "/reports/journey/thresholds/"
    data = {name: str(field.initial) for name, field in ThresholdsForm(None, dict(USUAL)).fields.items()}
    refused = client.post(page, data | {"red_csat": "95"})
    assert refused.status_code == 422 and b"Red can&#x27;t begin above where green does." in refused.content
    assert thresholds.limits() == USUAL and not AuditEntry.objects.exists()
    assert client.post(page, data | {"green_csat": "80"}).status_code == 302
    assert client.post(page, data | {"green_csat": "80"}).status_code == 302
    assert thresholds.limits() == USUAL | {"csat": Limits(0.8, 0.7)}
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.object_id, entry.actor, entry.changes) == (
        "journey_threshold", "csat", cast.marek, [("green", 0.85, 0.8)],
    )  # fmt: skip
    assert b"Nobody was on the way yet" in client.get("/reports/journey/").content
