"""Figures about customers, counted by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import User
from customers.actions import change_customer, join
from customers.models import Customer
from reports.models import Activity, ContactMonth
from reports.people import care, cohorts, contacts, lists, scores, stretches
from reports.people.whose import Whose, top_segments
from reports.period import Period, firm_zone
from reports.scope import Scope
from tests.cast import Cast, customer, write_in
from tests.reports.story import asked, tell
from tests.services.worlds import world
from tickets import work
from tickets.actions import reply, set_spam, set_status
from tickets.actor import SYSTEM, Actor
from tickets.models import Inbox, Ticket

YEAR = 2026
PERIOD = Period(date(YEAR, 7, 1), date(YEAR, 7, 31))
ALL = Whose()


def at(month: int, day: int, hour: int = 12, year: int = YEAR) -> datetime:
    return datetime(year, month, day, hour, tzinfo=firm_zone())


def settle() -> None:
    while work.run_due():
        pass


def wrote(cast: Cast, who: str, *moments: datetime, inbox: Inbox | None = None) -> Ticket:
    """A ticket of theirs for each moment, answered and resolved; the last one is returned."""
    tickets = [
        tell(cast, one, answered_after=timedelta(hours=1), resolved_after=timedelta(hours=2), inbox=inbox, who=who)
        for one in moments
    ]
    return tickets[-1]


def person(who: str) -> Customer:
    return Customer.objects.get(identities__address=who)


def names(who: str, whose: Whose = ALL, period: Period = PERIOD) -> set[str]:
    """Addresses of the customers behind a figure."""
    marek = User.objects.get(email="marek@shop.example")
    rows, _cursor = lists.page(lists.customers(marek, lists.WHO[who], whose, period))
    return {identity.address for row in rows for identity in row.customer.identities.all()}


@world
def told(cast: Cast) -> Cast:
    """Six customers around July, 180 days of silence apart."""
    wrote(cast, "stays@x.example", at(5, 1), at(7, 10))
    wrote(cast, "goes@x.example", at(1, 10))  # active until 9 July
    wrote(cast, "quiet@x.example", at(1, 2))  # active until 1 July, noon
    wrote(cast, "new@x.example", at(7, 3), at(7, 4), at(7, 5), inbox=cast.chat)
    wrote(cast, "back@x.example", at(10, 1, year=YEAR - 1), at(7, 20))
    wrote(cast, "long-gone@x.example", at(1, 1, year=YEAR - 1))
    settle()
    return cast


def test_active_new_lost_and_returned(told: Cast) -> None:
    found = stretches.count(ALL, PERIOD)
    assert found == stretches.Stretches(was=3, now=3, kept=1, lost=2, came=1, back=1)
    assert names("kept") == {"stays@x.example"}
    assert names("lost") == {"goes@x.example", "quiet@x.example"}
    assert names("new") == {"new@x.example"}
    assert names("returned") == {"back@x.example"}
    assert names("active") == {"stays@x.example", "new@x.example", "back@x.example"}


def test_the_flow_adds_up(told: Cast) -> None:
    flow = stretches.over_time(ALL, PERIOD)
    assert sum(one.came for one in flow) == 1 and flow[2].came == 1 and flow[19].back == 1
    assert [index for index, one in enumerate(flow) if one.ended] == [0, 8]
    found = stretches.count(ALL, PERIOD)
    assert found.was + sum(one.came + one.back - one.ended for one in flow) == found.now


def test_a_customer_belongs_where_they_first_wrote(told: Cast) -> None:
    groups = stretches.by_group(ALL, PERIOD, [])
    assert groups["part", "webchat"].came == 1 and groups["part", "email"].was == 3
    assert stretches.count(Whose(Scope(channel="webchat")), PERIOD).now == 1
    assert names("active", Whose(Scope(channel="webchat"))) == {"new@x.example"}
    assert stretches.count(Whose(Scope(team=told.delivery.pk)), PERIOD).now == 0


def test_contacts_per_customer(told: Cast) -> None:
    found = contacts.count(ALL, PERIOD)
    assert dict(found.times) == {1: 2, 3: 1}
    assert (found.served, found.repeated, found.hopped) == (3, 0, 0)
    assert names("times3") == {"new@x.example"} and names("times1") == {"stays@x.example", "back@x.example"}


def test_several_channels_and_a_change_within_a_ticket(cast: Cast) -> None:
    number = wrote(cast, "both@x.example", at(7, 2)).number
    chat = customer("both-by-chat", kind="chat")
    join(chat.customer, person("both@x.example"))
    # Ten minutes after the last word: no new contact, but another channel.
    write_in(cast.chat, "One more thing.", ticket_number=number, identity=chat, at=at(7, 2, 13) + timedelta(minutes=10))
    wrote(cast, "one@x.example", at(7, 2), at(7, 3))
    settle()
    found = contacts.count(ALL, PERIOD)
    assert (found.n, found.hopped, found.switched) == (2, 1, 1)
    assert names("switched") == names("hopped") == {"both@x.example", "both-by-chat"}


def test_who_had_to_repeat(cast: Cast) -> None:
    ticket = write_in(cast.mail, "My order number is 48213.", identity=customer("r@x.example"), at=at(7, 2)).ticket
    iga = Actor.agent(cast.iga)
    reply(iga, ticket.number, "Please give me your order number.", at=at(7, 2, 13))
    write_in(cast.mail, "It is 48213.", ticket_number=ticket.number, identity=customer("r@x.example"), at=at(7, 2, 14))
    set_status(iga, ticket.number, "resolved", at=at(7, 2, 15))
    wrote(cast, "fine@x.example", at(7, 2))
    settle()
    found = contacts.count(ALL, PERIOD)
    assert (found.served, found.repeated) == (2, 1) and names("repeated") == {"r@x.example"}


def test_spam_and_joined_profiles_leave_nothing_behind(cast: Cast) -> None:
    spam = wrote(cast, "spam@x.example", at(7, 2))
    wrote(cast, "old@x.example", at(6, 1))
    wrote(cast, "main@x.example", at(7, 2))
    settle()
    assert stretches.count(ALL, PERIOD).now == 3
    set_spam(SYSTEM, spam.number, True)
    join(person("old@x.example"), person("main@x.example"))
    settle()
    assert stretches.count(ALL, PERIOD) == stretches.Stretches(was=1, now=1, kept=1)
    assert Activity.objects.count() == 1 and ContactMonth.objects.count() == 2
    assert names("active") == {"main@x.example", "old@x.example"}


def test_the_newest_score_counts(cast: Cast) -> None:
    first, second = wrote(cast, "a@x.example", at(6, 1)), wrote(cast, "b@x.example", at(7, 1))
    asked(first, at(6, 2), 1)
    asked(first, at(7, 2), 5)
    asked(second, at(7, 3), 2)
    asked(wrote(cast, "c@x.example", at(7, 4)), at(8, 2), 1)  # after the period
    asked(wrote(cast, "d@x.example", at(1, 4, year=YEAR - 1)), at(1, 5, year=YEAR - 1), 1)  # too long ago
    settle()
    assert scores.count(ALL, PERIOD) == scores.Scores(2, 1, 1)
    assert names("happy") == {"a@x.example"} and names("unhappy") == {"b@x.example"}
    assert scores.count(ALL, PERIOD.before) == scores.Scores(1, 0, 1)


def test_value_and_segments(told: Cast) -> None:
    for who, segment, value in (
        ("stays@x.example", "VIP", "1 000"), ("new@x.example", "vip", "250,50"), ("goes@x.example", "", "90"),
        ("back@x.example", "Sklep", "nie wiem"),
    ):  # fmt: skip
        change_customer(person(who), facts={"Segment": segment, "Wartość": value})
    top = top_segments()
    assert [name for name, _typed in top] == ["vip", "sklep"]
    groups = stretches.by_group(ALL, PERIOD, [name for name, _typed in top])
    assert groups["", ""].worth_now == stretches.Worth(2, 1250.5, 625.25)
    assert groups["", ""].worth_lost == stretches.Worth(1, 90.0, 90.0)
    assert (groups["segment", 1].now, groups["segment", 2].now, groups["segment", 0].now) == (2, 1, 0)
    assert names("active", Whose(segment="vip")) == {"stays@x.example", "new@x.example"}
    listed, _cursor = lists.page(lists.customers(told.marek, lists.WHO["active"], ALL, PERIOD))
    assert [row.customer.value for row in listed] == [1000, 250.5, None]


def test_cohorts(cast: Cast) -> None:
    wrote(cast, "a@x.example", at(5, 30), at(6, 2), at(6, 9), at(7, 1))
    wrote(cast, "b@x.example", at(5, 1), at(7, 31, 23))
    wrote(cast, "c@x.example", at(6, 30), at(8, 1))
    settle()
    found = cohorts.cohorts(ALL, PERIOD)
    assert len(found) == 12 and found[0].month == date(YEAR - 1, 8, 1)
    assert [one.again for one in found[-3:]] == [[2, 1, 2], [1, 0], [0]]


def test_who_to_look_after(cast: Cast) -> None:
    now = timezone.now()
    unhappy = wrote(cast, "unhappy@x.example", now - timedelta(days=10))
    asked(unhappy, now - timedelta(days=9), 1)
    better = wrote(cast, "better@x.example", now - timedelta(days=10))
    asked(better, now - timedelta(days=9), 1)
    asked(better, now - timedelta(days=8), 5)
    for who, days in (("silent@x.example", (130, 120)), ("talks@x.example", (120, 20)), ("once@x.example", (120,)),
                      ("poor@x.example", (130, 120)), ("lost@x.example", (500, 400))):  # fmt: skip
        wrote(cast, who, *(now - timedelta(days=n) for n in days))
        if who != "poor@x.example":
            change_customer(person(who), facts={"Value": "500"})
    settle()
    assert names("care") == {"unhappy@x.example", "silent@x.example"}
    listed, _cursor = lists.page(lists.customers(cast.marek, lists.WHO["care"], ALL, PERIOD))
    assert [(row.is_silent, row.is_unhappy) for row in listed] == [(True, False), (False, True)]
    assert care.flags(ALL, now)[1]["contacts"] == 2


def test_pages_of_customers_neither_skip_nor_repeat(told: Cast) -> None:
    for who in ("stays@x.example", "new@x.example"):
        change_customer(person(who), facts={"Value": "7"})
    found = lists.customers(told.marek, lists.WHO["active"], ALL, PERIOD)
    seen, cursor = [], ""
    while True:
        rows, cursor = lists.page(found, cursor, size=1)
        seen += [row.customer.pk for row in rows]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 3
    assert [row.customer.pk for row in lists.page(found, "W10=", size=1)[0]] == seen[:1]
