"""What became of the demo's unhappy answers, written as surveys/followups/ writes it, with times of its own.

Older ones were followed to their end, most in time, and asked a second time. Some came lately: one is late, one is due soon, one
is nobody's.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from accounts.models import User
from helpdesk.demo import rhythm, seed_surveys
from surveys.followups import deadline, telling
from surveys.models import (
    CaseOutcome,
    CaseState,
    CaseStep,
    FollowUpCase,
    State,
    SurveyAnswer,
    SurveyInvitation,
    SurveySettings,
)
from surveys.scores import unhappy_q
from tickets.actions.change import changing
from tickets.actor import SYSTEM, Actor
from tickets.events import Kind
from tickets.models import Notification, Ticket

Did = CaseStep.Kind
# By which channel the second question goes; it also lets the message take that way at that time.
Channel = Callable[[Ticket, datetime], str]
AGAIN = timedelta(days=14)

DONE = {
    CaseOutcome.SATISFIED: [
        "Telefon z przeprosinami; sprawa załatwiona od ręki i potwierdzona mailem.",
        "Rozmowa wyjaśniła nieporozumienie, nowy termin dotrzymany co do dnia.",
        "Wysłaliśmy nowy egzemplarz kurierem tego samego dnia. Klient dziękuje.",
    ],
    CaseOutcome.EXPLAINED: [
        "Wyjaśnione telefonicznie, skąd wzięło się opóźnienie i co zmieniamy w magazynie.",
        "Odpisaliśmy krok po kroku, co się stało. Klient przyjął wyjaśnienie.",
    ],
    CaseOutcome.COMPENSATED: [
        "Zwrot kosztów przesyłki i rabat 15 % na następne zamówienie.",
        "Oddaliśmy 30 zł za kłopot, przelew wyszedł tego samego dnia.",
    ],
    CaseOutcome.UNREACHABLE: ["Dwa telefony i mail bez odpowiedzi. Zostawiona wiadomość z przeprosinami."],
    CaseOutcome.NOTHING: ["Ocena dotyczyła kuriera, nie naszej odpowiedzi. Skarga przekazana przewoźnikowi."],
}
WEIGHTS = {
    CaseOutcome.SATISFIED: 9,
    CaseOutcome.EXPLAINED: 6,
    CaseOutcome.COMPENSATED: 5,
    CaseOutcome.UNREACHABLE: 2,
    CaseOutcome.NOTHING: 1,
}
NOTES = [
    "Dzwonię jutro rano, klient prosi o kontakt przed 10.",
    "Magazyn potwierdził błąd przy pakowaniu.",
    "Zgoda na rabat od Pawła.",
]
LATELY = {
    "pl": [
        "Musiałam pisać trzy razy, zanim ktoś się tym zajął.",
        "Za długo to trwało i nikt nie napisał dlaczego.",
        "Odpowiedź była grzeczna, ale nic z niej nie wynikało.",
    ],
    "en": ["I had to write three times before somebody cared.", "It took far too long."],
}
LATER = {
    True: {
        "pl": ["Dziękuję za telefon, teraz wszystko gra.", "Miło, że ktoś się tym przejął.", ""],
        "en": ["Thank you for calling, all is well now.", ""],
    },
    False: {
        "pl": ["Nadal czekam na zwrot pieniędzy.", "Miało być lepiej, a nie jest."],
        "en": ["I am still waiting for my money."],
    },
}


def lay(manager: User, agents: list[User], now: datetime, channel: Channel) -> None:
    """A case for every unhappy answer, oldest first; then those that came just now."""
    teller = _Teller(manager, agents, now, random.Random("follow-ups"), SurveySettings.current(), channel)
    unhappy = SurveyAnswer.objects.filter(unhappy_q(), invitation__ticket__isnull=False, invitation__second_of=None)
    for given in unhappy.select_related("invitation__ticket__assignee").order_by("answered_at", "pk"):
        _Story(teller, given).tell()
    for given, fate in _lately(teller):
        _Story(teller, given).wait(fate)


@dataclass(slots=True)
class _Teller:
    manager: User
    agents: list[User]
    now: datetime
    rng: random.Random
    chosen: SurveySettings
    channel: Channel
    # Second questions so far: of six, five are answered, and of those the last still isn't content.
    seconds: int = 0


def _lately(teller: _Teller) -> Iterator[tuple[SurveyAnswer, str]]:
    """Some who waited longest for their solution, and were asked but had not answered, say now what they think of it."""
    now, last = teller.now, teller.now - timedelta(days=25)
    silent = SurveyInvitation.objects.filter(state=State.SENT, answer=None, second_of=None, sent_at__gt=last)
    slow = silent.select_related("ticket__assignee", "survey").order_by(F("ticket__created_at") - F("sent_at"), "pk")
    fates = {"late": now - timedelta(hours=5), "soon": now + timedelta(hours=2), "nobody": None, "new": None}
    ago = {"nobody": timedelta(hours=4), "new": timedelta(minutes=95)}
    for invitation in slow:
        if not fates or invitation.ticket is None or invitation.sent_at is None:
            return
        fate, due = next(iter(fates.items()))
        at = now - ago[fate] if due is None else _start_of(invitation.ticket, due, teller)
        if invitation.sent_at < at:
            del fates[fate]
            words = LATELY["en" if invitation.language == "en" else "pl"]
            seed_surveys.answered(invitation, 1 if fate == "late" else 2, words[len(fates) % len(words)], at)
            yield SurveyAnswer.objects.select_related("invitation__ticket__assignee").get(invitation=invitation), fate


def _start_of(ticket: Ticket, due: datetime, teller: _Teller) -> datetime:
    """A moment whose deadline is about `due`."""
    at = min(due, teller.now) - timedelta(hours=1)
    while deadline.due_at(ticket, at, teller.chosen) > due:
        at -= timedelta(minutes=30)
    return at


class _Story:
    """One answer's way to its end, or as far as it has got."""

    def __init__(self, teller: _Teller, given: SurveyAnswer) -> None:
        ticket = given.invitation.ticket
        assert ticket is not None
        self.given, self.ticket, self.start = given, ticket, given.answered_at
        self.now, self.rng, self.channel = teller.now, teller.rng, teller.channel
        self.manager, self.chosen, self.teller = teller.manager, teller.chosen, teller
        self.owner = ticket.assignee or self.rng.choice(teller.agents)
        self.case = FollowUpCase.objects.create(
            answer=given,
            score=given.score,
            owner=self.owner,
            opened_at=self.start,
            due_at=deadline.due_at(ticket, self.start, self.chosen),
        )
        self._event(Kind.FOLLOW_UP_OPENED, self.start)

    def tell(self) -> None:
        """To its end, where there was time for that."""
        begun = rhythm.at_work(self.start + timedelta(minutes=rhythm.lognormal(self.rng, 200, 0.8)), self.rng)
        took = rhythm.lognormal(self.rng, 26 if self.rng.random() < 0.8 else 70, 0.5)
        closed = rhythm.at_work(begun + timedelta(hours=took), self.rng)
        if closed > self.now:
            self.wait("new" if begun > self.now else "soon")
            return
        self._step(Did.OPENED, self.start, to=self.owner, score=self.case.score)
        self._work(begun)
        self._close(closed)
        self._ask_again(closed)

    def wait(self, fate: str) -> None:
        """Open: late or new, with work begun ("soon"), or nobody's. Who has it was told when it came."""
        if fate == "nobody":
            self.case.owner = None
        self._step(Did.OPENED, self.start, to=self.case.owner, score=self.case.score)
        if fate == "soon":
            self._work(rhythm.at_work(self.start + timedelta(minutes=90), self.rng))
        telling.opened(self.case, self.start)
        self.case.save()
        told = Notification.objects.filter(dedupe__startswith=f"case:{self.case.pk}:")
        told.update(at=self.start, mail_due_at=None)

    def _work(self, at: datetime) -> None:
        self.case.state, self.case.worked_at = CaseState.IN_PROGRESS, at
        self._step(Did.BEGUN, at, by=self.owner)
        if self.rng.random() < 0.35:
            self._step(Did.NOTE, at + timedelta(minutes=25), by=self.owner, text=self.rng.choice(NOTES))
        self.case.save()

    def _close(self, at: datetime) -> None:
        case, by = self.case, self.manager if self.rng.random() < 0.2 else self.owner
        outcome = self.rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        case.state, case.outcome, case.done = CaseState.CLOSED, outcome, self.rng.choice(DONE[outcome])
        case.closed_at, case.closed_by, case.tell_at = at, by, None
        if case.first_closed_at is None:
            case.first_closed_at, case.in_time = at, at <= case.due_at
        case.save()
        self._step(Did.CLOSED, at, by=by, text=case.done, outcome=outcome.value)
        self._event(Kind.FOLLOW_UP_CLOSED, at, by, outcome=outcome.value)

    def _ask_again(self, closed: datetime) -> None:
        """Two weeks later, and what came of it: most are content then, some are not and their case goes on."""
        due = closed + AGAIN
        if self.case.outcome == CaseOutcome.UNREACHABLE or self.given.invitation.survey is None:
            return
        if due >= self.now:
            first = self.given.invitation
            SurveyInvitation.objects.create(
                second_of=first,
                survey=first.survey,
                kind=first.kind,
                moment=first.moment,
                ticket=self.ticket,
                customer=first.customer,
                resolution_cycle=first.resolution_cycle,
                created_at=closed,
                due_at=due,
                state=State.DUE,
            )
            return
        channel = self.channel(self.ticket, due)
        second = seed_surveys.sent(
            self.ticket.pk, due, self.given.invitation.survey, channel, second_of=self.given.invitation
        )
        at = due + timedelta(minutes=rhythm.lognormal(self.rng, 300, 1.0))
        self.teller.seconds += 1
        if self.teller.seconds % 6 and at < self.now:
            self._second(second, at, happy=self.teller.seconds % 6 != 5)

    def _second(self, second: SurveyInvitation, at: datetime, *, happy: bool) -> None:
        score = self.rng.choice([4, 5, 5]) if happy else self.rng.choice([1, 2])
        words = LATER[happy]["en" if second.language == "en" else "pl"]
        seed_surveys.answered(second, score, self.rng.choice(words), at)
        self._step(Did.SECOND_ANSWERED, at, score=score, of=f"{second.kind} {score}")
        if happy:
            return
        case = self.case
        case.state, case.outcome, case.closed_at, case.closed_by = CaseState.OPEN, "", None, None
        case.worked_at, case.reopened = None, 1
        case.due_at = deadline.due_at(self.ticket, at, self.chosen)
        self._step(Did.REOPENED, at)
        self._event(Kind.FOLLOW_UP_REOPENED, at)
        case.save()
        begun = rhythm.at_work(at + timedelta(hours=3), self.rng)
        closed = rhythm.at_work(begun + timedelta(hours=9), self.rng)
        if closed < self.now:
            self._work(begun)
            self._close(closed)
        else:
            telling.plan(case, at)
            case.save()

    def _step(self, kind: CaseStep.Kind, at: datetime, **fields: object) -> None:
        """One that lies ahead hasn't happened."""
        if at >= self.now:
            return
        known = {name: fields.pop(name) for name in ("by", "to", "text") if name in fields}
        CaseStep.objects.create(case=self.case, kind=kind, at=at, data=fields, **known)

    def _event(self, kind: Kind, at: datetime, by: User | None = None, **data: Any) -> None:
        with changing(self.ticket.pk, Actor.agent(by) if by is not None else SYSTEM, at=at) as change:
            change.event(kind, case=self.case.pk, **data)
