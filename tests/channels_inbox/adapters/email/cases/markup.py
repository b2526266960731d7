"""HTML of programs that mark their quotes, and of those that do not."""

# ruff: noqa: E501 — a mail stands on a line, so that families can be read at a glance

from __future__ import annotations

from .build import both, html

INTRODUCTION = "<div>On Thu, 12 Nov 2026 Shop &lt;help@shop.example&gt; wrote:</div>"

CASES = [
    html("markup-plain-blockquote-after-attr", "<p>Ok</p>" + INTRODUCTION + "<blockquote><p>hi</p></blockquote>", "Ok"),
    html("markup-bare-div-after-attr", "<p>Ok</p>" + INTRODUCTION + "<div>hi</div>", "Ok"),
    html(
        "markup-attr-split-tags",
        '<div>Ok</div><div>On Thu, Nov 12, 2026 at 9:58 AM <b>Shop</b> &lt;<a href="mailto:help@shop.example">help@shop.example</a>&gt; <wbr>wrote:</div><div>hi</div>',
        "Ok",
    ),
    html(
        "markup-br-only",
        "Ok<br><br>Anna<br><br>From: Shop &lt;help@shop.example&gt;<br>Sent: Thursday, November 12, 2026 9:58 AM<br>To: Anna<br>Subject: x<br><br>hi",
        "Ok\nAnna",
    ),
    html(
        "markup-table-header",
        "<p>Ok</p><table><tr><td><b>From:</b></td><td>Shop &lt;help@shop.example&gt;</td></tr><tr><td><b>To:</b></td><td>Anna</td></tr><tr><td><b>Date:</b></td><td>12.11.2026 09:58</td></tr><tr><td><b>Subject:</b></td><td>x</td></tr></table><p>hi</p>",
        "Ok",
    ),
    html(
        "markup-outlook-inline-red",
        '<div class="WordSection1"><p class="MsoNormal">See my answers in red below.</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Shop &lt;help@shop.example&gt;<br><b>Sent:</b> Thu<br><b>Subject:</b> x</p></div></div><p>Size? <span style="color:red">M</span></p></div>',
        "See my answers in red below.\nFrom: Shop <help@shop.example>\nSent: Thu\nSubject: x\nSize? M",
    ),
    html(
        "markup-nested-gmail-mobile",
        '<div dir="auto">Ok<div dir="auto"><br></div><div dir="auto">Anna</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">czw., 12 lis 2026, 10:12 użytkownik Sklep &lt;<a href="mailto:help@shop.example">help@shop.example</a>&gt; napisał:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">hi</blockquote></div>',
        "Ok\nAnna",
    ),
    html("markup-comment-conditional", "<!--[if mso]><p>no</p><![endif]--><p>Ok</p>", "Ok"),
    html(
        "markup-uppercase",
        '<HTML><BODY><P>Ok</P><BLOCKQUOTE style="PADDING-LEFT: 5px; BORDER-LEFT: #000000 2px solid"><DIV>----- Original Message ----- </DIV><DIV><B>From:</B> Shop</DIV><DIV>hi</DIV></BLOCKQUOTE></BODY></HTML>',
        "Ok",
    ),
    html(
        "markup-wp-new",
        '<p>Ok</p><div class="x"><p>Dnia 12 listopada 2026 10:12 Sklep &lt;help@shop.example&gt; napisał(a):</p></div><blockquote><p>hi</p></blockquote>',
        "Ok",
    ),
    html(
        "markup-zimbra",
        '<div>Ok</div><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>From: </b>"Shop"<br><b>Sent: </b>x</div><div>hi</div>',
        "Ok",
    ),
    html(
        "markup-roundcube-html",
        '<p>Ok</p><p id="reply-intro">On 2026-11-12 09:58, Shop wrote:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0"><div>hi</div></blockquote>',
        "Ok",
    ),
    html(
        "markup-bottom-after-reply-intro",
        '<p id="reply-intro">On 2026-11-12 09:58, Shop wrote:</p><blockquote type="cite"><div>hi</div></blockquote><p>Ok</p>',
        "Ok",
    ),
    html(
        "markup-proton-bottom",
        '<div class="protonmail_quote">On x, Shop wrote:<br><blockquote class="protonmail_quote" type="cite">hi</blockquote><br></div><div>Ok</div>',
        "Ok",
    ),
    html(
        "markup-thunderbird-inline",
        '<div class="moz-cite-prefix">On 12/11/2026 Shop wrote:</div><blockquote type="cite">Size?</blockquote>M<br><blockquote type="cite">Colour?</blockquote>Blue',
        "M\nBlue",
    ),
    html(
        "markup-apple-inline",
        '<div>Hi</div><div><blockquote type="cite"><div>On 12 Nov 2026, Shop wrote:</div><div>Size?</div></blockquote><div>M</div><blockquote type="cite"><div>Colour?</div></blockquote><div>Blue</div></div>',
        "Hi\nM\nBlue",
    ),
    html("markup-apple-inline-nested-answer", '<div><blockquote type="cite"><div>Size?</div></blockquote>M</div>', "M"),
    html("markup-links", '<p>See <a href="https://a.example/x">this</a></p>', "See this (https://a.example/x)"),
    html("markup-pre", "<pre>a\n  b\n</pre>", "a\nb"),
    html("markup-ws", "<p>Hello\n   world&nbsp;&nbsp;!</p>", "Hello world !"),
    html(
        "markup-outlook-sig",
        '<div id="divtagdefaultwrapper"><p>Ok</p><div id="Signature"><p>Jan</p><p>ACME</p></div></div><hr><div id="divRplyFwdMsg"><b>From:</b> x</div>hi',
        "Ok",
    ),
    html("markup-only-sig-el", '<div id="Signature"><p>Jan here, please call</p></div>', "Jan here, please call"),
    html(
        "markup-hr-sep",
        "<p>Ok</p><hr><p>From: Shop &lt;help@shop.example&gt;<br>Date: 12.11.2026 09:58<br>Subject: x</p><p>hi</p>",
        "Ok",
    ),
    both(
        "markup-outlook-both-cid",
        "Ok\n\n[cid:image001.png@01DB]\n\nFrom: Shop <help@shop.example>\nSent: Thu\nTo: x\nSubject: y\n\nhi",
        "<p>Ok</p>",
        "Ok\n[cid:image001.png@01DB]",
    ),
    html(
        "markup-ai-summary",
        '<div>Ok</div><div class="ms-outlook-ios-reference-expand"></div><div id="mail-editor-reference-message-container">hi</div>',
        "Ok",
    ),
    html(
        "markup-quote-first-forward",
        '<blockquote type="cite"><div>Begin forwarded message:</div><div><b>From: </b>Bank &lt;b@bank.example&gt;</div><div>Paid</div></blockquote>',
        "Begin forwarded message:\nFrom: Bank <b@bank.example>\nPaid",
        subject="Fwd: x",
        reply=False,
    ),
    html(
        "markup-newmail-quote-in-html",
        '<p>Hi</p><blockquote style="border-left:1px solid #ccc"><p>Your terms</p></blockquote><p>true?</p>',
        "Hi\nYour terms\ntrue?",
        reply=False,
        subject="Terms",
    ),
    html(
        "markup-yahoo-new",
        '<html><body><div style="font-family:x"><div>Ok</div><div><br></div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>On x, Shop wrote:</div><div>hi</div></div></div></body></html>',
        "Ok",
    ),
    html(
        "markup-aol-html",
        '<div>Ok</div><div><br></div><div class="aolReplacedBody"><div id="yiv">-----Original Message-----<br>From: Shop<br>To: a<br>Sent: x<br>Subject: y<br><br>hi</div></div>',
        "Ok",
    ),
    html("markup-no-tags-html", "Ok, thanks", "Ok, thanks"),
    html(
        "markup-linkedin-mailto",
        '<p>Ok</p><p>From: Shop &lt;<a href="mailto:help@shop.example">help@shop.example</a>&gt;<br>Sent: Thu<br>To: <a href="mailto:a@b.example">Anna</a><br>Subject: y</p><p>hi</p>',
        "Ok",
    ),
]
