"""Programs on desks and phones: Apple, Thunderbird, Samsung, K-9, Mutt, Roundcube; ways of answering."""

from __future__ import annotations

from .build import both, html, plain

CASES = [
    plain(
        "apple-mail",
        """
Works great!

Anna

> On 12 Nov 2026, at 09:58, Shop <help@shop.example> wrote:
>
> Does it work?
""",
        "Works great!\nAnna",
    ),
    plain(
        "ios-plain",
        """
Works great!

Sent from my iPhone

> On 12 Nov 2026, at 09:58, Shop <help@shop.example> wrote:
>
> \ufeffDoes it work?
""",
        "Works great!",
    ),
    plain(
        "ios-pl",
        """
Działa!

Wysłane z iPhone’a

> Wiadomość napisana przez Sklep <help@shop.example> w dniu 12.11.2026, o godz. 09:58:
>
> Czy działa?
""",
        "Działa!",
    ),
    plain(
        "apple-pl-unquoted",
        """
Działa!

Wiadomość napisana przez Sklep <help@shop.example> w dniu 12 lis 2026, o godz. 09:58:

Czy działa?
""",
        "Działa!",
    ),
    html(
        "ios-html",
        '<html><body dir="auto">Works great!<br><br><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote '
        'type="cite">On 12 Nov 2026, at 09:58, Shop &lt;help@shop.example&gt; wrote:<br><br></blockquote></div>'
        '<blockquote type="cite"><div dir="ltr">\ufeffDoes it work?</div></blockquote></body></html>',
        "Works great!",
    ),
    html(
        "apple-mail-html",
        '<html><body style="overflow-wrap: break-word;">Works great!<br id="lineBreakAtBeginningOfMessage"><div><br>'
        '<blockquote type="cite"><div>On 12 Nov 2026, at 09:58, Shop &lt;help@shop.example&gt; wrote:</div><br class="'
        'Apple-interchange-newline"><div>Does it work?</div></blockquote></div><br></body></html>',
        "Works great!",
    ),
    plain(
        "ios-long-name-wrapped",
        """
Ok.

> On Nov 12, 2026, at 9:58 AM, Customer Service of the Example Shop
> <customer.service@shop.example> wrote:
>
> All right?
""",
        "Ok.",
    ),
    plain(
        "thunderbird-bottom",
        """
On 12/11/2026 09:58, Shop wrote:
> Does it work?
>
> The shop

Yes, it does.
Thanks!
""",
        "Yes, it does.\nThanks!",
    ),
    plain(
        "thunderbird-interleaved",
        """
Hi,

On 12.11.26 09:58, Shop wrote:
> Which size?

M, please.

> Which colour?

Blue.

> The shop

Best,
Anna
""",
        "Hi,\nM, please.\nBlue.\nBest,\nAnna",
    ),
    plain(
        "thunderbird-pl",
        """
W dniu 12.11.2026 o 09:58, Sklep pisze:
> Jaki rozmiar?
M

> Jaki kolor?
Niebieski
""",
        "M\nNiebieski",
    ),
    plain(
        "thunderbird-de",
        """
Ja, passt.

Am 12.11.26 um 09:58 schrieb Shop:
> Passt es?
""",
        "Ja, passt.",
    ),
    html(
        "thunderbird-html",
        '<html><body><p>Yes, it does.</p><div class="moz-cite-prefix">On 12/11/2026 09:58, Shop wrote:<br></div>'
        '<blockquote type="cite" cite="mid:77@shop.example"><p>Does it work?</p></blockquote><div class="moz-signature">'
        "-- <br>Anna Kowalska</div></body></html>",
        "Yes, it does.",
    ),
    both(
        "thunderbird-both-bottom",
        "On 12/11/2026 09:58, Shop wrote:\n> Does it work?\n\nYes, it does.\n\n-- \nAnna\n",
        '<div class="moz-cite-prefix">On 12/11/2026 09:58, Shop wrote:<br></div><blockquote type="cite"><p>Does it work?'
        '</p></blockquote><p>Yes, it does.</p><div class="moz-signature">-- <br>Anna</div>',
        "Yes, it does.",
    ),
    plain(
        "samsung",
        """
Nie dotarło.



Wysłano z telefonu Galaxy


-------- Oryginalna wiadomość --------
Od: Sklep <help@shop.example>
Data: 12.11.2026 09:58 (GMT+01:00)
Do: anna@klient.example
Temat: Zamówienie 1042

Dotarło?
""",
        "Nie dotarło.",
    ),
    plain(
        "samsung-en",
        """
Not yet.

Sent from my Galaxy

-------- Original message --------
From: Shop <help@shop.example>
Date: 12/11/2026 09:58 (GMT+01:00)
To: anna@klient.example
Subject: Order 1042

Arrived?
""",
        "Not yet.",
    ),
    html(
        "samsung-html",
        '<html><body dir="auto"><div dir="auto">Not yet.</div><div dir="auto"><br></div><div id="composer_signature" dir='
        '"auto"><div style="font-size:12px;color:#575757">Sent from my Galaxy</div></div><div align="left" dir="auto">'
        '<br></div><div style="font-size:100%;color:#000000" dir="auto"><!-- originalMessage --><div>-------- Original '
        "message --------</div><div>From: Shop &lt;help@shop.example&gt; </div><div>Date: 12/11/2026  09:58  (GMT+01:00) "
        "</div><div>To: anna@klient.example </div><div>Subject: Order </div></div><div>Arrived?</div></body></html>",
        "Not yet.",
    ),
    plain(
        "huawei",
        """
Nie.
Wysłano z telefonu Huawei
-------- Wiadomość oryginalna --------
Temat: Zamówienie 1042
Od: Sklep
Do: anna@klient.example
DW:


Dotarło?
""",
        "Nie.",
    ),
    plain(
        "k9",
        """
Yes.

On 12 November 2026 09:58:00 CET, Shop <help@shop.example> wrote:
>Does it work?
>
--\x20
Sent from my Android device with K-9 Mail. Please excuse my brevity.
""",
        "Yes.",
    ),
    plain(
        "k9-pl",
        """
Tak.

Dnia 12 listopada 2026 09:58:00 CET, Sklep <help@shop.example> napisał/a:
>Działa?

--\x20
Wysłane za pomocą K-9 Mail.
""",
        "Tak.",
    ),
    plain(
        "mutt",
        """
* Shop <help@shop.example> [2026-11-12 09:58 +0100]:

> Does it work?

It does.
""",
        "It does.",
    ),
    plain(
        "mutt-default",
        """
On Thu, Nov 12, 2026 at 09:58:00AM +0100, Shop wrote:
> Does it work?

It does.

--\x20
Anna
""",
        "It does.",
    ),
    plain(
        "alpine",
        """
It does.

On Thu, 12 Nov 2026, Shop wrote:

> Does it work?
""",
        "It does.",
    ),
    plain(
        "roundcube",
        """
It does.

---
Anna

On 2026-11-12 09:58, Shop wrote:
> Does it work?
""",
        "It does.",
    ),
    plain(
        "roundcube-pl",
        """
Działa.

W dniu 2026-11-12 09:58, Sklep napisał(a):
> Działa?
""",
        "Działa.",
    ),
    plain(
        "horde-pl",
        """
Dnia czwartek, 12 listopada 2026 09:58 CET Sklep <help@shop.example> pisze:

> Działa?

Działa.
""",
        "Działa.",
    ),
    plain(
        "horde-citing",
        """
Quoting Shop <help@shop.example>:

> Does it work?

It does.
""",
        "It does.",
    ),
    plain(
        "horde-zitat",
        """
Zitat von Shop <help@shop.example>:

> Geht es?

Es geht.
""",
        "Es geht.",
    ),
    plain(
        "kmail",
        """
On Thursday, 12 November 2026 09:58:00 CET Shop wrote:
> Does it work?

It does.
""",
        "It does.",
    ),
    plain(
        "the-bat",
        """
Hello Shop,

Thursday, November 12, 2026, 9:58:00 AM, you wrote:

S> Does it work?

It does.
""",
        "Hello Shop,\nIt does.",
    ),
    plain(
        "initials-before-marks",
        """
On 12 Nov 2026 Shop wrote:

AK> Does it work?
AK> Really?

It does.
""",
        "It does.",
    ),
    plain(
        "bars-instead-of-marks",
        """
On Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example> wrote:

| Does it work?

It does.
""",
        "It does.",
    ),
]
