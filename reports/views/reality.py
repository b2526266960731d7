"""/reports/reality/: the quarters, the draw of each, and one interaction to be scored without names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean
from typing import Any

from django.contrib import messages
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import admin_required, agent_of, manager_required
from accounts.models import User
from reports.models.reality import Criterion, DrawnTicket, QuarterSample, RealitySettings, Scorecard
from reports.period import firm_day
from reports.reality import blind, drawing, scoring
from reports.reality.forms import RealitySettingsForm, ScorecardForm
from reports.reality.quarter import Quarter
from reports.views.frame import answer
from tickets.models import Message, MessageKind, Ticket

# Three years of quarters.
SHOWN = 12


@require_safe
@manager_required
def quarters_page(request: HttpRequest) -> HttpResponse:
    """Every quarter since the first resolved ticket, the newest first, with how far its review is."""
    agent = agent_of(request)
    living = DrawnTicket.living("drawn__")
    samples = QuarterSample.objects.annotate(
        size=Count("drawn", filter=living, distinct=True),
        to_score=Count("drawn", filter=living & ~Q(scoring.wrote_in(agent, "drawn__ticket")), distinct=True),
        mine=Count(
            "drawn",
            filter=living & ~Q(scoring.wrote_in(agent, "drawn__ticket")) & Q(drawn__cards__reviewer=agent),
            distinct=True,
        ),
        scored=Count("drawn", filter=living & Q(drawn__cards__isnull=False), distinct=True),
        reviewers=Count("drawn__cards__reviewer", filter=living, distinct=True),
    )
    known = {drawing.quarter_of(sample): sample for sample in samples}
    context = {
        "rows": [(quarter, known.get(quarter)) for quarter in _quarters()],
        "form": RealitySettingsForm(instance=RealitySettings.current()),
        "size": drawing.SIZE,
    }
    return answer(request, "reports/reality/quarters.html", context)


def _quarters() -> list[Quarter]:
    first = Ticket.objects.filter(first_resolved_at__isnull=False).aggregate(at=Min("first_resolved_at"))["at"]
    oldest = Quarter.of(firm_day(first)) if first else Quarter.current()
    found = [Quarter.current()]
    while found[-1] > oldest and len(found) < SHOWN:
        found.append(found[-1].before)
    return found


@require_safe
@manager_required
def quarter_page(request: HttpRequest, quarter: str) -> HttpResponse:
    """The interactions of the draw. What others gave shows where the reader has scored, or the quarter is closed."""
    agent = agent_of(request)
    sample = _sample(quarter)
    every = sample.drawn.select_related("ticket").prefetch_related("cards__scores")
    drawn = list(every.annotate(own=scoring.wrote_in(agent)))
    names = _names(drawn) if sample.unblinded_at else {}
    rows = [_row(one, agent, sample, names) for one in drawn]
    living = [row for row in rows if not row["left"]]
    to_score = [row for row in living if not row["own"]]
    waiting = [row["drawn"].place for row in to_score if not row["mine"]]
    context = {
        "quarter": drawing.quarter_of(sample),
        "sample": sample,
        "rows": rows,
        "size": len(living),
        "to_score": len(to_score),
        "own": len(living) - len(to_score),
        "mine": len(to_score) - len(waiting),
        "following": waiting[0] if waiting and not sample.closed_at else None,
        "unscored": scoring.unscored(sample),
        "may_unblind": RealitySettings.current().may_unblind,
        "more": drawing.MORE if len(living) < drawing.MOST else 0,
    }
    return answer(request, "reports/reality/quarter.html", context)


def _row(drawn: Any, agent: User, sample: QuarterSample, names: dict[int, list[str]]) -> dict[str, Any]:
    cards = list(drawn.cards.all())
    mine = any(card.reviewer_id == agent.pk for card in cards)
    gone = drawn.left_at or drawn.ticket is None or drawn.ticket.is_spam
    values = [score.value for card in cards for score in card.scores.all() if score.value is not None]
    return {
        "drawn": drawn,
        "left": (drawn.get_left_why_display() or _("it is no longer there")) if gone else "",
        "mine": mine,
        "own": drawn.own,
        "cards": len(cards),
        "mean": fmean(values) if values and (mine or sample.closed_at) else None,
        "names": names.get(drawn.number, []),
    }


def _names(drawn: Sequence[DrawnTicket]) -> dict[int, list[str]]:
    """Ticket → who of us answered in it."""
    rows = Message.objects.filter(
        ticket__in=[one.ticket_id for one in drawn if one.ticket_id],
        kind=MessageKind.OUTBOUND, automatic=False, author__isnull=False,
    ).order_by("pk").values_list("ticket", "author__name")  # fmt: skip
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for number, name in rows:
        found[number][name] = None
    return {number: list(names) for number, names in found.items()}


@require_POST
@manager_required
def draw(request: HttpRequest, quarter: str) -> HttpResponse:
    """The ten, or, with `seen` (how many the page showed), some more."""
    found, agent = _quarter(quarter), agent_of(request)
    seen = request.POST.get("seen", "")
    try:
        if not seen:
            drawing.draw(agent, found)
        elif seen.isascii() and seen.isdigit() and (n := drawing.draw_more(agent, found, int(seen[:4]))):
            messages.success(
                request,
                ngettext("%(n)s interaction more was drawn.", "%(n)s interactions more were drawn.", n) % {"n": n},
            )
    except drawing.NothingToDraw:
        messages.warning(request, _("There is nothing to draw: no other resolved ticket with an answer of ours."))
        return redirect("report-reality") if not seen else redirect("report-reality-quarter", found.slug)
    except QuarterSample.DoesNotExist as error:
        raise Http404 from error
    return redirect("report-reality-quarter", found.slug)


@require_POST
@manager_required
def close(request: HttpRequest, quarter: str) -> HttpResponse:
    sample = _sample(quarter)
    try:
        scoring.close(agent_of(request), drawing.quarter_of(sample))
        messages.success(request, _("The quarter is closed. Its results are there for every manager."))
    except scoring.NotNow:
        messages.error(request, _("Not yet: each interaction needs at least one scorecard."))
    return redirect("report-reality-quarter", quarter)


@require_POST
@manager_required
def unblind(request: HttpRequest, quarter: str) -> HttpResponse:
    sample = _sample(quarter)
    try:
        scoring.unblind(agent_of(request), drawing.quarter_of(sample))
    except scoring.NotNow:
        messages.error(request, _("Names stay hidden: the quarter is not closed, or the settings don't allow it."))
    return redirect("report-reality-quarter", quarter)


@require_POST
@admin_required
def settings(request: HttpRequest) -> HttpResponse:
    form = RealitySettingsForm(request.POST, instance=RealitySettings.current())
    if form.is_valid():
        scoring.save_settings(agent_of(request), form.save(commit=False))
        messages.success(request, _("Saved."))
    return redirect("report-reality")


@require_http_methods(["GET", "HEAD", "POST"])
@manager_required
def review(request: HttpRequest, quarter: str, place: int) -> HttpResponse:
    """One interaction, without names, beside the scorecard; once the reader has scored, what others gave."""
    agent, sample = agent_of(request), _sample(quarter)
    living = list(sample.drawn.filter(DrawnTicket.living()).select_related("ticket__customer"))
    drawn = next((one for one in living if one.place == place), None)
    if drawn is None or drawn.ticket is None:
        raise Http404
    own = sample.drawn.filter(scoring.wrote_in(agent), pk=drawn.pk).exists()
    form = ScorecardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _sent(request, sample, drawn, form)
    cards = list(drawn.cards.select_related("reviewer").prefetch_related("scores"))
    mine = any(card.reviewer_id == agent.pk for card in cards)
    open_cards = mine or sample.closed_at is not None
    context = {
        "quarter": drawing.quarter_of(sample),
        "sample": sample,
        "drawn": drawn,
        "ticket": drawn.ticket,
        "talk": blind.conversation(drawn.ticket),
        "own": own,
        "form": None if open_cards or own else form,
        "open": open_cards,
        "cards": [_card(card) for card in cards] if open_cards else [],
        "criteria": [Criterion(name).label for name in Criterion.values],
        "before": max((one.place for one in living if one.place < place), default=None),
        "after": min((one.place for one in living if one.place > place), default=None),
        "following": _following(sample, agent),
    }
    response = answer(request, "reports/reality/review.html", context)
    response.status_code = 422 if form.errors and not (open_cards or own) else 200
    return response


def _card(card: Scorecard) -> dict[str, Any]:
    by_criterion = {score.criterion: score for score in card.scores.all()}
    return {"card": card, "scores": [by_criterion.get(name) for name in Criterion.values]}


def _sent(request: HttpRequest, sample: QuarterSample, drawn: DrawnTicket, form: ScorecardForm) -> HttpResponse:
    agent, quarter = agent_of(request), drawing.quarter_of(sample)
    try:
        scoring.score(agent, quarter, drawn.place, form.given(), form.cleaned_data["comment"])
        messages.success(request, _("Your scorecard is in. Here is what others gave."))
    except scoring.NotNow:
        messages.error(request, _("The quarter was closed meanwhile; it takes no more scorecards."))
    except scoring.OwnWords:
        messages.error(request, _("You wrote in this conversation, so others score it."))
    except DrawnTicket.DoesNotExist:
        messages.warning(request, _("This interaction left the sample meanwhile; another stands in for it."))
        return redirect("report-reality-quarter", quarter.slug)
    return redirect("report-reality-review", quarter.slug, drawn.place)


def _following(sample: QuarterSample, agent: User) -> int | None:
    """The first interaction that this person has not scored."""
    if sample.closed_at:
        return None
    open_ones = sample.drawn.filter(DrawnTicket.living()).exclude(cards__reviewer=agent)
    open_ones = open_ones.exclude(scoring.wrote_in(agent))
    return open_ones.order_by("place").values_list("place", flat=True).first()


def _quarter(slug: str) -> Quarter:
    found = Quarter.from_slug(slug)
    if found is None:
        raise Http404
    return found


def _sample(slug: str) -> QuarterSample:
    """The quarter's draw; 404 before there is one."""
    quarter = _quarter(slug)
    sample = QuarterSample.objects.filter(year=quarter.year, number=quarter.number).first()
    if sample is None:
        raise Http404
    return sample
