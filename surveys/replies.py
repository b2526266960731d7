"""Answers that come back in a conversation: a tapped button, a digit. Registered as an inbound claim (tickets/hooks.py), so
what is an answer makes no ticket and reopens none; whatever can't be told for sure is an ordinary message."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from surveys import answering, digits, taps, wording
from surveys.choices import scores_of
from surveys.models import State, SurveyAnswer, SurveyInvitation
from surveys.scores import scale
from tickets import hooks
from tickets.actions import Incoming, add_message
from tickets.actions.change import Change, changing
from tickets.actor import CUSTOMER, SYSTEM
from tickets.models import Message, MessageKind

# Questions by one inbox to one address among which the newest is looked for; a late reminder may be of an older one.
LOOKED_AT = 20
# So long after a question has closed, a bare number still is a late answer to it, and later no more.
LATE = timedelta(days=30)


def claim(incoming: Incoming) -> bool:
    """Take an answer to a survey; False for everything else. Called inside the transaction that would make a message.

    What comes too late is no message, either, where it can only be meant as an answer: it is told once that the question is
    closed, and no ticket is opened or reopened by it.

    - A tapped button always is one, since it carries the question's own token; also on a score that isn't offered any more.
      A token that we don't know, somebody else's, or one of another inbox makes its words an ordinary message.
    - A typed number may mean anything. A bare one ("5") is taken for an answer when one could still be given, and for a late
      one within LATE after that, as long as nobody of us wrote in between. The sentence then asks for words if something else
      was meant, so the next number is an ordinary message, and so is every number with words beside it: a late "5, but it
      is broken again" is more worth being read than counted. Where nothing can be said back, it stays a message, too.
    """
    if incoming.automatic or incoming.files or incoming.coming:
        return False
    tapped = taps.read(incoming.tapped)
    if tapped is not None:
        return _tapped(incoming, *tapped)
    said = digits.read(incoming.text) if wording.is_conversation(incoming.inbox.channel) else None
    return said is not None and _said(incoming, said)


def _tapped(incoming: Incoming, token: str, score: int) -> bool:
    """The button's token says which question; only who was asked, where they were asked, may tap."""
    try:
        invitation = answering.find(token)
    except answering.UnknownSurvey:
        return False
    if invitation.customer_id != incoming.customer.pk or not _asked_by(invitation, incoming):
        return False
    with changing(_number(invitation), CUSTOMER) as change, translation.override(invitation.language):
        if not incoming.customer.surveys_allowed:
            unwanted = _("You get no more surveys from us, so we did not count this. Thank you all the same.")
            _tell_once(change, incoming, invitation, unwanted)
            return True
        try:
            _take(change, incoming, invitation, score, None, words_at=f"{wording.link(token)}?more=1")
        except (answering.ExpiredSurvey, answering.AnswerIsFinal):
            _tell_once(change, incoming, invitation, _why_closed(invitation))
        except ValueError:
            # The survey was changed after it had gone out.
            if invitation.closed_at is not None:
                _tell_once(change, incoming, invitation, _why_closed(invitation))
            else:
                changed = _("This question has changed since, so we could not count that.")
                here = _("You can answer here: %(url)s") % {"url": wording.link(token)}
                _tell_once(change, incoming, invitation, changed, private=here)
    return True


def _said(incoming: Incoming, said: digits.Said) -> bool:
    """The newest question by this inbox to this address, if nothing else can be meant."""
    invitation = _newest(incoming)
    if invitation is None or invitation.survey is None or not incoming.customer.surveys_allowed:
        return False
    offered = scores_of(invitation.kind, invitation.survey.look)
    if said.score not in offered or said.of not in {None, scale(invitation.kind).high}:
        return False
    if _somebody_wrote(incoming, since=_asked_at(invitation, incoming)):
        return False
    closed_at = invitation.closed_at
    if closed_at is not None and (said.words or timezone.now() > closed_at + LATE):
        return False
    with changing(_number(invitation), CUSTOMER) as change, translation.override(invitation.language):
        try:
            if closed_at is None:
                _take(change, incoming, invitation, said.score, said.words or None)
                return True
        except (answering.ExpiredSurvey, answering.AnswerIsFinal):
            if said.words:
                return False
        else_meant = _("If your number means something else, please write it once more with a few words.")
        return _tell_once(change, incoming, invitation, f"{_why_closed(invitation)} {else_meant}")


def _why_closed(invitation: SurveyInvitation) -> str:
    """In the active language."""
    if SurveyAnswer.objects.filter(invitation=invitation).exists():
        final = _("Thank you, we have your answer."), _("It can't be changed any more: 24 hours have passed.")
        return " ".join(final)
    return " ".join([_("This survey has expired."), _("Thank you for wanting to tell us. Write to us any time.")])


def _tell_once(
    change: Change, incoming: Incoming, invitation: SurveyInvitation, text: str, *, private: str = ""
) -> bool:
    """That an answer could not be counted; False where they were told before, or nothing can be said back to them."""
    untold = SurveyInvitation.objects.filter(pk=invitation.pk, told_closed_at=None)
    if not untold.exists() or not _say(change, incoming, invitation, text, private=private):
        return False
    untold.update(told_closed_at=timezone.now())
    return True


def _newest(incoming: Incoming) -> SurveyInvitation | None:
    """Older questions wait behind it: an answer that could be meant for either counts for the one they saw last."""
    here = [
        Q(**{f"{asked}__inbox": incoming.inbox, f"{asked}__identity": incoming.identity})
        for asked in ("message", "reminder")
    ]
    asked = SurveyInvitation.objects.filter(here[0] | here[1], customer=incoming.customer, state=State.SENT)
    found = asked.select_related("survey", "message", "reminder", "answer").order_by("-pk")[:LOOKED_AT]
    return max(found, key=lambda one: (_asked_at(one, incoming), one.pk), default=None)


def _messages(invitation: SurveyInvitation, incoming: Incoming) -> list[Message]:
    """What asked by this inbox: the question, its reminder."""
    both = (invitation.message, invitation.reminder)
    return [one for one in both if one is not None and one.inbox_id == incoming.inbox.pk]


def _asked_by(invitation: SurveyInvitation, incoming: Incoming) -> bool:
    return bool(_messages(invitation, incoming))


def _asked_at(invitation: SurveyInvitation, incoming: Incoming) -> datetime:
    return max(message.created_at for message in _messages(invitation, incoming))


def _somebody_wrote(incoming: Incoming, *, since: datetime) -> bool:
    """Did one of us write there after the question? Then a number may answer that."""
    said = Message.objects.filter(identity=incoming.identity, inbox=incoming.inbox, kind=MessageKind.OUTBOUND)
    return said.filter(automatic=False, created_at__gt=since).exists()


def _number(invitation: SurveyInvitation) -> int:
    assert invitation.ticket_id is not None  # only open pages have none, and nobody is sent those
    return invitation.ticket_id


def _take(
    change: Change,
    incoming: Incoming,
    invitation: SurveyInvitation,
    score: int,
    comment: str | None,
    *,
    words_at: str = "",
) -> None:
    """Record it and say thanks, where it changed anything. Raises what `answer` raises."""
    before = _facts(SurveyAnswer.objects.filter(invitation=invitation))
    channel = incoming.inbox.channel
    given = answering.answer(invitation, score, comment, via=channel, language=invitation.language)
    if before == _facts([given]):
        return
    survey = invitation.survey
    assert survey is not None  # else it had not been sent
    said = wording.thanks(given, survey, invitation.language, first=not before)
    _say(
        change,
        incoming,
        invitation,
        said,
        private=_("Add a few words: %(url)s") % {"url": words_at} if words_at else "",
    )


def _facts(found: Iterable[SurveyAnswer]) -> list[tuple[int, str]]:
    return [(one.score, one.comment) for one in found]


def _say(change: Change, incoming: Incoming, invitation: SurveyInvitation, text: str, *, private: str = "") -> bool:
    """An automatic message back to where it came from, if one may go there (else False); the question's buttons go. The
    `private` line, with its link, is for the customer's eyes only."""
    routes = [one for one in hooks.reply_routes(change.ticket) if _leads_back(one, incoming)]
    if not routes:
        return False
    lines = [text, *([private] if private else [])]
    closes = [one.external_id for one in _messages(invitation, incoming) if one.external_id]
    extra = {"body": wording.body(*lines), "closes": closes}
    with changing(change.ticket.pk, SYSTEM) as ours:
        add_message(ours, text, route_key=routes[0].key, automatic=True, extra=extra)
    return True


def _leads_back(route: hooks.Route, incoming: Incoming) -> bool:
    here = route.inbox.pk == incoming.inbox.pk and route.identity.pk == incoming.identity.pk
    return here and route.available and not (route.public or route.by_hand or route.templates_only or route.one_way)
