"""Plans the demo's history as plain data: who wrote what when, who answered, how it ended. Touches no database.

The same day always gives the same plan; every time lies before `now`.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import cycle

from helpdesk.demo import rhythm
from helpdesk.demo.blanks import Filler
from helpdesk.demo.comments import COMMENTS, mood
from helpdesk.demo.corpus import Line, Script
from helpdesk.demo.elsewhere import ELSEWHERE, OPEN_ELSEWHERE, by_mail, scripts_of, unasked
from helpdesk.demo.people import AGENTS, TEAM_OF_TOPIC, TOPIC_TAGS, Agent, Customer, make_customers

# By mail and in the chat; elsewhere.py has the rest.
TICKETS = 220
RECENT = 7
REOPEN_RATE = 0.22
# How long the open ones have waited for us (new, open), for the customer (pending) or for others, in minutes.
OPEN: dict[str, tuple[int, ...]] = {
    "new": (3, 11, 26, 58, 110, 190, 350, 800, 1500, 2600),
    "open": (6, 19, 70, 160, 420, 900, 1700, 2600, 3900),
    "pending": (240, 1500, 2600, 4000, 5500, 7200, 9000),
    "on_hold": (2000, 6000, 11000),
}
CHAT_WAITS_AT_MOST = 20  # minutes; who waited longer has left the chat


@dataclass(slots=True)
class Step:
    """One thing that happened.

    `kind`: customer, agent, note, assign, on_hold, resolve, close, survey (it was sent, or not), answer (to the survey).
    `channel` is said of messages alone.
    """

    kind: str
    at: datetime
    text: str = ""
    score: int = 0
    channel: str = ""


@dataclass(slots=True)
class PlannedTicket:
    """One conversation with its steps in order of time. `end` is the status it stands at."""

    script: Script
    customer: Customer
    channel: str
    team: str
    agent: Agent
    subject: str
    end: str
    order: str = ""
    tags: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def start(self) -> datetime:
        return self.steps[0].at


class Planner:
    """Deals scripts to customers and agents, and lays the steps on the clock."""

    def __init__(self, now: datetime, seed: str = "kubek-i-len") -> None:
        self.now = now
        self.rng = random.Random(f"{seed} {now:%Y-%m-%d}")
        self.customers = make_customers(random.Random(seed))
        self.weights = [1 / (1 + 0.08 * rank) for rank in range(len(self.customers))]
        self.busy: dict[str, datetime] = {}
        self.open_customers: set[str] = set()
        self.seen: set[str] = set()
        self.told: set[tuple[str, str]] = set()
        self.said: deque[str] = deque(maxlen=5)
        # In turn, so that it shows on any day.
        self.sourer = {channel: cycle(steps) for channel, steps in rhythm.SOURER.items()}

    def plan(self) -> list[PlannedTicket]:
        """All tickets, oldest first."""
        deck = self._deal(TICKETS)
        opened = sum(len(ages) for ages in OPEN.values())
        history = deck[: TICKETS - opened - RECENT]
        recent = deck[len(history) : len(history) + RECENT]
        starts = sorted(rhythm.arrivals(self.rng, len(history), [script.channel for script in history], self.now))
        planned = [
            self._history(script, self._hour_of(script, start)) for script, start in zip(history, starts, strict=True)
        ]
        for script in recent:
            start = self._hour_of(script, self.now - timedelta(days=self.rng.choice([1, 1, 2, 2, 3])))
            planned.append(self._history(script, start))
        planned += self._open_ones(deck[len(history) + RECENT :])
        planned += self._elsewhere()
        return sorted(planned, key=lambda ticket: ticket.start)

    def _deal(self, count: int) -> list[Script]:
        """Shuffled rounds of the whole corpus, so that a script comes again only after all the others."""
        deck: list[Script] = []
        while len(deck) < count:
            pack = scripts_of("email") + scripts_of("chat")
            self.rng.shuffle(pack)
            deck += pack
        return deck[:count]

    def _hour_of(self, script: Script, start: datetime) -> datetime:
        local = start.astimezone(rhythm.ZONE)
        hour = self.rng.choices(range(24), rhythm.hours_of(script.channel))[0]
        return local.replace(hour=hour).astimezone(start.tzinfo)

    def _customer(self, script: Script, start: datetime, stays_open: bool = False) -> Customer:
        """Somebody of the right language and gender, not in the middle of another conversation."""
        fitting = [
            (customer, weight)
            for customer, weight in zip(self.customers, self.weights, strict=True)
            if customer.language == script.language
            and script.customer_gender in {"", customer.gender}
            and customer.email not in self.open_customers
            and self.busy.get(customer.email, start) <= start
            and (customer.email, script.key) not in self.told
        ]
        if not fitting:
            fitting = [(c, 1.0) for c in self.customers if c.language == script.language]
        chosen = self.rng.choices([c for c, _ in fitting], [weight for _, weight in fitting])[0]
        self.told.add((chosen.email, script.key))
        self.busy[chosen.email] = start + timedelta(days=4)
        if stays_open:
            self.open_customers.add(chosen.email)
        return chosen

    def _agent(self, script: Script, team: str) -> Agent:
        fitting = [a for a in AGENTS if team in a.teams and script.agent_gender in {"", a.gender}]
        weights = [1.0 if agent.role == "agent" else 0.12 for agent in fitting]
        return self.rng.choices(fitting, weights)[0]

    def _begin(self, script: Script, start: datetime, end: str) -> tuple[PlannedTicket, list[Line]]:
        customer = self._customer(script, start, stays_open=end != "done")
        team = TEAM_OF_TOPIC[script.topic]
        agent = self._agent(script, team)
        filler = Filler(self.rng, customer, script.language, start.astimezone(rhythm.ZONE).date())
        lines = [
            replace(line, text=filler.fill(line.text), channel=line.channel or script.channel) for line in script.lines
        ]
        greeted = False
        for line in lines:
            if line.role != "agent":
                continue
            if by_mail(line.channel):
                hello = filler.fill(agent.hello[script.language])
                opening = f"{hello}\n\n" if not greeted or self.rng.random() < 0.5 else ""
                body = line.text if opening and script.language == "pl" else line.text[:1].upper() + line.text[1:]
                line.text = f"{opening}{body}\n\n{agent.bye[script.language]}"
            greeted = True
        subject = filler.fill(script.subject) or lines[0].text.splitlines()[0][:80]
        tags = [TOPIC_TAGS[script.topic]]
        if script.topic == "wholesale" and "kawiarni" in " ".join(line.text for line in lines):
            tags.append("gastronomia")
        ticket = PlannedTicket(
            script, customer, script.channel, team, agent, subject, end, filler.values["order"], tags
        )
        return ticket, lines

    def _talk(self, ticket: PlannedTicket, lines: list[Line], start: datetime) -> None:
        """Lay the lines on the clock: who answers whom, and how soon."""
        at, asked, previous, first = start, start, "", True
        for line in lines:
            if line.role == "customer":
                if previous == "customer":
                    at += rhythm.between(self.rng, line.channel, customer=True)
                elif previous:
                    at = rhythm.came_back(self.rng, at, line.channel)
                if previous != "customer":
                    asked = at
            elif line.role == "note":
                at += timedelta(minutes=self.rng.uniform(0.5, 25 if line.channel in rhythm.SLOW else 2.0))
            elif previous == "agent":
                at += rhythm.between(self.rng, line.channel, customer=False)
            else:
                reply = rhythm.answered(
                    self.rng, asked, line.channel, ticket.team, ticket.script.priority, first, self.now
                )
                at = max(reply, at + timedelta(seconds=25))
                first = False
            ticket.steps.append(Step(line.role, at, line.text, channel=line.channel))
            previous = line.role if line.role != "note" else previous
        answers = [step for step in ticket.steps if step.kind in {"agent", "note"}]
        # Who answers first takes the ticket anyway; some take it before they write.
        if answers and (answers[0].kind == "note" or self.rng.random() < 0.2):
            begin = max(ticket.start, answers[0].at - timedelta(minutes=self.rng.uniform(0.2, 6)))
            self._insert(ticket, Step("assign", begin))

    def _insert(self, ticket: PlannedTicket, step: Step) -> None:
        ticket.steps.append(step)
        ticket.steps.sort(key=lambda one: one.at)

    def _history(self, script: Script, start: datetime) -> PlannedTicket:
        ticket, lines = self._begin(script, start, "done")
        self._talk(ticket, lines, start)
        self._finish(ticket)
        return self._cut_at_now(ticket)

    def _finish(self, ticket: PlannedTicket) -> None:
        """Resolve, perhaps be reopened by the last thanks, ask for a score, get one, and close after a week."""
        rng, chat = self.rng, ticket.channel not in rhythm.SLOW
        talk = [step for step in ticket.steps if step.kind in {"customer", "agent"}]
        last_agent = next((step for step in reversed(talk) if step.kind == "agent"), None)
        reopened = last_agent is not None and talk[-1].kind == "customer" and rng.random() < REOPEN_RATE
        if reopened and last_agent is not None:
            self._insert(ticket, Step("resolve", last_agent.at))
        wait = rng.uniform(1, 9) if chat else rhythm.lognormal(rng, 50, 1.0)
        if talk[-1].kind == "agent":
            resolved = ticket.steps[-1].at
        else:
            resolved = rhythm.at_work(ticket.steps[-1].at + timedelta(minutes=wait), rng)
        ticket.steps.append(Step("resolve", resolved))
        sent = resolved + timedelta(seconds=12)
        ticket.steps.append(Step("survey", sent))
        score, comment = (0, "") if unasked(ticket.channel) else self._score(ticket.script)
        close = resolved + timedelta(days=7, minutes=17)
        if score:
            answered = sent + timedelta(minutes=rhythm.lognormal(rng, 1.5 if chat else 190, 0.7 if chat else 1.2))
            ticket.steps.append(Step("answer", min(answered, close - timedelta(hours=1)), comment, score))
        ticket.steps.append(Step("close", close))
        ticket.steps.sort(key=lambda one: one.at)

    def _score(self, script: Script) -> tuple[int, str]:
        """The customer's answer; 0 where there is none. Own words come once, later uses differ a little."""
        own = script.key not in self.seen and script.channel not in rhythm.SOURER
        self.seen.add(script.key)
        if script.score is None:
            return 0, ""
        if own and script.comment:
            return script.score, script.comment
        rate = rhythm.ANSWER_RATE[script.channel] * (1.0 if script.score >= 4 else rhythm.UNHAPPY_ANSWERS)
        if self.rng.random() > rate:
            return 0, ""
        luck = 0 if own else self.rng.choice([-1, 0, 0, 1, 1, 1])
        sourer = next(self.sourer[script.channel]) if script.channel in self.sourer else 0
        score = min(5, max(1, script.score + luck - sourer))
        if self.rng.random() > 0.4:
            return score, ""
        fitting = [text for text in COMMENTS[script.language, mood(score)] if text not in self.said]
        comment = self.rng.choice(fitting) if fitting else ""
        self.said.append(comment)
        return score, comment

    def _cut_at_now(self, ticket: PlannedTicket) -> PlannedTicket:
        """Drop what hasn't happened yet, and say where that leaves the ticket."""
        ticket.steps = [step for step in ticket.steps if step.at < self.now]
        kinds = [step.kind for step in ticket.steps]
        resolved = max((index for index, kind in enumerate(kinds) if kind == "resolve"), default=-1)
        wrote = max((index for index, kind in enumerate(kinds) if kind == "customer"), default=-1)
        answered = max((index for index, kind in enumerate(kinds) if kind == "agent"), default=-1)
        if "close" in kinds:
            ticket.end = "closed"
        elif resolved > wrote:
            ticket.end = "resolved"
        elif answered > wrote:
            ticket.end = "pending"
        else:
            ticket.end = "open" if answered >= 0 or "assign" in kinds else "new"
        return ticket

    def _open_ones(self, pool: list[Script]) -> list[PlannedTicket]:
        """Tickets that stand somewhere in the middle right now."""
        taken: set[str] = set()
        found = []
        known = scripts_of("email") + scripts_of("chat")
        for end, age in [(end, age) for end, ages in OPEN.items() for age in ages]:
            fitting = [script for script in known if self._can_stand(script, end, age) and script.key not in taken]
            dealt = [script for script in fitting if script in pool]
            script = self.rng.choice(dealt or fitting)
            taken.add(script.key)
            found.append(self._stand(script, end, age))
        return found

    def _elsewhere(self) -> list[PlannedTicket]:
        """What came by the other channels, and stands there now."""
        planned = []
        for channel, count in ELSEWHERE.items():
            deck: list[Script] = []
            while len(deck) < count:
                pack = scripts_of(channel)
                self.rng.shuffle(pack)
                deck += pack
            starts = sorted(rhythm.arrivals(self.rng, count, [channel] * count, self.now))
            planned += [self._history(script, start) for script, start in zip(deck[:count], starts, strict=True)]
        for channel, end, age in OPEN_ELSEWHERE:
            fitting = [script for script in scripts_of(channel) if self._can_stand(script, end, age)]
            told = Counter(ticket.script.key for ticket in planned if ticket.channel == channel)
            rarest = min(told[script.key] for script in fitting)
            script = self.rng.choice([script for script in fitting if told[script.key] == rarest])
            planned.append(self._stand(script, end, age))
        return planned

    def _can_stand(self, script: Script, end: str, age: int) -> bool:
        if script.channel == "chat" and end in {"new", "open"} and age > CHAT_WAITS_AT_MOST:
            return False
        return end == "new" or self._cut(script.lines, end) is not None

    @staticmethod
    def _cut(lines: list[Line], end: str) -> int | None:
        """How many lines to keep so that the conversation stands at `end`; None where it never does."""
        if end == "new":
            return 1
        for index, line in enumerate(lines):
            if (
                end == "open"
                and index
                and line.role == "customer"
                and any(one.role == "agent" for one in lines[:index])
            ):
                return index + 1 if index + 1 < len(lines) or "?" in line.text else None
            if end in {"pending", "on_hold"} and line.role == "agent":
                return index + 1 if index + 1 < len(lines) else None
        return None

    def _stand(self, script: Script, end: str, age: int) -> PlannedTicket:
        keep = self._cut(script.lines, end)
        ticket, lines = self._begin(replace(script, lines=script.lines[:keep]), self.now, end)
        self._talk(ticket, lines, self._hour_of(script, self.now - timedelta(days=9)))
        if end == "on_hold":
            ticket.steps.append(Step("on_hold", ticket.steps[-1].at + timedelta(minutes=1)))
        if end == "new" and age > 100 and self.rng.random() < 0.4:
            ticket.steps.append(Step("assign", ticket.start))
        shift = self.now - timedelta(minutes=age + self.rng.uniform(0, 0.9)) - ticket.steps[-1].at
        for step in ticket.steps:
            step.at += shift
        return ticket


def plan(now: datetime) -> list[PlannedTicket]:
    """The whole history as seen at `now` (aware)."""
    return Planner(now).plan()
