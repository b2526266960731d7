"""Gmail, Outlook on the web, Yahoo, AOL, GMX, Proton, Tuta, Zoho, Fastmail, HEY, Superhuman, Front, Spark."""

from __future__ import annotations

from .build import both, html, plain

GMAIL_QUOTE = (
    '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Thu, Nov 12, 2026 at '
    '9:58 AM Shop &lt;<a href="mailto:help@shop.example">help@shop.example</a>&gt; wrote:<br></div><blockquote '
    'class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
    "<p>Dear Anna,</p><p>which size?</p></blockquote></div>"
)

CASES = [
    plain(
        "gmail-web-plain",
        """
I'd like size M, please.

On Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example> wrote:

> Dear Anna,
> which size would you like?
>
""",
        "I'd like size M, please.",
    ),
    plain(
        "gmail-wrapped-attribution",
        """
Yes, go ahead.

On Thu, Nov 12, 2026 at 9:58 AM Customer Service of the Example Shop <
customer.service@shop.example> wrote:

> Shall we send it again?
""",
        "Yes, go ahead.",
    ),
    plain(
        "gmail-narrow-space-before-pm",
        """
Ok

On Thu, Nov 12, 2026 at 9:58\u202fPM Shop <help@shop.example> wrote:

> Is it ok?
""",
        "Ok",
    ),
    plain(
        "gmail-polish-wrapped",
        """
Tak, poproszę.

czw., 12 lis 2026 o 09:58 Dział Obsługi Klienta Sklepu Przykład <
pomoc@shop.example> napisał(a):

> Czy wysłać ponownie?
""",
        "Tak, poproszę.",
    ),
    plain(
        "gmail-attribution-without-quote-marks",
        """
Thanks, it works now.

On Thu, 12 Nov 2026 at 09:58, Shop <help@shop.example> wrote:
Dear Anna,
please try again.
""",
        "Thanks, it works now.",
    ),
    html(
        "gmail-html-only",
        '<div dir="ltr"><div>Size M, please.</div><div><br></div><div>Anna</div></div>' + GMAIL_QUOTE,
        "Size M, please.\nAnna",
    ),
    both(
        "gmail-both",
        "Size *M*, please.\n\nOn Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example> wrote:\n\n> which size?\n",
        '<div dir="ltr">Size <b>M</b>, please.</div>' + GMAIL_QUOTE,
        "Size *M*, please.",
    ),
    html(
        "gmail-bottom-post-in-html",
        '<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">On Thu, Nov 12, 2026 at 9:58 AM Shop &lt;'
        'help@shop.example&gt; wrote:<br></div><blockquote class="gmail_quote"><p>Which size?</p></blockquote>'
        "<div>Size M.</div></div></div>",
        "Size M.",
    ),
    html(
        "gmail-inline-answers-html",
        '<div dir="ltr"><div class="gmail_quote"><div class="gmail_attr">On Thu, Nov 12, 2026 Shop &lt;help@shop.example'
        '&gt; wrote:<br></div><blockquote class="gmail_quote">Which size?</blockquote><div>M</div><blockquote '
        'class="gmail_quote">Which colour?</blockquote><div>Blue</div></div></div>',
        "M\nBlue",
    ),
    plain(
        "gmail-android-plain",
        """
Dzień dobry, paczka dotarła uszkodzona.

czw., 12 lis 2026, 09:58 użytkownik Sklep <help@shop.example> napisał:

> Dzień dobry,
> czy paczka dotarła?
""",
        "Dzień dobry, paczka dotarła uszkodzona.",
    ),
    plain(
        "gmail-signature-then-quote",
        """
Perfect, thank you.

--
Anna Kowalska
Office Manager, Example Ltd
+48 600 100 200

On Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example> wrote:

> Does that help?
""",
        "Perfect, thank you.",
    ),
    html(
        "gmail-signature-html",
        '<div dir="ltr">Perfect, thank you.<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- '
        '</span><br><div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature"><div>Anna Kowalska</div>'
        "<div>+48 600 100 200</div></div></div>" + GMAIL_QUOTE,
        "Perfect, thank you.",
    ),
    html(
        "owa-html",
        '<html><body><div class="elementToProof" style="font-family: Aptos">The invoice is missing.</div><div id="'
        'appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        '<font face="Calibri, sans-serif"><b>From:</b> Shop &lt;help@shop.example&gt;<br><b>Sent:</b> Thursday, November '
        "12, 2026 9:58 AM<br><b>To:</b> Anna &lt;anna@klient.example&gt;<br><b>Subject:</b> Order 1042</font><div>&nbsp;"
        "</div></div><div>Anything else?</div></body></html>",
        "The invoice is missing.",
    ),
    html(
        "owa-stop-spelling",
        '<div>The invoice is missing.</div><hr id="stopSpelling">Date: Thu, 12 Nov 2026 09:58:00 +0100<br>From: '
        "help@shop.example<br>To: anna@klient.example<br>Subject: Order 1042<br><br>Anything else?",
        "The invoice is missing.",
    ),
    html(
        "owa-new-reference-container",
        '<div class="elementToProof">Yes, still broken.</div><div id="mail-editor-reference-message-container" '
        'class="ms-outlook-mobile-reference-message"><div style="border:none;border-top:solid #B5C4DF 1pt"><b>From: </b>'
        "Shop &lt;help@shop.example&gt;<br><b>Date: </b>Thursday, 12 November 2026 at 09:58<br><b>To: </b>Anna<br><b>"
        "Subject: </b>Order 1042</div><p>Is it still broken?</p></div>",
        "Yes, still broken.",
    ),
    plain(
        "outlook-com-plain",
        """
The invoice is missing.

________________________________
From: Shop <help@shop.example>
Sent: Thursday, November 12, 2026 9:58 AM
To: Anna Kowalska <anna@klient.example>
Subject: Order 1042

Anything else?
""",
        "The invoice is missing.",
    ),
    plain(
        "yahoo-plain",
        """
It never arrived.

    On Thursday, November 12, 2026 at 09:58:00 AM GMT+1, Shop <help@shop.example> wrote:

 Dear Anna,
 did it arrive?
""",
        "It never arrived.",
    ),
    html(
        "yahoo-html",
        '<div class="yahoo-style-wrap"><div dir="ltr">It never arrived.</div></div><div id="ydp1a2b3cyahoo_quoted_'
        '123" class="ydp1a2b3cyahoo_quoted"><div>On Thursday, November 12, 2026 at 09:58:00 AM GMT+1, Shop &lt;'
        "help@shop.example&gt; wrote:</div><div>Did it arrive?</div></div>",
        "It never arrived.",
    ),
    plain(
        "yahoo-android",
        """
Still waiting.

Sent from Yahoo Mail on Android

  On Thu, 12 Nov 2026 at 9:58, Shop<help@shop.example> wrote:   Did it arrive?
""",
        "Still waiting.",
    ),
    plain(
        "aol",
        """
Please cancel it.


-----Original Message-----
From: Shop <help@shop.example>
To: anna@klient.example
Sent: Thu, Nov 12, 2026 9:58 am
Subject: Order 1042

Shall we cancel?
""",
        "Please cancel it.",
    ),
    html(
        "gmx-html",
        '<html><body><div style="font-family: Verdana"><div>Bitte stornieren.</div><div>&nbsp;<div name="quote" style="'
        'margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 '
        '10px 0;"><b>Gesendet:</b>&nbsp;Donnerstag, 12. November 2026 um 09:58 Uhr<br/><b>Von:</b>&nbsp;Shop &lt;'
        "help@shop.example&gt;<br/><b>An:</b>&nbsp;anna@klient.example<br/><b>Betreff:</b>&nbsp;Order 1042</div>"
        '<div name="quoted-content">Stornieren?</div></div></div></div></body></html>',
        "Bitte stornieren.",
    ),
    plain(
        "gmx-plain",
        """
Bitte stornieren.

Gesendet: Donnerstag, 12. November 2026 um 09:58 Uhr
Von: "Shop" <help@shop.example>
An: anna@klient.example
Betreff: Order 1042
Stornieren?
""",
        "Bitte stornieren.",
    ),
    plain(
        "proton-plain",
        """
All good now.

Sent with Proton Mail secure email.

On Thursday, November 12th, 2026 at 09:58, Shop <help@shop.example> wrote:

> Better now?
""",
        "All good now.",
    ),
    html(
        "proton-html",
        '<div style="font-family: Arial">All good now.</div><div class="protonmail_signature_block"><div class="'
        'protonmail_signature_block-proton">Sent with <a href="https://proton.me/mail/home">Proton Mail</a> secure '
        'email.</div></div><div class="protonmail_quote">On Thursday, November 12th, 2026 at 09:58, Shop &lt;'
        'help@shop.example&gt; wrote:<br><blockquote class="protonmail_quote" type="cite">Better now?</blockquote></div>',
        "All good now.",
    ),
    html(
        "tuta-html",
        "<div>All good now.</div><div><br></div><div>-- <br></div><div>Secured with Tuta Mail: <br></div><div>"
        "https://tuta.com/free-email</div><div><br></div><div>Nov 12, 2026, 09:58 by help@shop.example:<br></div>"
        '<blockquote class="tutanota_quote" style="border-left: 1px solid #93A3B8;"><div>Better now?</div></blockquote>',
        "All good now.",
    ),
    html(
        "zoho-html",
        '<div style="font-family: Verdana">Done, thanks.<br></div><div class="zmail_extra_hr" style="border-top: 1px '
        'solid rgb(204, 204, 204);"></div><div class="zmail_extra" data-zbluepencil-ignore="true"><div id="'
        'Zm-_Id_-Sgn1">---- On Thu, 12 Nov 2026 09:58:00 +0100 <b>Shop &lt;help@shop.example&gt;</b> wrote ---<br></div>'
        '<blockquote id="blockquote_zmail"><div>Done?</div></blockquote></div>',
        "Done, thanks.",
    ),
    plain(
        "zoho-plain",
        """
Done, thanks.



---- On Thu, 12 Nov 2026 09:58:00 +0100 Shop <help@shop.example> wrote ---

> Done?
""",
        "Done, thanks.",
    ),
    plain(
        "zoho-plain-no-marks",
        """
Done, thanks.

---- On Thu, 12 Nov 2026 09:58:00 +0100 Shop <help@shop.example> wrote ----

Have you done it?
""",
        "Done, thanks.",
    ),
    plain(
        "fastmail",
        """
Received, thanks!

On Thu, 12 Nov 2026, at 9:58 AM, Shop wrote:
> Have you received it?
""",
        "Received, thanks!",
    ),
    html(
        "fastmail-html",
        '<!DOCTYPE html><html><head><title></title><style type="text/css">p.MsoNormal{margin:0}</style></head><body><div>'
        "Received, thanks!</div><div><br></div><div>On Thu, 12 Nov 2026, at 9:58 AM, Shop wrote:</div><blockquote type="
        '"cite" id="qt"><div>Received?</div></blockquote></body></html>',
        "Received, thanks!",
    ),
    html(
        "hey-html",
        '<div class="trix-content"><div>Fine with me.</div></div><br><blockquote class="gmail_quote" style="margin: 0 0 '
        '0 .8ex; border-left: 1px #ccc solid"><div>On November 12, 2026, Shop &lt;help@shop.example&gt; wrote:</div>'
        "Fine?</blockquote>",
        "Fine with me.",
    ),
    html(
        "superhuman-html",
        '<html><body><div><div>Fine with me.</div><br/><div>Sent via <a href="https://sprh.mn/?vip=a">Superhuman</a>'
        '</div><br/><div class="gmail_quote">On Thu, Nov 12, 2026 at 9:58 AM, Shop <span dir="ltr">&lt;<a href="mailto:'
        'help@shop.example">help@shop.example</a>&gt;</span> wrote:<br/><blockquote class="gmail_quote sh-color-black">'
        "Fine?</blockquote></div></div></body></html>",
        "Fine with me.",
    ),
    html(
        "front-html",
        '<div><div>Fine with me.</div><br><div class="front-signature">Anna</div></div><blockquote type="cite" class="'
        'front-blockquote"><div>On November 12, 2026 at 9:58 AM GMT+1 <a href="mailto:help@shop.example">'
        "help@shop.example</a> wrote:</div><div>Fine?</div></blockquote>",
        "Fine with me.",
    ),
    html(
        "spark-html",
        '<div name="messageBodySection"><div dir="auto">Fine with me.</div></div><div name="messageSignatureSection">'
        '<br>Anna</div><div name="messageReplySection">On 12 Nov 2026 at 9:58 +0100, Shop &lt;help@shop.example&gt;, '
        'wrote:<br><blockquote type="cite" style="border-left-color: grey; border-left-width: thin; border-left-style: '
        'solid;">Fine?</blockquote></div>',
        "Fine with me.",
    ),
    plain(
        "spark-plain",
        """
Fine with me.
On 12 Nov 2026 at 9:58 +0100, Shop <help@shop.example>, wrote:
> Fine?
""",
        "Fine with me.",
    ),
    html(
        "mail-ru-html",
        '<HTML><BODY><div>Спасибо, всё хорошо.</div><blockquote style="border-left:1px solid #0857A6; margin:10px; '
        'padding:0 0 0 10px;">Четверг, 12 ноября 2026, 9:58 +03:00 от Shop &lt;help@shop.example&gt;:<br><div>Всё '
        "хорошо?</div></blockquote></BODY></HTML>",
        "Спасибо, всё хорошо.",
    ),
    plain(
        "yandex-plain",
        """
Спасибо, всё хорошо.

12.11.2026, 09:58, "Shop" <help@shop.example>:
> Всё хорошо?
""",
        "Спасибо, всё хорошо.",
    ),
    html(
        "qq-html",
        '<div>好的，谢谢。</div><div><div><br></div><div><br></div><div style="font-size: 12px;padding:2px 0;">'
        '------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;">'
        '<div><b>发件人:</b> "Shop" &lt;help@shop.example&gt;;</div><div><b>发送时间:</b>&nbsp;2026年11月12日(星期四) '
        '上午9:58</div><div><b>收件人:</b>&nbsp;"anna";</div><div><b>主题:</b>&nbsp;Order 1042</div></div><div>'
        "可以吗？</div></div>",
        "好的，谢谢。",
    ),
]
