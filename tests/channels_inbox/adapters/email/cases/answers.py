"""Ways of answering: one word, between the quotes, above a marker, nested, quoting nothing or only quoting."""

from __future__ import annotations

from .build import html, plain

CASES = [
    plain("quote-only", "> Does it work?\n>\n> The shop\n", "> Does it work?\n>\n> The shop"),
    plain(
        "attributed-quote-only",
        "On Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example> wrote:\n\n> Does it work?\n",
        "",
    ),
    plain("quotes-nothing", "Yes, please do.\n\nAnna\n", "Yes, please do.\nAnna"),
    plain("one-word", "ok\n", "ok"),
    plain(
        "one-word-pl", "Tak\n\nW dniu czw., 12.11.2026 o 09:58 Sklep <help@shop.example> napisał(a):\n\n> Tak?\n", "Tak"
    ),
    plain("emoji", "👍\n\nOn Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example> wrote:\n\n> ok?\n", "👍"),
    plain(
        "deep-quotes",
        """
Third answer.

On Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example> wrote:

> Second.
>
> On Wed, Nov 11, 2026 at 9:58 AM Anna <anna@klient.example> wrote:
>
>> First.
>>> Zeroth.
""",
        "Third answer.",
    ),
    plain(
        "type-above-marker",
        """
It is fixed, thanks.

##- Please type your reply above this line -##

Your request (1042) has been updated.
""",
        "It is fixed, thanks.",
    ),
    plain(
        "type-above-marker-pl",
        """
Naprawione, dziękuję.

--- Odpowiedz powyżej tej linii ---

Zgłoszenie 1042 zostało zaktualizowane.
""",
        "Naprawione, dziękuję.",
    ),
    plain(
        "type-above-marker-after-attribution",
        """
It is fixed.

On Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example> wrote:

> ## In replies all text above this line is added to the ticket ##
> Your request
""",
        "It is fixed.",
    ),
    html(
        "nested-blockquotes",
        "<p>Third.</p><blockquote type=cite><p>Second.</p><blockquote type=cite><p>First.</p></blockquote></blockquote>",
        "Third.",
    ),
    html(
        "blockquote-of-ones-own",
        "<p>Your page says:</p><blockquote><p>Free returns within 30 days.</p></blockquote><p>Is that true?</p>",
        "Your page says:\nFree returns within 30 days.\nIs that true?",
        subject="Returns",
        reply=False,
    ),
    plain(
        "attribution-with-bracketed-address",
        "Fine.\n\nOn Thu, Nov 12, 2026 at 9:58 AM Shop [help@shop.example] wrote:\n\n> Fine?\n",
        "Fine.",
    ),
    plain(
        "attribution-with-mailto",
        """
Fine.

On Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example
<mailto:help@shop.example>> wrote:

> Fine?
""",
        "Fine.",
    ),
    plain(
        "attribution-glued-to-answer",
        "Fine.\nOn Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example> wrote:\n> Fine?\n",
        "Fine.",
    ),
]
