"""/demo/: plays the shop's customer, and /demo/shop/: the shop itself. Public on purpose, and only there in the demo."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import urlize
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from core.html import sanitize_message_html
from helpdesk.csp import mail_body_policy
from helpdesk.demo import channels, hosted, outbox
from helpdesk.demo.access import View, demo_only
from helpdesk.demo.catalogue import BY_SLUG, PRODUCTS
from helpdesk.demo.channel_views import talk_context
from helpdesk.demo.examples import EXAMPLES
from helpdesk.demo.forms import MailForm
from helpdesk.demo.people import CHAT_PUBLIC_ID, SHOP
from tickets import channel_info
from tickets.models import Inbox

DEFAULT_SHOWN = ["email", "webchat"]


def framed(view: View) -> View:
    """May stand in a frame of our own pages."""
    ours: View = csp_replace({"frame-ancestors": [SELF]})(xframe_options_sameorigin(view))  # type: ignore[assignment]
    return ours


def shop_address() -> str:
    return f"support@{settings.MAIL_DOMAIN}"


@require_GET
@never_cache
@demo_only
def page(request: HttpRequest) -> HttpResponse:
    """The customer's side: a mail box, the shop with its chat, and a column for each channel; two of them are shown."""
    mails = outbox.newest()
    columns, own_pages = channels.columns(), hosted.columns()
    kinds = [*DEFAULT_SHOWN, *(column.kind for column in columns), *(column.kind for column in own_pages)]
    shown = _shown(request.GET.get("show", ""), kinds)
    context = {
        "form": MailForm(initial={"to": shop_address()}),
        "mails": mails,
        "after": mails[0].key if mails else "",
        "examples": EXAMPLES,
        "shop": SHOP,
        "shown": shown,
        "newest": shown[-1],
        "played": [
            {"column": column, **(talk_context(column, "") if column.kind in shown else {})} for column in columns
        ],
        "hosted": own_pages,
        "picks": [(kind, channel_info.get(kind).name) for kind in kinds],
    }
    return render(request, "demo/page.html", context)


def _shown(asked: str, known: list[str]) -> list[str]:
    """The columns to see, the newest last; beside a single one stands mail or chat."""
    wanted = [kind for kind in dict.fromkeys(asked.split(",")) if kind in known][-2:]
    rest = [kind for kind in DEFAULT_SHOWN if kind not in wanted]
    return [*rest[: 2 - len(wanted)], *wanted]


@require_GET
@never_cache
@demo_only
def mails(request: HttpRequest) -> HttpResponse:
    """Mails newer than `?after=`, for htmx to put on top; 204 when there are none."""
    found = outbox.newest(after=request.GET.get("after", "")[:80])
    if not found:
        return HttpResponse(status=204)
    return render(request, "demo/mails.html", {"mails": found, "after": found[0].key, "arrived": True})


@require_GET
@never_cache
@demo_only
def compose(request: HttpRequest) -> HttpResponse:
    """The form, empty or (`?answers=`) ready to answer a mail that came."""
    answers = _answered(request.GET.get("answers", ""))
    if answers is None:
        return render(request, "demo/composer.html", {"form": MailForm(initial={"to": shop_address()})})
    subject = answers.subject
    initial = {
        "to": outbox.first_address(answers.header("Reply-To"))[1] or answers.sender[1],
        "address": answers.recipient,
        "name": outbox.first_address(answers.header("To"))[0] or answers.recipient.partition("@")[0],
        "subject": subject if subject.lower().startswith("re:") else f"Re: {subject}",
    }
    return render(
        request, "demo/composer.html", {"form": MailForm(initial=initial, answers=answers), "answers": answers}
    )


@require_POST
@never_cache
@demo_only
def send(request: HttpRequest) -> HttpResponse:
    """Post the mail to the listener by SMTP and give back a form for the next one."""
    answers = _answered(request.POST.get("answers", ""))
    form = MailForm(request.POST, request.FILES, answers=answers)
    context: dict[str, Any] = {"form": form, "answers": answers}
    if form.is_valid():
        try:
            outbox.post(form.build(), form.cleaned_data["to"])
        except outbox.PostError as error:
            form.add_error(None, _("The mail was not taken: %(reason)s") % {"reason": error})
        else:
            same = {name: form.cleaned_data[name] for name in ("name", "address")}
            context = {"form": MailForm(initial={**same, "to": shop_address()}), "was_sent": True}
            if not request.headers.get("HX-Request"):
                return HttpResponseRedirect(reverse("demo:page"))
    return render(request, "demo/composer.html", context)


def _answered(key: str) -> outbox.KeptMail | None:
    mail = outbox.get(key) if key else None
    return mail if mail and not mail.sent else None


@require_GET
@xframe_options_sameorigin
@demo_only
def mail_body(request: HttpRequest, key: str) -> HttpResponse:
    """What the mail says, alone in its frame and under a policy of its own."""
    mail = outbox.get(key)
    if mail is None:
        raise Http404
    source = mail.html or "<p>" + urlize(mail.text, nofollow=True, autoescape=True).replace("\n", "<br>") + "</p>"
    response = render(request, "demo/mail_body.html", {"body": sanitize_message_html(source).html})
    response._csp_config = mail_body_policy()  # type: ignore[attr-defined]
    return response


@require_GET
@demo_only
def mail_file(request: HttpRequest, key: str, position: int) -> HttpResponse:
    """An attachment, always as a download."""
    mail = outbox.get(key)
    found = mail.file(position) if mail else None
    if found is None:
        raise Http404
    name, content = found
    response = HttpResponse(content, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def chat_inbox() -> str:
    """The public id of the shop's chat; in a house that began empty, of the first chat that was set up. Else empty."""
    chats = Inbox.objects.filter(channel="webchat", is_active=True).order_by("pk").values_list("public_id", flat=True)
    known = list(chats)
    return CHAT_PUBLIC_ID if CHAT_PUBLIC_ID in known else next(iter(known), "")


@require_GET
@framed
@demo_only
def shop(request: HttpRequest) -> HttpResponse:
    """The shop's front page."""
    return render(request, "demo/shop.html", {"products": PRODUCTS, "shop": SHOP, "inbox": chat_inbox()})


@require_GET
@framed
@demo_only
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One thing to buy."""
    found = BY_SLUG.get(slug)
    if found is None:
        raise Http404
    others = [one for one in PRODUCTS if one.slug != slug][:3]
    context = {"product": found, "others": others, "shop": SHOP, "inbox": chat_inbox()}
    return render(request, "demo/product.html", context)


@require_GET
@never_cache
@framed
@demo_only
def contact(request: HttpRequest) -> HttpResponse:
    """The shop's contact form; `?signed_in=1` passes what the shop knows of its customer, signed."""
    inbox = hosted.form_inbox()
    signed_in = bool(inbox and request.GET.get("signed_in"))
    known = hosted.known_token(inbox) if inbox and signed_in else ""
    context = {"shop": SHOP, "form": inbox, "signed_in": signed_in, "known": known, "mail": shop_address()}
    return render(request, "demo/contact.html", context)


@require_GET
@framed
@demo_only
def delivery(request: HttpRequest) -> HttpResponse:
    """Delivery and returns: what people read before they write."""
    return render(request, "demo/delivery.html", {"shop": SHOP, "inbox": chat_inbox(), "mail": shop_address()})
