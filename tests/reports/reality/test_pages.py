"""Scoring apart from each other, closing, results and names: through the pages."""

from __future__ import annotations

import csv
import re
from io import StringIO

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import AuditEntry, User
from reports.models.reality import Criterion, DrawnTicket, QuarterSample, RealitySettings, Scorecard
from reports.reality import drawing, results, scoring
from reports.reality.scoring import Given
from tests.automation.at_once import in_threads
from tests.cast import Cast, make_cast, make_policy
from tests.reports.reality.resolved import PAST, resolved
from tickets.models import Message, Ticket

BASE = f"/reports/reality/{PAST.slug}/"


def enter(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(client: Client, address: str) -> str:
    """What a page says, without its pictures."""
    return re.sub(r"<svg.*?</svg>", "", client.get(address).content.decode(), flags=re.DOTALL)


def card(**changes: str) -> dict[str, str]:
    return dict.fromkeys(Criterion.values, "4") | changes


def score(by: User, place: int, value: int | None, **changes: int | None) -> None:
    values = dict.fromkeys(Criterion.values, value) | changes
    scoring.score(by, PAST, place, {name: Given(one) for name, one in values.items()})


@pytest.fixture
def sample(cast: Cast) -> QuarterSample:
    resolved(cast, "email", 2)
    resolved(cast, "sms", 1)
    return drawing.draw(cast.marek, PAST)


def test_a_scorecard_is_whole_or_comes_back_as_it_was(cast: Cast, sample: QuarterSample) -> None:
    marek = enter(cast.marek)
    answer = marek.post(BASE + "1/", card(tone="", effort_comment="Twice <b>asked</b>"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "Twice &lt;b&gt;asked&lt;/b&gt;" in page and not Scorecard.objects.exists()
    assert marek.post(BASE + "1/", card(tone="6")).status_code == 422
    assert marek.post(BASE + "1/", card(tone="na")).status_code == 302
    assert marek.post(BASE + "1/", card(tone="1")).status_code == 302, "the same again changes nothing"
    kept = Scorecard.objects.get().scores.values_list("criterion", "value")
    assert dict(kept) == {name: None if name == "tone" else 4 for name in Criterion.values}
    assert marek.get(BASE + "9/").status_code == 404


def test_others_are_seen_only_after_ones_own(cast: Cast, sample: QuarterSample) -> None:
    marek, ada = enter(cast.marek), enter(cast.ada)
    marek.post(BASE + "1/", card(tone="2", comment="Read it aloud."))
    for address in (BASE, BASE + "1/", BASE.rstrip("/") + ".csv", "/reports/reality/results/"):
        page = words(ada, address)
        assert "Read it aloud." not in page and "3.6" not in page, address
    ada.post(BASE + "1/", card())
    assert "Read it aloud." in ada.get(BASE + "1/").content.decode()
    # Marek gave 2 and 4 × 4, Ada 5 × 4: the mean of ten scores.
    assert "3.8" in words(ada, BASE)
    rows = list(csv.reader(StringIO(ada.get(BASE.rstrip("/") + ".csv").content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 2 * len(Criterion.values) and [rows[1][0], rows[1][6]] == ["1", "Read it aloud."]


def test_a_quarter_closes_when_all_is_scored_and_then_stays(cast: Cast, sample: QuarterSample) -> None:
    marek = enter(cast.marek)
    marek.post(BASE + "close/")
    assert QuarterSample.objects.get().closed_at is None
    for place in (1, 2, 3):
        score(cast.marek, place, 3)
    marek.post(BASE + "close/")
    assert QuarterSample.objects.get().closed_by == cast.marek
    with pytest.raises(scoring.NotNow):
        score(cast.ada, 1, 5)
    assert drawing.draw_more(cast.marek, PAST, seen=3) == 0
    assert "3.0" in words(enter(cast.ada), BASE), "closed: everybody's"
    assert AuditEntry.objects.filter(what="reality", after={"closed": True}, actor=cast.marek).exists()


def test_nobody_scores_where_they_wrote(cast: Cast, sample: QuarterSample) -> None:
    own = sample.drawn.get(place=2)
    assert own.ticket is not None
    Message.objects.create(
        ticket=own.ticket, kind="outbound", channel="email", author=cast.marek, text="It is on its way."
    )
    Message.objects.create(ticket=own.ticket, kind="note", author=cast.iga, text="Look at that.")
    marek, ada = enter(cast.marek), enter(cast.ada)
    sentence = "You wrote in this conversation, so others score it."
    assert sentence in words(marek, BASE + "2/") and 'name="tone"' not in words(marek, BASE + "2/")
    assert sentence in marek.post(BASE + "2/", card(), follow=True).content.decode()
    assert not Scorecard.objects.exists()
    with pytest.raises(scoring.OwnWords):
        score(cast.marek, 2, 5)
    score(cast.marek, 1, 3)
    assert f'href="{BASE}3/"' in words(marek, BASE + "1/"), "the next one of theirs"
    score(cast.marek, 3, 3)
    page = words(marek, BASE)
    assert (
        "you wrote in it" in page
        and "You have scored 2 of 2 interactions." in page
        and "1 has no scorecard yet." in page
    )
    assert "You wrote in 1, so others score it." in page and "2 of 2" in words(marek, "/reports/reality/")
    with pytest.raises(scoring.NotNow):
        scoring.close(cast.marek, PAST)
    score(cast.ada, 2, 4)
    assert "4.0" not in words(marek, BASE) and sentence in words(marek, BASE + "2/"), "not before it is closed"
    scoring.close(cast.marek, PAST)
    assert sentence not in words(marek, BASE + "2/") and "4.0" in words(marek, BASE)
    assert ada.get(BASE + "2/").status_code == 200


def test_where_every_manager_wrote_nobody_is_waited_for(cast: Cast, sample: QuarterSample) -> None:
    own = sample.drawn.get(place=2)
    assert own.ticket is not None
    for author in (cast.marek, cast.ada):
        Message.objects.create(ticket=own.ticket, kind="outbound", channel="email", author=author, text="Yes.")
    for place in (1, 3):
        score(cast.marek, place, 3)
    assert scoring.close(cast.marek, PAST).closed_at is not None


def test_names_come_last_and_only_where_they_may(cast: Cast, sample: QuarterSample) -> None:
    marek, ada = enter(cast.marek), enter(cast.ada)
    with pytest.raises(scoring.NotNow):
        scoring.unblind(cast.marek, PAST)
    for place in (1, 2, 3):
        score(cast.marek, place, 3)
    scoring.close(cast.marek, PAST)
    marek.post(BASE + "unblind/")
    assert QuarterSample.objects.get().unblinded_at is None, "the settings keep them hidden"
    assert marek.post("/reports/reality/settings/", {"may_unblind": "on"}).status_code == 403
    ada.post("/reports/reality/settings/", {"may_unblind": "on"})
    assert RealitySettings.current().may_unblind
    number = sample.drawn.get(place=1).number
    assert f"/inbox/{number}/" not in marek.get(BASE).content.decode()
    marek.post(BASE + "unblind/")
    assert f"/inbox/{number}/" in marek.get(BASE).content.decode()
    assert AuditEntry.objects.filter(what="reality", after={"names": "shown"}, actor=cast.marek).count() == 1


def test_results_by_hand(cast: Cast, sample: QuarterSample) -> None:
    places = {row.channel: row.place for row in sample.drawn.all()}
    text = places["sms"]
    mails = [row.place for row in sample.drawn.filter(channel="email")]
    score(cast.marek, mails[0], 5, tone=1)
    score(cast.ada, mails[0], 5, tone=2)
    score(cast.marek, mails[1], 5, tone=3)
    score(cast.marek, text, 4, tone=None)
    rows = results.given(cast.marek)
    table = results.table(rows, lambda row: row.channel)
    tone = table["email"]["tone"]
    # 1.5 and 3: their mean, and Student's t with one degree of freedom, cut to the scale.
    assert (tone.mean, tone.n, tone.interval, tone.few) == (2.25, 2, (1.0, 5.0), True)
    assert table["sms"]["tone"].mean is None and table["sms"]["overall"].mean == 4
    assert table[None]["tone"].n == 2 and table[None]["effort"].n == 3
    # (1.5 + 4 × 5) / 5, (3 + 4 × 5) / 5 and 4.
    assert table[None]["overall"].mean == pytest.approx((4.3 + 4.6 + 4) / 3)
    assert results.agreements(rows)["tone"].n == 1
    assert {row.quarter for row in rows} == {PAST}
    # Ada sees the one that she scored.
    assert results.table(results.given(cast.ada), lambda row: row.channel)[None]["tone"].n == 1


def test_the_results_pages_open_in_both_languages(cast: Cast, sample: QuarterSample) -> None:
    marek = enter(cast.marek)
    for language in ("en", "pl"):
        cast.marek.language = language
        cast.marek.save()
        assert marek.get("/reports/reality/").status_code == 200
        for query in ("", f"?quarter={PAST.slug}&channel=email", "?quarter=x&channel=%00"):
            assert marek.get("/reports/reality/results/" + query).status_code == 200
        score(cast.marek, 1 if language == "en" else 2, 4)
    with translation.override("en"):
        rows = list(csv.reader(StringIO(marek.get("/reports/reality/results.csv").content.decode("utf-8-sig"))))
    assert len(rows) > 1 and {len(row) for row in rows} == {7}


def test_what_left_the_sample_counts_nowhere(cast: Cast, sample: QuarterSample) -> None:
    score(cast.marek, 1, 1)
    score(cast.marek, 2, 5)
    Ticket.objects.filter(pk=sample.drawn.get(place=1).number).update(is_spam=True)
    assert {row.value for row in results.given(cast.marek)} == {5}
    with pytest.raises(ObjectDoesNotExist):
        score(cast.ada, 1, 3)
    assert "Left the sample" in enter(cast.marek).get(BASE).content.decode()
    drawing.replace_gone()
    assert DrawnTicket.objects.get(place=1).left_why == "spam"
    assert enter(cast.marek).get(BASE + "1/").status_code == 404


def test_the_same_card_sent_many_times_at_once_is_one(transactional_db: None) -> None:
    make_policy()
    cast = make_cast()
    resolved(cast, "email", 1)
    drawing.draw(cast.marek, PAST)
    done = in_threads(*[lambda: enter(cast.marek).post(BASE + "1/", card()).status_code] * 5)
    assert done == [302] * 5 and Scorecard.objects.count() == 1


def test_no_query_count_grows_with_the_rows(cast: Cast) -> None:
    resolved(cast, "email", 30)
    drawing.draw(cast.marek, PAST)
    marek = enter(cast.marek)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            marek.get(BASE)
            marek.get("/reports/reality/results/")
        return len(caught)

    score(cast.marek, 1, 3)
    queries()
    before = queries()
    drawing.draw_more(cast.marek, PAST, seen=10)
    for place in range(2, 16):
        score(cast.marek, place, 3)
        score(cast.ada, place, 2)
    assert queries() == before
