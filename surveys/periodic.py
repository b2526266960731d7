"""Asking about the whole relation: once a day every customer is looked at, and who was active and not asked for so long is.

A round goes through the customers by their ids, some at a time; the survey's row remembers how far it came and is locked
meanwhile, so that a killed worker goes on where it stopped and two never ask the same. The question goes by the customer's
best channel on their newest ticket, whose status stays as it is. Who waits for us just then is asked another day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from core import sweeps
from customers.models import Customer
from surveys.inviting import as_due, wake_when_due
from surveys.models import Moment, State, Survey, SurveyInvitation, SurveySettings
from tickets.models import Ticket
from tickets.vocabulary import Facts, matches

# Nobody is rung out of bed by what could wait: these hours of the house's time zone.
FROM_HOUR, TO_HOUR = 9, 18
WINDOW = 1000
SWEEP, ONE = "surveys: rounds", "surveys: round, customer"


def is_decent_hour(at: datetime) -> bool:
    return FROM_HOUR <= timezone.localtime(at).hour < TO_HOUR


def work_rounds() -> int:
    """One step of each survey's round of today. Returns how many customers were written down, to be asked or not."""
    if not is_decent_hour(timezone.now()) or not SurveySettings.current().enabled:
        return 0
    surveys = list(Survey.objects.filter(moment=Moment.PERIODIC, is_active=True, archived_at=None))
    return sweeps.each(SWEEP, [survey.pk for survey in surveys], partial(_step, surveys=surveys))


def _step(pk: int, surveys: Sequence[Survey]) -> int:
    with transaction.atomic():
        survey = (
            Survey.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=pk, moment=Moment.PERIODIC, is_active=True, archived_at=None)
            .first()
        )
        if survey is None:
            return 0
        today = timezone.localdate()
        if survey.round_on != today:
            survey.round_on, survey.round_after = today, 0
        if survey.round_after is None:
            return 0
        everybody = Customer.objects.filter(pk__gt=survey.round_after).order_by("pk")
        last = everybody.values_list("pk", flat=True)[WINDOW - 1 : WINDOW].first()
        found = _candidates(survey).filter(pk__gt=survey.round_after).order_by("pk")
        if last is not None:
            found = found.filter(pk__lte=last)
        looked = {customer.pk: customer for customer in found}
        asked = sweeps.each(ONE, looked, lambda pk: _look_at(survey, looked[pk], surveys))
        survey.round_after = last
        survey.save(update_fields=["round_on", "round_after"])
    return asked


def _candidates(survey: Survey) -> QuerySet[Customer]:
    """Active in the survey's time, not asked by it since, and in nobody's cool-down."""
    now = timezone.now()
    since = now - timedelta(days=survey.every_days)
    theirs = SurveyInvitation.objects.filter(customer=OuterRef("pk"))
    active = Ticket.objects.filter(customer=OuterRef("pk"), is_spam=False, last_customer_message_at__gte=since)
    found = Customer.objects.filter(Exists(active), merged_into__isnull=True)
    found = found.exclude(Exists(theirs.filter(survey=survey, created_at__gt=since)))
    peace = SurveySettings.current().cooldown_days
    if peace:
        found = found.exclude(Exists(theirs.filter(state=State.SENT, sent_at__gt=now - timedelta(days=peace))))
    return found


@transaction.atomic
def _look_at(survey: Survey, customer: Customer, surveys: Sequence[Survey]) -> bool:
    """In a savepoint: where it breaks, the round goes on, and comes to this customer again tomorrow."""
    newest = Ticket.objects.filter(customer=customer, is_spam=False).select_related("customer", "inbox")
    ticket = newest.order_by("-last_activity_at", "-number").first()
    if ticket is None or ticket.waiting_since is not None:
        return False
    facts = Facts(ticket)
    if next((one for one in surveys if matches(one.conditions, facts)), None) != survey:
        return False
    values = as_due(survey, ticket, timezone.now(), key=f"{customer.pk}:{survey.round_on}")
    invitation = SurveyInvitation.objects.create(ticket=ticket, resolution_cycle=ticket.resolution_cycle, **values)
    wake_when_due(invitation)
    return True
