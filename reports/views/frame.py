"""What every report of a period has: its period and scope from the address, its filters, and an answer nobody keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import agent_of
from accounts.models import Team, User
from reports import day_notes, links
from reports.facts import rebuild
from reports.period import PRESETS, Period
from reports.scope import Scope
from tickets import channel_info
from tickets.models import Inbox, Tag

# What narrows a report without a box of its own in the filters: shown as a chip that takes it away.
NARROWED_BY = {"agent": User, "topic": Tag}


@dataclass(frozen=True, slots=True)
class Frame:
    """`kept` are a page's own parameters, which the filters carry along."""

    scope: Scope
    period: Period
    kept: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest, kept: Mapping[str, str] | None = None) -> Frame:
        """From the address, within what the reader may see. What makes no sense there counts as not asked for."""
        scope = Scope.from_query(request.GET).seen_by(agent_of(request))
        return cls(scope, Period.from_query(request.GET), dict(kept or {}))

    def query(self, **more: Any) -> str:
        """The page's own address with some of it changed."""
        return urlencode({**links.span(self.period), **self.scope.params(), **self.kept, **more})

    def context(self) -> dict[str, Any]:
        """For templates/reports/base.html."""
        return {
            "period": self.period,
            "scope": self.scope,
            "kept": self.kept,
            "is_current": self.period.last >= timezone.localdate(),
            "presets": [(days, urlencode({"days": days, **self.scope.params(), **self.kept})) for days in PRESETS],
            "channels": sorted(channel_info.all_channels(), key=lambda info: str(info.name)),
            "teams": Team.objects.all(),
            "inboxes": Inbox.objects.all(),
            "narrowed": self._narrowed(),
            "annotations": day_notes.of(self.scope, self.period),
            "is_incomplete": rebuild.is_going_on(),
        }

    def _narrowed(self) -> list[tuple[str, str, str, str]]:
        """(name, value, words, address without it) of what has no box in the filters."""
        found = []
        for name, model in NARROWED_BY.items():
            everybody: dict[str, Any] = {name: 0}
            if pk := getattr(self.scope, name):
                known = model._default_manager.filter(pk=pk).first()
                without = replace(self, scope=replace(self.scope, **everybody)).query()
                found.append((name, str(pk), str(known or pk), without))
        if self.scope.language:
            without = replace(self, scope=replace(self.scope, language="")).query()
            found.append(("language", self.scope.language, self.scope.language, without))
        return found


def narrowed_words(scope: Scope) -> list[str]:
    """What a list is narrowed to, in words."""
    words = [str(channel_info.get(scope.channel).name)] if scope.channel else []
    for model, pk in ((Team, scope.team), (Inbox, scope.inbox), (User, scope.agent), (Tag, scope.topic)):
        if pk:
            words += [str(one) for one in model._default_manager.filter(pk=pk)]
    return [*words, scope.language] if scope.language else words


def answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Figures are of this moment and of this reader: no cache keeps them."""
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response
