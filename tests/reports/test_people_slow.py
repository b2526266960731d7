"""Figures about customers against a slow reading of every message that shares no code with facts and SQL, over random
histories; and each list as long as its figure says."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.models import Customer
from reports.people import cohorts, contacts, lists, scores, stretches
from reports.people.whose import Whose
from reports.period import Period
from surveys.models import SurveyAnswer
from tests.cast import Cast, make_cast, make_policy, write_in
from tests.reports.story import asked, tell
from tests.reports.test_people import settle
from tickets.actions import set_spam
from tickets.actor import SYSTEM
from tickets.models import Message, MessageKind

ZONE = ZoneInfo("Europe/Warsaw")
BEGIN = datetime(2024, 10, 1, 6, 0, tzinfo=UTC)
PERIODS = [Period(date(2025, 3, 20), date(2025, 4, 20)), Period(date(2025, 1, 1), date(2025, 12, 31))]
SILENCE = timedelta(days=180)

# Who writes on which day, by chat or mail; what they write later in the same ticket: after how long, by the other channel?
later = st.tuples(st.sampled_from([10, 25, 40, 60 * 24, 60 * 24 * 90]), st.booleans())
tickets = st.tuples(
    st.integers(0, 2), st.integers(0, 420), st.booleans(), st.lists(later, max_size=2), st.integers(0, 9),
    st.none() | st.integers(1, 5),
)  # fmt: skip


@pytest.mark.django_db(transaction=True)
@given(st.lists(tickets, min_size=1, max_size=7))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_figures_about_customers_agree(
    told: list[tuple[int, int, bool, list[tuple[int, bool]], int, int | None]],
) -> None:
    with transaction.atomic(), timezone.override(ZONE):
        make_policy()
        cast = make_cast()
        for who, day, by_chat, words, spam, score in told:
            at = BEGIN + timedelta(days=day, hours=who)
            ticket = tell(
                cast, at, answered_after=timedelta(minutes=5), inbox=cast.chat if by_chat else cast.mail,
                who=f"p{who}@example.com",
            )  # fmt: skip
            for minutes, by_mail in words:
                at += timedelta(minutes=minutes)
                box = cast.mail if by_mail else cast.chat
                identity = ticket.customer.identities.first()
                write_in(box, "And one more thing.", ticket_number=ticket.number, identity=identity, at=at)
            if spam == 0:
                set_spam(SYSTEM, ticket.number, True)
            asked(ticket, at, score)
        settle()
        slow = Slow()
        for period in PERIODS:
            slow.compare(period)
            lists_are_as_long(cast, period)
        transaction.set_rollback(True)


class Slow:
    """customer -> moments of contact in order, and what each message was."""

    def __init__(self) -> None:
        self.contacts: defaultdict[int, list[datetime]] = defaultdict(list)
        self.said: defaultdict[int, list[tuple[datetime, str, bool, bool]]] = defaultdict(list)
        rows = (
            Message.objects.filter(ticket__is_spam=False).select_related("ticket").order_by("ticket", "sent_at", "pk")
        )
        last: tuple[int, datetime] | None = None
        channel: dict[int, str] = {}
        for row in rows:
            number, who = row.ticket_id, row.ticket.customer_id
            if row.kind == MessageKind.INBOUND:
                fresh = last is None or last[0] != number or row.sent_at - last[1] >= timedelta(minutes=30)
                switched = channel.get(number, row.channel) != row.channel
                channel[number] = row.channel
                self.said[who].append((row.sent_at, row.channel, fresh, switched))
                if fresh:
                    self.contacts[who].append(row.sent_at)
            last = (number, row.sent_at)
        for moments in self.contacts.values():
            moments.sort()

    def compare(self, period: Period) -> None:
        start, end = period.start, period.end
        found = stretches.count(Whose(), period)
        n = Counter[str]()
        for moments in self.contacts.values():
            was, now = active(moments, start), active(moments, end)
            n["was"] += was
            n["now"] += now
            n["kept"] += was and now
            n["lost"] += was and silent_from(moments, start) < end
            n["came"] += start <= moments[0] < end
            n["back"] += any(start <= m < end and not active(moments, m, also=m) for m in moments if m != moments[0])
        assert {name: getattr(found, name) for name in stretches.FLAGS} == {name: n[name] for name in stretches.FLAGS}
        flow = stretches.over_time(Whose(), period)
        assert found.was + sum(one.came + one.back - one.ended for one in flow) == found.now
        self.compare_contacts(period)
        self.compare_cohorts(period)
        compare_scores(period)

    def compare_contacts(self, period: Period) -> None:
        times, hopped, switches = Counter[int](), 0, 0
        for said in self.said.values():
            within = [one for one in said if period.start <= one[0] < period.end]
            fresh = sum(one[2] for one in within)
            times.update([fresh] if fresh else [])
            hopped += bool(fresh) and len({one[1] for one in within if one[2] or one[3]}) > 1
            switches += bool(fresh) and any(one[3] for one in within)
        found = contacts.count(Whose(), period)
        assert (found.times, found.hopped, found.switched) == (times, hopped, switches)

    def compare_cohorts(self, period: Period) -> None:
        for one in cohorts.cohorts(Whose(), period):
            of = [moments for moments in self.contacts.values() if month_of(moments[0]) == one.month]
            months = Counter(month for moments in of for month in {month_of(m) for m in moments})
            assert {m: n for m, n in zip(after(one.month), one.again, strict=False) if n} == {
                m: n for m, n in months.items() if m <= period.last
            }


def active(moments: list[datetime], at: datetime, also: datetime | None = None) -> bool:
    """Was there a contact before, at most so long ago?"""
    return any(m < (also or at) and at <= m + SILENCE for m in moments)


def silent_from(moments: list[datetime], at: datetime) -> datetime:
    """When the stretch that was under way ended."""
    end = max(m for m in moments if m < at) + SILENCE
    while (further := max(m for m in moments if m <= end) + SILENCE) > end:
        end = further
    return end


def month_of(moment: datetime) -> date:
    return moment.astimezone(ZONE).date().replace(day=1)


def after(month: date) -> list[date]:
    return [date(month.year + (month.month - 1 + n) // 12, (month.month - 1 + n) % 12 + 1, 1) for n in range(12)]


def compare_scores(period: Period) -> None:
    newest: dict[int, tuple[datetime, int]] = {}
    for answer in SurveyAnswer.objects.select_related("invitation").order_by("answered_at", "pk"):
        if period.end - timedelta(days=365) <= answer.answered_at < period.end and answer.invitation.customer_id:
            newest[answer.invitation.customer_id] = (answer.answered_at, answer.score)
    found = scores.count(Whose(), period)
    given = [score for _at, score in newest.values()]
    assert (found.n, found.happy, found.unhappy) == (len(given), sum(s >= 4 for s in given), sum(s <= 2 for s in given))


def lists_are_as_long(cast: Cast, period: Period) -> None:
    one, said, scored = (module.count(Whose(), period) for module in (stretches, contacts, scores))
    expected = {
        "active": one.now, "was_active": one.was, "kept": one.kept, "lost": one.lost, "new": one.came,
        "returned": one.back, "contacted": said.n, "times1": said.times[1], "times2": said.times[2],
        "times3": said.times[3], "times4": said.times[4], "times5": sum(n for k, n in said.times.items() if k >= 5),
        "hopped": said.hopped, "switched": said.switched, "served": said.served, "repeated": said.repeated,
        "scored": scored.n, "happy": scored.happy, "unhappy": scored.unhappy,
    }  # fmt: skip
    assert expected.keys() == lists.WHO.keys() - {"care"}
    for who, n in expected.items():
        found = lists.customers(cast.marek, lists.WHO[who], Whose(), period)
        assert found.count() == n, who
        assert isinstance(found.first(), Customer) or n == 0
