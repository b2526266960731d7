"""The house's rules of the demo shop: hours, promises, escalation, rules, macros and saved views, made as their pages make
them. They stand since `BEGAN`, and what they did since is in the history (seed_clocks.py).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import AuditEntry, Skill, Team, User
from automation import rules
from automation.escalation import StepRow, save_steps
from automation.models import EscalationStep, Rule, RuleKind, RuleSpread, Trigger
from automation.models.rule import Anchor
from tickets import sla
from tickets.calendars import save_calendar
from tickets.macros.kept import save_macro
from tickets.models import Calendar, Macro, Priority, SavedView, SLAPolicy, Status
from tickets.policy import Targets, save_policy
from tickets.saved_views.kept import save_view
from tickets.vocabulary import check, check_effects

BEGAN = timedelta(days=30)
HOUR, DAY = 60, 24 * 60
OFFICE = [[[9 * HOUR, 17 * HOUR]]] * 5 + [[[10 * HOUR, 14 * HOUR]], []]
CHAT_WEEK = [[[8 * HOUR, 20 * HOUR]]] * 7
PAUSES = [Status.PENDING, Status.ON_HOLD]
VIP = "VIP"

# First response, next response and resolution in minutes of the opening hours.
STANDARD = {
    Priority.URGENT: (HOUR, HOUR, 4 * HOUR),
    Priority.HIGH: (2 * HOUR, 3 * HOUR, 12 * HOUR),
    Priority.NORMAL: (6 * HOUR, 8 * HOUR, 24 * HOUR),
    Priority.LOW: (12 * HOUR, 16 * HOUR, 40 * HOUR),
}
FOR_VIPS = {
    Priority.URGENT: (30, 30, 2 * HOUR),
    Priority.HIGH: (HOUR, 2 * HOUR, 8 * HOUR),
    Priority.NORMAL: (2 * HOUR, 3 * HOUR, 12 * HOUR),
    Priority.LOW: (4 * HOUR, 6 * HOUR, 24 * HOUR),
}
CHAT_SECONDS = {Priority.URGENT: 90, Priority.HIGH: 180, Priority.NORMAL: 300, Priority.LOW: 600}

RETURN_WORDS = ["zwrot", "reklamacja", "wymiana", "uszkodzony", "stłuczony", "pęknięty", "return", "refund", "broken"]
PARCEL_WORDS = ["paczka", "kurier", "przesyłka", "paczkomat", "parcel", "courier", "tracking"]
MONEY_WORDS = ["faktura", "płatność", "przelew", "invoice", "payment"]

REMIND_PL = (
    "Dzień dobry,\n\nczekamy na Państwa odpowiedź, żeby dokończyć sprawę nr {number}. "
    "Wystarczy odpisać na tę wiadomość.\n\nKubek i Len"
)
REMIND_EN = (
    "Hello {first_name},\n\nwe are waiting for your answer to finish your request no. {number}. "
    "Just reply to this message.\n\nKubek i Len"
)
CLOSE_PL = (
    "Dzień dobry,\n\nnie mamy od Państwa odpowiedzi, więc zamykamy tę sprawę. "
    "Jeśli coś jeszcze zostało do zrobienia, proszę po prostu odpisać: sprawa otworzy się na nowo.\n\nKubek i Len"
)
CLOSE_EN = (
    "Hello {first_name},\n\nwe haven't heard from you, so we are closing this. "
    "If anything is left to do, just reply and it opens again.\n\nKubek i Len"
)


@dataclass(slots=True)
class House:
    """What the rest of the seeding needs of it: where words lead, and who made it."""

    by: User
    routing: list[tuple[Rule, str]] = field(default_factory=list)


def build(teams: dict[str, Team], skills: dict[str, Skill], by: User, now: datetime) -> House:
    """All of it, by a manager, thirty days ago."""
    house = House(by)
    office = _calendar(by, "Biuro", OFFICE, "PL", now)
    _promises(by, office)
    _rules(house, teams, skills)
    _macros(by, teams)
    _views(by)
    began = now - BEGAN
    Rule.objects.update(created_at=began, changed_at=began)
    EscalationStep.objects.update(created_at=began)
    for model in (Macro, SavedView):
        model._default_manager.update(created_at=began, changed_at=began)
    SLAPolicy.objects.update(changed_at=began, rebuild_after=None)
    Calendar.objects.update(changed_at=began)
    AuditEntry.objects.update(at=began)
    RuleSpread.objects.all().delete()  # seed_clocks writes their timers
    for rule, _team in house.routing:
        rule.refresh_from_db()
    return house


def _calendar(by: User, name: str, week: list[Any], holidays: str, now: datetime) -> Calendar:
    calendar = Calendar(name=name, week=week, holidays=holidays)
    stocktaking = [(date(now.year + 1, 1, 2), "Inwentaryzacja", False)] if holidays else []
    return save_calendar(by, calendar, stocktaking)


def _promises(by: User, office: Calendar) -> None:
    """Three policies, the narrowest first; the chat has people from eight to eight, Sundays too."""
    standard = SLAPolicy.objects.order_by("pk").first() or SLAPolicy(name="Standard")
    save_policy(by, standard, _targets(STANDARD), calendar=office, paused_in=PAUSES, name="Standard")
    vips = SLAPolicy(name="Klienci VIP")
    known = _when("segment", "any", [VIP], ("channel", "none", [sla.CHAT]))
    save_policy(by, vips, _targets(FOR_VIPS), calendar=office, paused_in=PAUSES, conditions=known)
    chat = SLAPolicy(name="Czat")
    known = _when("channel", "any", [sla.CHAT])
    hours = save_calendar(by, Calendar(name="Czat", week=CHAT_WEEK, holidays=""), [])
    targets = _targets(STANDARD)
    for priority, seconds in CHAT_SECONDS.items():
        targets[priority]["chat_first_response_seconds"] = seconds
    save_policy(by, chat, targets, calendar=hours, paused_in=PAUSES, conditions=known)
    late = "Klient czeka na pierwszą odpowiedź dłużej, niż obiecaliśmy."
    _escalate(
        by,
        standard,
        (sla.FIRST, 80, [("notify", ["assignee", "team"])]),
        (sla.FIRST, 100, [("notify", ["managers"])]),
        (sla.FIRST, 150, [("raise", Priority.HIGH), ("attention", late)]),
        (sla.NEXT, 100, [("notify", ["assignee"])]),
        (sla.RESOLUTION, 100, [("notify", ["assignee", "managers"])]),
    )
    _escalate(
        by,
        vips,
        (sla.FIRST, 50, [("notify", ["assignee", "team"])]),
        (sla.FIRST, 100, [("attention", "Klient VIP nie ma jeszcze odpowiedzi.")]),
        (sla.NEXT, 80, [("notify", ["assignee", "managers"])]),
    )
    _escalate(by, chat, (sla.FIRST, 100, [("notify", ["assignee", "team"])]))


def _targets(minutes: dict[Priority, tuple[int, int, int]]) -> Targets:
    names = ("first_response_minutes", "next_response_minutes", "resolution_minutes")
    return {int(priority): dict(zip(names, values, strict=True)) for priority, values in minutes.items()}


def _escalate(by: User, policy: SLAPolicy, *steps: tuple[str, int, list[tuple[str, Any]]]) -> None:
    save_steps(by, policy, [StepRow(clock, percent, _then(*effects)) for clock, percent, effects in steps])


def _when(name: str, op: str, value: Any, *more: tuple[str, str, Any]) -> dict[str, Any]:
    items = [{"field": f, "op": o, "value": v} for f, o, v in ((name, op, value), *more)]
    return check({"match": "all", "items": items})


def _then(*effects: tuple[str, Any]) -> list[dict[str, Any]]:
    return check_effects([{"effect": name, "value": value} for name, value in effects])


def _rules(house: House, teams: dict[str, Team], skills: dict[str, Skill]) -> None:
    for name, words, team in (
        ("Zwroty i reklamacje po słowach", RETURN_WORDS, "returns"),
        ("Paczki i kurierzy po słowach", PARCEL_WORDS, "delivery"),
        ("Faktury i płatności po słowach", MONEY_WORDS, "payments"),
    ):
        rule = Rule(name=name, kind=RuleKind.ROUTING, conditions=_when("words", "any", words), stops=True)
        needs = [("needs", [skills[team].pk])] if team in skills else []
        rule.effects = _then(("team", teams[team].pk), *needs)
        house.routing.append((rules.save_rule(house.by, rule), team))
    vip = Rule(name="Klient VIP: wysoki priorytet", kind=RuleKind.EVENT, triggers=[Trigger.CREATED])
    vip.conditions = _when("segment", "any", [VIP], ("priority", "none", [Priority.URGENT]))
    vip.effects = _then(("priority", Priority.HIGH), ("add_tags", ["vip"]))
    rules.save_rule(house.by, vip)
    angry = Rule(name="Zdenerwowany klient: wezwij kierownika", kind=RuleKind.EVENT, triggers=[Trigger.CUSTOMER_WROTE])
    angry.conditions = _when("mood", "any", ["angry"])
    angry.effects = _then(("attention", "Klient {name} jest zdenerwowany."))
    rules.save_rule(house.by, angry)
    for language, said, remind, close in (
        ("pl", "po polsku", REMIND_PL, CLOSE_PL),
        ("en", "po angielsku", REMIND_EN, CLOSE_EN),
    ):
        known = _when("language", "any", [language])
        _timed(house.by, f"Przypomnij po 3 dniach ({said})", 3 * DAY, known, ("answer", remind))
        done = (("answer", close), ("status", Status.RESOLVED))
        _timed(house.by, f"Zakończ po 7 dniach ({said})", 7 * DAY, known, *done)


def _timed(by: User, name: str, minutes: int, known: dict[str, Any], *effects: tuple[str, Any]) -> None:
    rule = Rule(name=name, kind=RuleKind.TIME, anchor=Anchor.WE_WAIT, after_minutes=minutes, conditions=known)
    rule.effects = _then(*effects)
    rules.save_rule(by, rule)


def _macros(by: User, teams: dict[str, Team]) -> None:
    number = "Dzień dobry,\n\nproszę o numer zamówienia. Jest w e-mailu z potwierdzeniem."
    how = (
        "Dzień dobry,\n\nzwrot jest prosty: proszę zapakować rzeczy, dołączyć "
        "numer zamówienia i oddać paczkę w dowolnym paczkomacie w ciągu 14 dni. "
        "Pieniądze wracają do 5 dni po tym, jak paczka do nas dotrze."
    )
    late = (
        "Dzień dobry,\n\nprzepraszamy za opóźnienie. Sprawdzam u przewoźnika, gdzie jest paczka, "
        "i odezwę się jeszcze dziś."
    )
    for name, team, effects in (
        ("Poproś o numer zamówienia", None, (("take", "me"), ("answer", number))),
        ("Jak zwrócić towar", teams["returns"], (("take", "me"), ("add_tags", ["zwrot"]), ("answer", how))),
        (
            "Paczka spóźniona: sprawdzam",
            teams["delivery"],
            (("take", "me"), ("priority", Priority.HIGH), ("answer", late)),
        ),
    ):
        save_macro(by, Macro(name=name, team=team, effects=_then(*effects)))


def _views(by: User) -> None:
    for name, known in (
        ("Klienci VIP", _when("segment", "any", [VIP])),
        ("Czekają ponad dobę", _when("waiting", "min", 24)),
    ):
        conditions = check(known, for_views=True)
        save_view(by, SavedView(name=name, base="open", conditions=conditions, sort="due"))
