"""The form's page: /c/form/<inbox public id>/, on its own or in a frame of the shop's page (`?frame=1`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from channels_inbox.accept import accept
from channels_inbox.adapters.form.contact import ContactForm, TopicForm, keep_typed
from channels_inbox.adapters.form.payloads import Known, read_known
from channels_inbox.adapters.form.topics import BadTopics, Topic, read_topics
from channels_inbox.public_forms import guard, opened, page, thanks
from channels_inbox.public_forms.fields import focus_first_error
from channels_inbox.public_forms.submission import Submission
from channels_inbox.public_forms.wording import in_language
from core.tokens import BadToken
from customers import consents
from tickets.models import Inbox

KIND = "form"
PURPOSE = "contact"
# Labels of facts; the agent's page translates them.
ORDER, CUSTOMER = gettext_noop("Order"), gettext_noop("Customer in the shop")
LIMITS = guard.Limits(aside="20/h", refuse="60/h")


@dataclass(frozen=True, slots=True)
class Visit:
    """One opened page: its token, what it knew and which consent it showed from the start."""

    request: HttpRequest
    inbox: Inbox
    token: str
    known: Known
    words: str
    topics: tuple[Topic, ...]

    @classmethod
    def begin(cls, request: HttpRequest, inbox: Inbox) -> Visit:
        known = read_known(inbox, request.GET.get("known", ""))
        words = in_language(inbox.connection.settings, "consent")
        token = opened.issue(inbox, known=known.as_dict(), words=words)
        return cls(request, inbox, token, known, words, _topics(inbox))

    @classmethod
    def resume(cls, request: HttpRequest, inbox: Inbox, token: str, data: dict[str, object]) -> Visit:
        known = data.get("known")
        return cls(
            request,
            inbox,
            token,
            Known(**known) if isinstance(known, dict) else Known(),
            str(data.get("words", "")),
            _topics(inbox),
        )

    def topic(self, key: str) -> Topic | None:
        return next((topic for topic in self.topics if topic.key == key), None)

    def form(self, *args: object) -> ContactForm:
        takes_files = bool(self.inbox.connection.settings.get("takes_files", True))
        return ContactForm(*args, topics=self.topics, known=self.known, words=self.words, takes_files=takes_files)


def _topics(inbox: Inbox) -> tuple[Topic, ...]:
    """What can be chosen. A setting that can't be read any more (written past our form) gives none."""
    try:
        return read_topics(in_language(inbox.connection.settings, "topics"))
    except BadTopics:
        return ()


@page.public_page(KIND, framed=True)
def form_page(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    if request.method == "POST":
        return _post(request, inbox)
    to = thanks.sent_to(request, inbox)
    if to is not None:
        context = page.context(request, inbox) | {"to": to, "again": thanks.again_query(request)}
        return render(request, "channels_inbox/public/thanks.html", context)
    visit = Visit.begin(request, inbox)
    form = visit.form()
    topic = visit.topic(request.GET.get("topic", ""))
    form.initial = {"topic": topic.key} if topic else {}
    return _show(visit, form, TopicForm(topic, visit.known) if topic else None)


def _post(request: HttpRequest, inbox: Inbox) -> HttpResponse:
    token = request.POST.get("token", "")
    try:
        page_opened = opened.read(inbox, token)
    except BadToken:
        sentence = _("This page was open for a long time. Please check it and send it once more.")
        return _ask_again(Visit.begin(request, inbox), sentence)
    visit = Visit.resume(request, inbox, token, page_opened.data)
    if request.POST.get("action") == "topic":
        return _ask_again(visit, "", status=200)
    topic = visit.topic(request.POST.get("topic", ""))
    form = visit.form(request.POST, request.FILES)
    questions = TopicForm(topic, visit.known, request.POST) if topic else None
    # Both are checked, so that everything wrong is marked at once.
    if not all([form.is_valid(), questions is None or questions.is_valid()]):
        return _show_errors(visit, form, questions)
    if guard.flooding(request, inbox, LIMITS):
        return _ask_again(visit, _("That was a lot of messages. Please wait an hour."), status=429)
    filled = _submission(visit, page_opened, form, questions)
    accept(inbox, filled.external_id, filled.to_bytes(), source="form")
    return thanks.redirect(request, inbox, filled.address)


def _submission(visit: Visit, page_opened: opened.Opened, form: ContactForm, questions: TopicForm | None) -> Submission:
    known, data = visit.known, form.cleaned_data
    address = known.email or data["email"]
    order = known.order or (questions.order() if questions else "")
    subject = " · ".join(part for part in (questions.topic.label if questions else "", order) if part)
    facts = [(ORDER, known.order)] if known.order else []
    facts += questions.facts() if questions else []
    facts += [(CUSTOMER, known.customer_ref)] if known.customer_ref else []
    return Submission(
        page=page_opened.nonce,
        kind="email",
        address=address,
        proven=bool(known.email),
        name=known.name or data["name"],
        subject=subject if questions or not order else _("Order %(number)s") % {"number": order},
        text=data["message"],
        language=get_language() or visit.inbox.language,
        facts=facts,
        words=visit.words,
        purpose=PURPOSE,
        source=consents.source(KIND, address),
        customer_ref=known.customer_ref if known.email else "",
        suspicion=guard.suspicion(visit.request, visit.inbox, page_opened, LIMITS),
        files=data.get("files") or [],
    )


def _ask_again(visit: Visit, notice: str, status: int = 422) -> HttpResponse:
    """The same page with what was typed, unchecked."""
    typed = visit.request.POST
    form, topic = visit.form(), visit.topic(typed.get("topic", ""))
    keep_typed(form, typed)
    questions = TopicForm(topic, visit.known) if topic else None
    if questions is not None:
        keep_typed(questions, typed)
    return _show(visit, form, questions, notice, status)


def _show_errors(visit: Visit, form: ContactForm, questions: TopicForm | None) -> HttpResponse:
    notice = _("Please check what is marked below.")
    if visit.request.FILES:
        notice += " " + _("Please choose your files anew.")
    focus_first_error(questions if questions is not None and questions.errors and "topic" not in form.errors else form)
    return _show(visit, form, questions, notice, 422)


def _show(
    visit: Visit, form: ContactForm, questions: TopicForm | None, notice: str = "", status: int = 200
) -> HttpResponse:
    words = visit.inbox.connection.settings
    context = page.context(visit.request, visit.inbox) | {
        "title": in_language(words, "title") or _("Write to us"),
        "intro": in_language(words, "intro"),
        "form": form,
        "questions": questions,
        "offered": [TopicForm(topic, visit.known) for topic in visit.topics if topic.fields],
        "known": visit.known,
        "token": visit.token,
        "trap": guard.TRAP,
        "notice": notice,
    }
    return render(visit.request, "channels_inbox/form/page.html", context, status=status)
