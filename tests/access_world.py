"""One of everything that a URL can name, in Iga's team; Jan is the outsider."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.actions import invite
from accounts.models import ApiToken, Skill
from automation.incidents.answering import answer_all
from automation.incidents.incidents import link, save_incident
from automation.models import Incident, IncidentReply, IncidentSuggestion, Rule, RuleRun, Suggestion
from channels_inbox.models import Delivery, EventState, InboundEvent, MediaFetch
from customers.models import CustomerNote, JoinSuggestion
from surveys.followups.opening import open_case
from surveys.models import State, SurveyAnswer, SurveyInvitation
from tests.cast import Cast, customer, make_inbox, write_in
from tickets.actions import IncomingFile, reply, set_tags
from tickets.actor import Actor
from tickets.calendars import OFFICE_WEEK
from tickets.models import Attachment, Calendar, DeliveryState, FileState, Macro, MacroUse, SavedView, SLAPolicy, Tag
from tickets.notices import notify


def make_world(cast: Cast) -> dict[str, str]:
    """Names of tests/access_table.py → what stands in the URL."""
    files = [IncomingFile("a.txt", "text/plain", b"hello"), IncomingFile("b.gif", "image/gif", b"GIF89a")]
    received = write_in(cast.mail, html="<p>Hello</p>", files=files)
    lost = Attachment.objects.create(message=received.message, name="c.jpg", state=FileState.FAILED)
    MediaFetch.objects.create(attachment=lost, inbox=cast.mail, ref={"id": "1"}, given_up=True)
    ticket, person = received.ticket, received.ticket.customer
    text, picture = received.message.attachments.exclude(file="").order_by("pk")
    picture.thumbnail.save("thumbnail", ContentFile(b"small"))
    answer = reply(Actor.agent(cast.iga), ticket.number, "On its way.")
    set_tags(Actor.agent(cast.iga), ticket.number, ["parcel"])
    Delivery.objects.filter(message=answer).update(state=DeliveryState.UNCERTAIN)
    event = InboundEvent.objects.create(
        inbox=cast.mail, external_id="broken", payload=b"\x00", state=EventState.QUARANTINED, reason="Unreadable."
    )
    invitation, token = invite(cast.ada, email="new@shop.example", name="", role="agent", language="en", teams=[])
    ApiToken.issue(cast.iga)
    stranger = customer("stranger@example.com", "Stranger").customer
    third = customer("third@example.com", "Third").customer
    suggestion = JoinSuggestion.objects.create(customer=person, kind="email", address="third@example.com", other=third)
    note = CustomerNote.objects.create(customer=person, author=cast.iga, text="Kind.")
    rule = Rule.objects.create(name="Parcels", effects=[{"effect": "priority", "value": 4}])
    macro = Macro.objects.create(name="Parcels", team=cast.returns, effects=[{"effect": "priority", "value": 4}])
    macro_use = MacroUse.objects.create(macro=macro, macro_name=macro.name, ticket=ticket, user=cast.iga)
    incident = save_incident(cast.marek, Incident(), {"title": "Parcels are late"})
    link(cast.marek, incident, [ticket.number])
    to_all = answer_all(cast.marek, incident, text_en="On their way.", text_pl="")
    IncidentReply.objects.update(state=IncidentReply.State.REFUSED, reason="Not now.")
    noticed = IncidentSuggestion.objects.create(
        words=["parcel"], terms=["parcel"], tickets=[ticket.number], since=timezone.now(), seen_at=timezone.now()
    )
    asked = SurveyInvitation.objects.create(
        ticket=ticket, customer=person, resolution_cycle=1, state=State.SENT, team=ticket.team, channel="email"
    )
    case = open_case(SurveyAnswer.objects.create(invitation=asked, score=1))
    assert case is not None
    names = {
        "ticket": ticket.number,
        "case": case.pk,
        "message": received.message.public_id,
        "message_pk": received.message.pk,
        "attachment": text.public_id,
        "picture": picture.public_id,
        "lost": lost.public_id,
        "customer": person.public_id,
        "stranger": stranger.public_id,
        "identity": person.identities.get().pk,
        "note": note.pk,
        "suggestion": suggestion.pk,
        "iga": cast.iga.pk,
        "iga_token": cast.iga.api_tokens.get().pk,
        "team": cast.returns.pk,
        "invitation": invitation.pk,
        "invitation_token": token,
        "inbox": cast.mail.pk,
        "chat": cast.chat.public_id,
        "counter": make_inbox("counter", "counter", cast.returns).public_id,
        "event": event.pk,
        "delivery": answer.deliveries.get().pk,
        "notification": notify([cast.iga], "rule", "Look at %(number)s", ticket=ticket)[0].pk,
        "tag": Tag.objects.get().pk,
        "policy": SLAPolicy.objects.create(name="Spare", is_active=False).pk,
        "rule": rule.pk,
        "skill": Skill.objects.create(name="Returns").pk,
        "learnt": Suggestion.objects.create(ticket=ticket, target="priority", value="4", was="2", certainty=0.8).pk,
        "run": RuleRun.objects.create(rule=rule, rule_name=rule.name, ticket=ticket).pk,
        "view": SavedView.objects.create(name="Parcels", team=cast.returns).pk,
        "macro": macro.pk,
        "macro_use": macro_use.pk,
        "incident": incident.pk,
        "incident_answer": to_all.pk,
        "incident_reply": to_all.replies.get().pk,
        "noticed": noticed.pk,
        "calendar": Calendar.objects.create(name="Office", week=OFFICE_WEEK).pk,
    }
    return {name: str(value) for name, value in names.items()}
