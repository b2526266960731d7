"""`python -m bench.fill 10000 100000`: databases with so many tickets, skewed like real ones. A full one is left as it is."""

from __future__ import annotations

import argparse
import os
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from bench.databases import environments, run

DAYS = 730
TEAMS = 12
AGENTS = 40
LONG_THREAD = 500
# How often each score comes, from the scale's lowest on.
SCORES = {
    "csat": [8, 4, 8, 25, 55],
    "nps": [3, 1, 1, 2, 2, 5, 6, 12, 20, 24, 24],
    "ces": [4, 4, 6, 10, 18, 28, 30],
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        fill(options.inside)
        return
    os.nice(10)
    with environments(*options.sizes) as found:
        for size, values in found.items():
            print(run("bench.fill", values, "--inside", str(size)), end="", flush=True)


def fill(size: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from reports.facts import rebuild
    from tickets.models import Ticket

    if Ticket.objects.exists():
        print(f"{size}: there already")
        if rebuild.is_going_on():
            _sum()
        return
    start = time.monotonic()
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute("SET synchronous_commit = off")
        Filler(connection, size).fill()
    from tickets import counts

    counts.recount()
    filled = time.monotonic()
    print(f"{size}: filled in {filled - start:.0f} s", flush=True)
    _sum()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    print(f"{size}: summed by day in {time.monotonic() - filled:.0f} s")


def _sum() -> None:
    """The figures' daily sums, by the product's own sweep; its facts are there already."""
    from reports import rollups
    from reports.facts import rebuild, said
    from reports.models import DirtyDay, Fact, Rebuild

    Rebuild.objects.all().delete()
    Rebuild.objects.create(rules=rebuild.rules(), after=None)
    DirtyDay.mark(set(Fact.objects.order_by().values_list("day", flat=True).distinct()))
    said.mark_all()
    while rollups.sum_dirty():
        pass


class Filler:
    def __init__(self, connection: psycopg.Connection, size: int) -> None:
        from bench.past import Past
        from bench.rows import Table
        from bench.words import Vocabulary
        from customers.models import Customer, Identity
        from reports.models import Activity, Fact, Known
        from surveys.models import SurveyAnswer, SurveyInvitation
        from tickets.models import Follower, Message, ReadMark, Ticket, TicketEvent

        self.connection, self.size, self.rng = connection, size, random.Random(size)
        self.now = datetime.now(UTC)
        self.words = Vocabulary(self.rng)
        models: dict[str, Any] = {
            "customer": Customer, "identity": Identity, "ticket": Ticket, "message": Message, "event": TicketEvent,
            "tag": Ticket.tags.through, "follower": Follower, "read": ReadMark, "asked": SurveyInvitation,
            "answer": SurveyAnswer, "fact": Fact, "known": Known, "activity": Activity,
        }  # fmt: skip
        self.tables = {name: Table(connection, model) for name, model in models.items()}
        self.tags: dict[str, int] = {}
        self.past = Past(self.tables, self.now, self.tags)

    def fill(self) -> None:
        self._office()
        self._customers()
        step = timedelta(days=DAYS) / self.size
        for index in range(self.size):
            self._ticket(index, self.now - timedelta(days=DAYS) + step * (index + self.rng.random()))
        self.past.finish()
        for table in self.tables.values():
            table.close()

    def _office(self) -> None:
        """Teams, people, inboxes and tags; few, so made by the models and committed at once."""
        from accounts.models import Membership, Team, User
        from channels_inbox.models import Connection
        from tickets.models import Inbox, Tag
        from tickets.policy import ensure_default

        ensure_default(sender=None)
        self.teams = [Team.objects.create(name=f"Team {n:02}") for n in range(1, TEAMS + 1)]
        self.manager = User.objects.create_user("manager@bench.example", name="Maria Manager", role="manager")
        self.agents = [User.objects.create_user(f"agent{n}@bench.example", name=f"Agent {n}") for n in range(AGENTS)]
        for n, agent in enumerate(self.agents):
            # The first agent, whom the pages are measured with, is in the busiest and in the quietest team; the second in that alone.
            own = {0: {0, TEAMS - 1}, 1: {TEAMS - 1}}.get(n, {n % TEAMS, (n * 5 + 1) % TEAMS})
            Membership.objects.bulk_create(Membership(user=agent, team=self.teams[at]) for at in own)
        self.members = [list(team.members.values_list("pk", flat=True)) for team in self.teams]
        channels = [
            ("mail", "email"), ("orders", "email"), ("chat", "webchat"), ("whatsapp", "whatsapp"), ("sms", "sms"),
            ("instagram", "instagram"),
        ]  # fmt: skip
        self.inboxes = [
            Inbox.objects.create(
                name=slug, slug=slug, channel=channel, address=f"{slug}@bench.example", team=self.teams[0]
            )
            for slug, channel in channels
        ]
        for inbox in self.inboxes:
            Connection.objects.create(inbox=inbox)
        for n in range(30):
            self.tags[f"tag-{n}"] = Tag.objects.create(name=f"tag-{n}").pk
        self.surveys = {survey.kind: survey.pk for survey in _surveys()}

    def _customers(self) -> None:
        from core.text import fold

        first = [
            "Anna",
            "Piotr",
            "Ewa",
            "Jan",
            "Maria",
            "Tomasz",
            "Zofia",
            "Łukasz",
            "Agnieszka",
            "Kamil",
            "Olga",
            "Paweł",
            "Grace",
            "Tom",
            "Lucy",
            "Oskar",
        ]
        last = ["".join(self.words.rng.choices(["ko", "wal", "no", "wi", "zie", "lin", "mar", "du", "ży", "ski"], k=4))
                for _ in range(900)]  # fmt: skip
        self.customers = self.size // 3
        for n in range(1, self.customers + 1):
            name = f"{self.rng.choice(first)} {self.rng.choice(last).capitalize()}"
            address = f"{fold(name).replace(' ', '.')}.{n}@mail{n % 7}.example"
            seen = self.now - timedelta(days=DAYS * self.rng.random() ** 2)
            pk = self.tables["customer"].add(
                name=name, created_at=seen, last_seen_at=seen, search_text=fold(f"{name} {address}")
            )
            self.tables["identity"].add(customer_id=pk, kind="email", address=address, display_name=name)

    def _ticket(self, index: int, created: datetime) -> None:
        rng, t = self.rng, self.tables
        team = min(int(rng.expovariate(0.5)), TEAMS - 1)
        inbox = rng.choices(self.inboxes, weights=[60, 20, 30, 12, 5, 6])[0]
        # Old tickets are done but for a few; a spammer and a firm that writes daily are there too.
        fresh = (self.now - created) < timedelta(days=6)
        status = rng.choices(
            ["new", "open", "pending", "on_hold", "resolved", "closed"],
            weights=[3, 4, 3, 1, 5, 1] if fresh else [1, 6, 8, 4, 120, 1800],
        )[0]
        done = status in {"resolved", "closed"}
        customer = 1 + (int(self.customers * rng.random() ** 2.2) if rng.random() > 0.01 else 0)
        customer = min(customer, self.customers)
        assignee = rng.choice(self.members[team]) if status != "new" and self.members[team] else None
        spam = rng.random() < 0.02
        span = min(timedelta(hours=rng.expovariate(1 / 30)), self.now - created)
        count = LONG_THREAD if index == self.size // 2 else 1 + min(int(rng.expovariate(0.4)), 11)
        at = [created + span * (n / count) for n in range(count)]
        answered = at[1] if count > 1 else None
        ended = created + span if done else None
        words: set[str] = set()
        subject = self.words.sentence(4)
        lines = [self.words.sentence(rng.randint(8, 40)) for _ in range(count)]
        if index % 5000 == 17:
            lines[0].append("turkmenistan")
        for line in [subject, *lines]:
            words.update(line)
        waiting = None if done or count % 2 == 0 or status == "pending" else at[-1]
        due = created + timedelta(days=2) if not done else None
        pk = t["ticket"].add(
            subject=" ".join(subject), customer_id=customer, inbox_id=inbox.pk, channel=inbox.channel,
            team_id=self.teams[team].pk, assignee_id=assignee, status=status, priority=rng.choice([2, 2, 2, 3, 1, 4]),
            language="pl", is_spam=spam, preview=" ".join(lines[-1])[:200], message_count=count, version=count + 2,
            created_at=created, changed_at=created + span, last_activity_at=at[-1],
            last_customer_message_at=at[-1], waiting_since=waiting, first_response_at=answered,
            resolved_at=ended, first_resolved_at=ended, closed_at=ended if status == "closed" else None,
            resolution_clock_from=created, first_response_due_at=created + timedelta(hours=4), resolution_due_at=due,
            sla_due_at=due, snoozed_until=self.now + timedelta(days=1) if not done and rng.random() < 0.05 else None,
            search=" ".join(f"'{term}'" for term in sorted(self.words.terms_of(words))),
        )  # fmt: skip
        self._thread(pk, customer, inbox, assignee, at, lines)
        self._history(created, ended, status, assignee)
        topic = ""
        if rng.random() < 0.3:
            topic = f"tag-{min(int(rng.expovariate(0.2)), 29)}"
            t["tag"].add(ticket_id=pk, tag_id=self.tags[topic])
            self.past.event("tags_changed", at[-1], actor=assignee, added=[topic], removed=[])
        self.past.close(
            pk, customer=customer, created_at=created, channel=inbox.channel, inbox=inbox.pk,
            team=self.teams[team].pk, agent=0, language="pl", is_spam=spam, repeated=rng.random() < 0.04,
        )  # fmt: skip
        if index % max(1, self.size // 30) == 0:
            t["follower"].add(user_id=self.agents[0].pk, ticket_id=pk)
        if assignee:
            t["read"].add(user_id=assignee, ticket_id=pk, read_at=at[-1])
        if ended and not spam and rng.random() < 0.6:
            self._survey(pk, customer, inbox, team, assignee, ended, topic)

    def _thread(self, ticket: int, customer: int, inbox: Any, agent: Any, at: list[datetime], lines: list[Any]) -> None:
        for n, (moment, line) in enumerate(zip(at, lines, strict=True)):
            theirs = n % 2 == 0 or agent is None
            text = " ".join(line)
            self.tables["message"].add(
                ticket_id=ticket, kind="inbound" if theirs else "outbound", channel=inbox.channel, inbox_id=inbox.pk,
                author_id=None if theirs else agent, customer_id=customer if theirs else None, text=text,
                full_text=text, state="" if theirs else "sent", sent_at=moment, created_at=moment,
                external_id=f"<{ticket}.{n}@bench.example>", version=n + 1,
            )  # fmt: skip
            if theirs:
                self.past.event("received", moment, channel=inbox.channel)
            else:
                clock = "first_response" if n == 1 else "next_response"
                self.past.event("replied", moment, actor=agent, sla={clock: self.rng.random() < 0.9})

    def _history(self, created: datetime, ended: datetime | None, status: str, agent: Any) -> None:
        event = self.past.event
        event("created", created)
        if agent:
            event("assigned", created, actor=agent, old=None, new=agent)
        if ended:
            kept = {"resolution": self.rng.random() < 0.85}
            event("status_changed", ended, actor=agent, old="open", new="resolved", cycle=1, sla=kept)
            if self.rng.random() < 0.06:
                # Reopened, and resolved again an hour later.
                back = ended + timedelta(hours=self.rng.expovariate(1 / 40))
                event("status_changed", back, old="resolved", new="open")
                event("status_changed", back + timedelta(hours=1), actor=agent, old="open", new="resolved", cycle=2)
            elif status == "closed":
                event("status_changed", ended, old="resolved", new="closed")
        elif status != "new":
            event("status_changed", created, actor=agent, old="new", new=status)

    def _survey(self, ticket: int, customer: int, inbox: Any, team: int, agent: Any, at: datetime, topic: str) -> None:
        kind = self.rng.choices(list(SCORES), weights=[8, 1, 1])[0]
        asked = self.tables["asked"].add(
            ticket_id=ticket, customer_id=customer, resolution_cycle=1, state="sent", agent_id=agent, sent_at=at,
            team_id=self.teams[team].pk, inbox_id=inbox.pk, channel=inbox.channel, sent_channel=inbox.channel,
            created_at=at, due_at=at, token_hash=None, survey_id=self.surveys[kind], kind=kind, language="pl",
            topic=[topic] if topic else [],
        )  # fmt: skip
        if self.rng.random() < 0.35:
            score = self.rng.choices(range(len(SCORES[kind])), weights=SCORES[kind])[0] + (kind != "nps")
            words = " ".join(self.words.sentence(self.rng.randint(3, 20))) if self.rng.random() < 0.3 else ""
            self.tables["answer"].add(
                invitation_id=asked, kind=kind, score=score, comment=words, language="pl",
                answered_at=at + timedelta(minutes=5),
            )  # fmt: skip


def _surveys() -> list[Any]:
    """One of each kind."""
    from surveys.models import Kind, Look, Survey

    looks = {Kind.CSAT: Look.FACES, Kind.NPS: Look.NUMBERS, Kind.CES: Look.NUMBERS}
    return [Survey.objects.create(name=kind.value, kind=kind, look=look) for kind, look in looks.items()]


if __name__ == "__main__":
    main()
