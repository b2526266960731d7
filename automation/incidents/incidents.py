"""Every write to an incident: opened, changed, its tickets linked and taken out, resolved, opened again. House rules
(settings) and what customers read are recorded with who, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import User
from automation.incidents import banners
from automation.models import Incident, IncidentSettings, IncidentSuggestion, IncidentTicket
from tickets import actions
from tickets.access import visible_tickets
from tickets.actor import SYSTEM, Actor
from tickets.events import Kind

State = IncidentTicket.State
FIELDS = ("title", "text_en", "text_pl", "is_public", "on_help", "channels", "words", "links_itself")


def may_change(agent: User, incident: Incident) -> bool:
    """Its texts, resolving it, opening it again: managers, and who opened it."""
    return agent.sees_everything or incident.opened_by_id == agent.pk


def save_incident(by: User, incident: Incident, values: Mapping[str, Any]) -> Incident:
    """Keep a new or changed incident; `teams` and `inboxes` among the values are lists."""
    with transaction.atomic():
        known = Incident.objects.select_for_update().filter(pk=incident.pk).first()
        before = _facts(known) if known else {}
        kept = known or incident
        if known is None:
            kept.opened_by = by
        for name in FIELDS:
            if name in values:
                setattr(kept, name, values[name])
        kept.save()
        for name in ("teams", "inboxes"):
            if name in values:
                getattr(kept, name).set(values[name])
        audit.record(by, "incident", kept.pk, kept.title, before, _facts(kept))
        banners.changed()
    return kept


def open_suggested(by: User, suggestion: IncidentSuggestion, title: str) -> Incident:
    """An incident of a suggestion. The tickets that they may see are linked, the others offered to those who may."""
    with transaction.atomic():
        found = IncidentSuggestion.objects.select_for_update().get(pk=suggestion.pk)
        if found.incident is not None:
            return found.incident
        incident = save_incident(by, Incident(), {"title": title, "words": found.words})
        found.state, found.incident = IncidentSuggestion.State.TAKEN, incident
        found.settled_by, found.settled_at = by, timezone.now()
        found.save()
        seen = set(visible_tickets(by).filter(pk__in=found.tickets).values_list("pk", flat=True))
        link(by, incident, seen)
        offer(incident, set(found.tickets) - seen)
    return incident


def dismiss(by: User, suggestion: IncidentSuggestion) -> None:
    """Not an incident; the same topic isn't suggested again for a week, unless it grows."""
    IncidentSuggestion.objects.filter(pk=suggestion.pk, state=IncidentSuggestion.State.OPEN).update(
        state=IncidentSuggestion.State.DISMISSED, settled_by=by, settled_at=timezone.now()
    )


def link(by: User | None, incident: Incident, numbers: Iterable[int]) -> int:
    """Link these tickets, with a line in each history; how many weren't yet. Nobody (`by`) for those linked by themselves."""
    done = 0
    for number in sorted(numbers):
        with transaction.atomic():
            if _move(by, incident, number, State.LINKED):
                _tell(by, incident, number, Kind.INCIDENT_LINKED)
                done += 1
    return done


def unlink(by: User, incident: Incident, number: int) -> bool:
    """Not part of it (any more); it isn't offered again."""
    with transaction.atomic():
        was = IncidentTicket.objects.filter(incident=incident, ticket=number).values_list("state", flat=True).first()
        moved = _move(by, incident, number, State.REFUSED)
        if moved and was == State.LINKED:
            _tell(by, incident, number, Kind.INCIDENT_UNLINKED)
    return moved


def offer(incident: Incident, numbers: Iterable[int]) -> int:
    """Offer tickets that nobody decided on yet."""
    rows = [IncidentTicket(incident=incident, ticket_id=number) for number in numbers]
    before = incident.links.count()
    IncidentTicket.objects.bulk_create(rows, ignore_conflicts=True)
    return incident.links.count() - before


def _move(by: User | None, incident: Incident, number: int, state: State) -> bool:
    IncidentTicket.objects.bulk_create([IncidentTicket(incident=incident, ticket_id=number)], ignore_conflicts=True)
    row = IncidentTicket.objects.select_for_update().get(incident=incident, ticket=number)
    if row.state == state or (by is None and row.state == State.REFUSED):
        return False
    row.state, row.by, row.at = state, by, timezone.now()
    row.save(update_fields=["state", "by", "at"])
    return True


def _tell(by: User | None, incident: Incident, number: int, kind: Kind) -> None:
    actor = Actor.agent(by) if by else SYSTEM
    actions.record_event(actor, number, kind, incident=incident.pk, title=incident.title)


def resolve(by: User, incident: Incident, *, resolved: bool = True) -> Incident:
    """Over: customers no longer read of it. Or open again."""
    with transaction.atomic():
        found = Incident.objects.select_for_update().get(pk=incident.pk)
        before = _facts(found)
        found.status = Incident.Status.RESOLVED if resolved else Incident.Status.OPEN
        if before["status"] != found.status:
            found.resolved_by, found.resolved_at = (by, timezone.now()) if resolved else (None, None)
            found.save(update_fields=["status", "resolved_by", "resolved_at"])
            audit.record(by, "incident", found.pk, found.title, before, _facts(found))
            banners.changed()
    return found


def save_settings(by: User, values: Mapping[str, Any]) -> IncidentSettings:
    """Keep when many tickets become a suggestion."""
    with transaction.atomic():
        found = IncidentSettings.objects.select_for_update().first() or IncidentSettings()
        before = _settings_facts(found)
        for name in ("enabled", "tickets", "minutes"):
            setattr(found, name, values[name])
        found.save()
        audit.record(by, "incident_settings", found.pk, "", before, _settings_facts(found))
    return found


def _settings_facts(settings: IncidentSettings) -> dict[str, Any]:
    return {"enabled": settings.enabled, "tickets": settings.tickets, "minutes": settings.minutes}


def _facts(incident: Incident) -> dict[str, Any]:
    scope = {name: sorted(getattr(incident, name).values_list("pk", flat=True)) for name in ("teams", "inboxes")}
    return {name: getattr(incident, name) for name in (*FIELDS, "status")} | scope
