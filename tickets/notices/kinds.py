"""The kinds of notifications: each can be chosen in one's settings. Apps above add their own (`register`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.models import Way

ASSIGNED, CUSTOMER_WROTE, MENTION, FOLLOWED = "assigned", "customer_wrote", "mention", "followed"
DUE_SOON, MISSED, ESCALATION, ATTENTION = "due_soon", "missed", "escalation", "attention"
RULE, INCIDENT, CASE = "rule", "incident", "case"


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """`way` is how everybody is told until they choose otherwise; `managers` are only offered to managers and admins."""

    name: str
    label: str | Promise
    icon: str = "bell"
    way: Way = Way.PAGE
    managers: bool = False


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> None:
    """Called by an app above at start."""
    _kinds[kind.name] = kind


def all_kinds() -> list[NoticeKind]:
    return list(_kinds.values())


def get(name: str) -> NoticeKind:
    """The kind; one that is gone (an app taken out) is shown plainly."""
    return _kinds.get(name) or NoticeKind(name, name)


for _kind in [
    NoticeKind(ASSIGNED, _("A ticket is given to me"), "user-round-check"),
    NoticeKind(CUSTOMER_WROTE, _("A customer writes on a ticket of mine"), "message-square"),
    NoticeKind(MENTION, _("Somebody mentions me in a note"), "at-sign"),
    NoticeKind(DUE_SOON, _("A deadline of my ticket comes near"), "hourglass"),
    NoticeKind(MISSED, _("A deadline of my ticket is missed"), "circle-alert"),
    NoticeKind(FOLLOWED, _("Something happens on a ticket that I follow"), "eye"),
    NoticeKind(RULE, _("A rule tells me something"), "workflow"),
    NoticeKind(ESCALATION, _("A ticket is escalated to me"), "trending-up", Way.MAIL),
    NoticeKind(ATTENTION, _("A manager is called to a ticket"), "siren", Way.MAIL, managers=True),
    NoticeKind(INCIDENT, _("Many customers write about one thing"), "flame"),
    NoticeKind(CASE, _("An unhappy answer to a survey needs somebody"), "frown"),
]:
    register(_kind)
