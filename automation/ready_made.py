"""Rules that many small firms want, to be added with one click, switched off, and made one's own.

Each is built from the house as it is (its teams, calendars, languages) and checked like any other: what speaks of a field that
no app offers here isn't offered either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from automation.models import Anchor, Rule, RuleKind, Trigger
from automation.rules import save_rule
from core.text import fold
from tickets.models import Calendar, Priority, Status
from tickets.vocabulary import check, check_effects
from tickets.vocabulary.conditions import BadCondition

HOUR, DAY = 60, 24 * 60
Items = list[tuple[str, str, Any]]

RETURNS = ["zwrot", "reklamacja", "wymiana", "uszkodzony", "return", "refund", "exchange", "broken"]
MONEY = ["faktura", "płatność", "przelew", "duplikat", "invoice", "payment", "receipt"]
LEGAL = ["UOKiK", "rzecznik", "prawnik", "adwokat", "pozew", "lawyer", "attorney", "lawsuit"]


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """`build` gives the rules, in the reader's language; several where customers read them in their own."""

    key: str
    kind: RuleKind
    title: str | Promise
    text: str | Promise
    build: Callable[[], Iterator[Rule]]


@dataclass(frozen=True, slots=True)
class Offer:
    """One of them as the page shows it. `shown` are the rules in the reader's language."""

    ready: ReadyMade
    rules: list[Rule]
    is_there: bool

    @property
    def shown(self) -> list[Rule]:
        own = translation.get_language()
        return [rule for rule in self.rules if _language_of(rule) in {"", own}]


def offers(kind: str) -> list[Offer]:
    """What can be added to the rules of this kind, and what is there already."""
    known = [_same(rule) for rule in Rule.objects.filter(kind=kind)]
    found = []
    for ready in READY_MADE:
        if ready.kind == kind and (rules := _built(ready)):
            found.append(Offer(ready, rules, all(_same(rule) in known for rule in rules)))
    return found


def add(by: User, key: str) -> list[Rule]:
    """Keep those of its rules that aren't there yet, switched off, each audited. KeyError for a key that isn't offered."""
    ready = next((one for one in READY_MADE if one.key == key), None)
    built = _built(ready) if ready else []
    if ready is None or not built:
        raise KeyError(key)
    with transaction.atomic():
        known = [_same(rule) for rule in Rule.objects.select_for_update().filter(kind=ready.kind)]
        return [save_rule(by, rule) for rule in built if _same(rule) not in known]


def _built(ready: ReadyMade) -> list[Rule]:
    try:
        rules = list(ready.build())
    except BadCondition:  # about something that no app of this house offers
        return []
    for rule in rules:
        rule.kind, rule.is_active = ready.kind, False
    return rules


def _same(rule: Rule) -> tuple[Any, ...]:
    """By what it waits for: its steps and its name are the house's to change."""
    return sorted(rule.triggers), rule.anchor, rule.after_minutes, rule.conditions


def _language_of(rule: Rule) -> str:
    asked = [item["value"] for item in rule.conditions["items"] if item["field"] == "language"]
    return asked[0][0] if asked else ""


def _rule(name: str, items: Items, effects: list[tuple[str, Any]], **fields: Any) -> Rule:
    asked = [{"field": field, "op": op, "value": value} for field, op, value in items]
    done = [{"effect": effect, "value": value} for effect, value in effects]
    return Rule(
        name=name[:120], conditions=check({"match": "all", "items": asked}), effects=check_effects(done), **fields
    )


def _team(*beginnings: str) -> list[tuple[str, Any]]:
    """The step to the team whose name has a word that begins so; none where there is no such team."""
    for team in Team.objects.all():
        if any(word.startswith(beginnings) for word in fold(team.name).split()):
            return [("team", team.pk)]
    return []


def _by_language() -> Iterator[tuple[str, str]]:
    """(code, name in the reader's language) of those that customers are written to in, the reader's first."""
    names = [(code, str(name)) for code, name in settings.LANGUAGES]
    yield from sorted(names, key=lambda one: one[0] != translation.get_language())


def _returns() -> Iterator[Rule]:
    steps = [*_team("zwrot", "reklam", "return", "complaint"), ("add_tags", [_("return")])]
    yield _rule(_("Returns and complaints by words"), [("words", "any", RETURNS)], steps, stops=True)


def _money() -> Iterator[Rule]:
    steps = [
        *_team("platn", "faktur", "ksieg", "rozlicz", "payment", "billing", "invoice"),
        ("add_tags", [_("invoice")]),
    ]
    yield _rule(_("Invoices and payments by words"), [("words", "any", MONEY)], steps, stops=True)


def _vip() -> Iterator[Rule]:
    known: Items = [("segment", "any", ["VIP"])]
    yield _rule(_("VIP: high priority"), known, [("raise", Priority.HIGH), ("add_tags", ["vip"])])


def _angry() -> Iterator[Rule]:
    steps = [("notify", ["assignee", "managers"])]
    yield _rule(
        _("Angry message: tell a manager"), [("mood", "any", ["angry"])], steps, triggers=[Trigger.CUSTOMER_WROTE]
    )


def _unhappy() -> Iterator[Rule]:
    steps = [("attention", _("{name} gave a low score. Call back today."))]
    known: Items = [("survey_unhappy", "is", True)]
    yield _rule(_("Unhappy survey: call a manager"), known, steps, triggers=[Trigger.SURVEY])


def _legal() -> Iterator[Rule]:
    steps = [
        ("raise", Priority.HIGH),
        ("attention", _("A lawyer or an authority is mentioned. Read it before anybody answers.")),
    ]
    known: Items = [("words", "any", LEGAL)]
    yield _rule(_("Lawyer or authority: call a manager"), known, steps, triggers=[Trigger.CUSTOMER_WROTE])


def _lost() -> Iterator[Rule]:
    steps = [("notify", ["assignee", "team"])]
    yield _rule(_("Answer not delivered: tell the team"), [], steps, triggers=[Trigger.NOT_DELIVERED])


def _remind() -> Iterator[Rule]:
    for code, language in _by_language():
        with translation.override(code):
            asked = _(
                "Hello,\n\nwe are waiting for your answer to finish your request no. {number}. Just reply to this message."
            )
            done = _(
                "Hello,\n\nwe haven't heard from you, so we are closing your request no. {number}. If anything is left to do, "
                "just reply and it opens again."
            )
        known: Items = [("language", "any", [code])]
        steps = [("answer", done), ("status", Status.RESOLVED)]
        waits = {"anchor": Anchor.WE_WAIT}
        yield _rule(
            _("Remind after 3 days (%(language)s)") % {"language": language},
            known, [("answer", asked)], after_minutes=3 * DAY, **waits,
        )  # fmt: skip
        yield _rule(
            _("Close after 7 days (%(language)s)") % {"language": language},
            known, steps, after_minutes=7 * DAY, **waits,
        )  # fmt: skip


def _waits() -> Iterator[Rule]:
    yield _rule(
        _("Customer waits for a working day: tell everybody"),
        [],
        [("notify", ["assignee", "team", "managers"])],
        anchor=Anchor.CUSTOMER_WAITS,
        after_minutes=8 * HOUR,
        calendar=Calendar.objects.first(),
    )


def _nobody() -> Iterator[Rule]:
    yield _rule(
        _("Nobody's for two hours: tell the team"),
        [],
        [("notify", ["team"])],
        anchor=Anchor.UNASSIGNED,
        after_minutes=2 * HOUR,
        calendar=Calendar.objects.first(),
    )


READY_MADE = (
    ReadyMade(
        "returns",
        RuleKind.ROUTING,
        gettext_lazy("Returns and complaints"),
        gettext_lazy("By words of both languages, in any of their forms, to the team that handles returns."),
        _returns,
    ),
    ReadyMade(
        "money",
        RuleKind.ROUTING,
        gettext_lazy("Invoices and payments"),
        gettext_lazy("By words to the team that handles money."),
        _money,
    ),
    ReadyMade(
        "vip",
        RuleKind.ROUTING,
        gettext_lazy("VIP customers first"),
        gettext_lazy("Whoever has the segment VIP gets high priority."),
        _vip,
    ),
    ReadyMade(
        "angry",
        RuleKind.EVENT,
        gettext_lazy("Angry customer"),
        gettext_lazy("A manager hears of it before it becomes a bad review."),
        _angry,
    ),
    ReadyMade(
        "unhappy",
        RuleKind.EVENT,
        gettext_lazy("Unhappy survey"),
        gettext_lazy("A manager is called and the flag stays until one has seen to it."),
        _unhappy,
    ),
    ReadyMade(
        "legal",
        RuleKind.EVENT,
        gettext_lazy("Lawyer, ombudsman, court"),
        gettext_lazy("Nobody answers such a message in passing."),
        _legal,
    ),
    ReadyMade(
        "lost",
        RuleKind.EVENT,
        gettext_lazy("Answer that didn't arrive"),
        gettext_lazy("Else the customer waits and nobody knows."),
        _lost,
    ),
    ReadyMade(
        "remind",
        RuleKind.TIME,
        gettext_lazy("Remind, then close kindly"),
        gettext_lazy(
            "A silent customer is reminded after three days; after seven comes a kind note, and it is resolved. In their language."
        ),
        _remind,
    ),
    ReadyMade(
        "waits",
        RuleKind.TIME,
        gettext_lazy("Customer waits too long"),
        gettext_lazy("After eight hours of your working time everybody hears of it."),
        _waits,
    ),
    ReadyMade(
        "nobody",
        RuleKind.TIME,
        gettext_lazy("Left lying"),
        gettext_lazy("What nobody has taken within two hours is called out."),
        _nobody,
    ),
)
