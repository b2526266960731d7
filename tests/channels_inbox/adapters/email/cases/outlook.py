"""Outlook on the desktop, on phones, and its header block in many languages; Notes; GroupWise."""

from __future__ import annotations

from .build import Case, both, html, plain


def _block(code: str, start: str, sent: str, to: str, subject: str, *, bold: bool = False, cc: str = "") -> Case:
    mark = "*" if bold else ""
    lines = [
        f"{mark}{start}:{mark} Shop <help@shop.example>",
        f"{mark}{sent}:{mark} Thursday, November 12, 2026 9:58 AM",
        f"{mark}{to}:{mark} Anna Kowalska <anna@klient.example>",
        *([f"{mark}{cc}:{mark} Boss <boss@klient.example>"] if cc else []),
        f"{mark}{subject}:{mark} Order 1042",
    ]
    body = "It has not come yet.\nAnna\n\n" + "\n".join(lines) + "\n\nHello,\nhas it come?\n"
    return plain(f"outlook-block-{code}{'-bold' if bold else ''}", body, "It has not come yet.\nAnna")


WORD_START = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm;} --></style>'
    '<!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]--></head><body lang="PL">'
    '<div class="WordSection1">'
)
WORD_BLOCK = (
    '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>'
    '<span lang="EN-US">From:</span></b><span lang="EN-US"> Shop &lt;help@shop.example&gt; <br><b>Sent:</b> Thursday, '
    "November 12, 2026 9:58 AM<br><b>To:</b> Anna Kowalska &lt;anna@klient.example&gt;<br><b>Subject:</b> RE: Order 1042"
    '<o:p></o:p></span></p></div></div><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">Which one?'
    "<o:p></o:p></p></div></body></html>"
)
# Only the markup says that history starts: the labels are in a language nobody listed.
UNKNOWN_BLOCK = (
    WORD_BLOCK.replace("From:", "Xyzzy:").replace("Sent:", "Plugh:").replace("To:", "Frob:").replace("Subject:", "Qux:")
)

CASES = [
    _block("en", "From", "Sent", "To", "Subject"),
    _block("en", "From", "Sent", "To", "Subject", bold=True, cc="Cc"),
    _block("en-date", "From", "Date", "To", "Subject"),
    _block("pl", "Od", "Wysłano", "Do", "Temat", cc="DW"),
    _block("pl", "Od", "Wysłano", "Do", "Temat", bold=True),
    _block("pl-data", "Od", "Data", "Do", "Temat"),
    _block("de", "Von", "Gesendet", "An", "Betreff", bold=True),
    _block("fr", "De ", "Envoyé ", "À ", "Objet ", bold=True),
    _block("es", "De", "Enviado el", "Para", "Asunto", cc="CC"),
    _block("it", "Da", "Inviato", "A", "Oggetto"),
    _block("nl", "Van", "Verzonden", "Aan", "Onderwerp", bold=True),
    _block("pt", "De", "Enviada em", "Para", "Assunto"),
    _block("pt-pt", "De", "Enviado", "Para", "Assunto"),
    _block("cs", "Od", "Odesláno", "Komu", "Předmět"),
    _block("sk", "Od", "Odoslané", "Komu", "Predmet"),
    _block("sv", "Från", "Skickat", "Till", "Ämne", bold=True),
    _block("da", "Fra", "Sendt", "Til", "Emne"),
    _block("no", "Fra", "Sendt", "Til", "Emne", bold=True),
    _block("fi", "Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    _block("hu", "Feladó", "Elküldve", "Címzett", "Tárgy"),
    _block("ro", "De la", "Trimis", "Către", "Subiect"),
    _block("tr", "Kimden", "Gönderildi", "Kime", "Konu"),
    _block("uk", "Від", "Надіслано", "Кому", "Тема"),
    _block("ru", "От", "Отправлено", "Кому", "Тема"),
    _block("el", "Από", "Στάλθηκε", "Προς", "Θέμα"),
    _block("lt", "Nuo", "Išsiųsta", "Kam", "Tema"),
    _block("bg", "От", "Изпратено", "До", "Относно"),
    _block("hr", "Od", "Poslano", "Prima", "Predmet"),
    _block("zh", "发件人", "发送时间", "收件人", "主题"),
    _block("ja", "差出人", "送信日時", "宛先", "件名"),
    _block("he", "מאת", "נשלח", "אל", "נושא"),
    _block("ar", "من", "تم الإرسال", "إلى", "الموضوع"),
    html(
        "outlook-word-html",
        WORD_START
        + '<p class="MsoNormal">The blue one.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        + WORD_BLOCK,
        "The blue one.",
    ),
    html(
        "outlook-word-html-unknown-labels",
        WORD_START + '<p class="MsoNormal">The blue one.<o:p></o:p></p>' + UNKNOWN_BLOCK,
        "The blue one.",
    ),
    both(
        "outlook-word-both",
        "The blue one.\n\nRegards,\nAnna\n\nFrom: Shop <help@shop.example>\nSent: Thursday, November 12, 2026 9:58 AM\n"
        "To: Anna Kowalska <anna@klient.example>\nSubject: RE: Order 1042\n\nWhich one?\n",
        WORD_START + "<p>The blue one.</p><p>Regards,<br>Anna</p>" + WORD_BLOCK,
        "The blue one.\nRegards,\nAnna",
    ),
    html(
        "outlook-old-message-header",
        "<div>The blue one.</div><div class=OutlookMessageHeader lang=en-us dir=ltr align=left><hr tabindex=-1><b>From:"
        "</b> Shop [mailto:help@shop.example]<br><b>Sent:</b> Thursday, November 12, 2026 9:58 AM<br><b>To:</b> Anna<br>"
        "<b>Subject:</b> Order 1042<br></div><div>Which one?</div>",
        "The blue one.",
    ),
    html(
        "outlook-mac-src-body",
        '<div>The blue one.</div><div><br></div><span id="OLK_SRC_BODY_SECTION"><div style="border-top: #b5c4df 1pt '
        'solid;"><span style="font-weight:bold">From: </span> Shop &lt;help@shop.example&gt;<br><span style="font-weight:'
        'bold">Date: </span> Thursday, November 12, 2026 at 9:58 AM<br><span style="font-weight:bold">To: </span> Anna<br>'
        '<span style="font-weight:bold">Subject: </span> Order 1042<br></div><div>Which one?</div></span>',
        "The blue one.",
    ),
    plain(
        "outlook-mailto",
        """
The blue one.

-----Original Message-----
From: Shop [mailto:help@shop.example]
Sent: Thursday, November 12, 2026 9:58 AM
To: Anna
Subject: Order 1042

Which one?
""",
        "The blue one.",
    ),
    plain(
        "outlook-original-pl",
        """
Proszę o niebieski.

-----Oryginalna wiadomość-----
Od: Sklep <help@shop.example>
Wysłano: czwartek, 12 listopada 2026 09:58
Do: Anna
Temat: Zamówienie 1042

Który?
""",
        "Proszę o niebieski.",
    ),
    plain(
        "outlook-reply-below-signature",
        """
Guten Tag,

die Ware ist da.

Mit freundlichen Grüßen
Max Mustermann

Von: Shop <help@shop.example>
Gesendet: Donnerstag, 12. November 2026 09:58
An: Max Mustermann <max@kunde.example>
Betreff: AW: Bestellung 1042

Ist die Ware da?
""",
        "Guten Tag,\ndie Ware ist da.\nMit freundlichen Grüßen\nMax Mustermann",
    ),
    plain(
        "outlook-ios-en",
        """
Wrong colour again.

Get Outlook for iOS<https://aka.ms/o0ukef>
________________________________
From: Shop <help@shop.example>
Sent: Thursday, November 12, 2026 9:58:00 AM
To: Anna Kowalska <anna@klient.example>
Subject: Order 1042

All right?
""",
        "Wrong colour again.",
    ),
    plain(
        "outlook-ios-pl",
        """
Znowu zły kolor.

Pobierz program Outlook dla systemu iOS<https://aka.ms/o0ukef>
________________________________
Od: Sklep <help@shop.example>
Wysłane: czwartek, listopada 12, 2026 9:58 AM
Do: Anna Kowalska <anna@klient.example>
Temat: Zamówienie 1042

W porządku?
""",
        "Znowu zły kolor.",
    ),
    plain(
        "outlook-android-pl",
        """
Znowu zły kolor.

Uzyskaj aplikację Outlook dla systemu Android<https://aka.ms/AAb9ysg>
""",
        "Znowu zły kolor.",
    ),
    plain("outlook-android-de", "Passt.\n\nOutlook für Android<https://aka.ms/AAb9ysg> herunterladen\n", "Passt."),
    plain("outlook-ios-de", "Passt.\n\nHolen Sie sich Outlook für iOS<https://aka.ms/o0ukef>\n", "Passt."),
    plain("outlook-ios-fr", "Parfait.\n\nTélécharger Outlook pour iOS<https://aka.ms/o0ukef>\n", "Parfait."),
    plain("outlook-ios-es", "Perfecto.\n\nObtener Outlook para iOS<https://aka.ms/o0ukef>\n", "Perfecto."),
    plain("outlook-ios-nl", "Prima.\n\nOutlook voor iOS<https://aka.ms/o0ukef> downloaden\n", "Prima."),
    plain("outlook-android-it", "Va bene.\n\nScarica Outlook per Android<https://aka.ms/AAb9ysg>\n", "Va bene."),
    plain("windows-mail-pl", "Dzięki.\n\nWysłane z aplikacji Poczta dla Windows\n", "Dzięki."),
    plain("windows-mail-en", "Thanks.\n\nSent from Mail for Windows 10\n", "Thanks."),
    html(
        "outlook-ios-html",
        '<html><body><div dir="ltr">Wrong colour.</div><div id="ms-outlook-mobile-signature" dir="ltr"><div></div>Get <a '
        'href="https://aka.ms/o0ukef">Outlook for iOS</a></div><div id="mail-editor-reference-message-container" dir="'
        'ltr"><br><hr style="display: inline-block; width: 98%;"><div id="divRplyFwdMsg" dir="ltr"><b>From:</b> Shop'
        "<br><b>Sent:</b> Thursday<br><b>Subject:</b> Order</div>All right?</div></body></html>",
        "Wrong colour.",
    ),
    plain(
        "outlook-answers-in-red",
        """
Hi, please see my answers below in red.

Anna

From: Shop <help@shop.example>
Sent: Thursday, November 12, 2026 9:58 AM
To: Anna <anna@klient.example>
Subject: Order 1042

Which size? - M
Which colour? - Blue
""",
        """
Hi, please see my answers below in red.
Anna
From: Shop <help@shop.example>
Sent: Thursday, November 12, 2026 9:58 AM
To: Anna <anna@klient.example>
Subject: Order 1042
Which size? - M
Which colour? - Blue
""",
    ),
    plain(
        "lotus-notes",
        """
Approved.

Anna Kowalska



From:   Shop <help@shop.example>
To:     Anna Kowalska/Klient@KLIENT
Date:   2026-11-12 09:58
Subject:        Order 1042



Please approve.
""",
        "Approved.\nAnna Kowalska",
    ),
    plain(
        "lotus-notes-inline-header",
        """
Approved.

"Shop" <help@shop.example> wrote on 12.11.2026 09:58:00:

> Please approve.
""",
        "Approved.",
    ),
    plain(
        "groupwise",
        """
Approved.

>>> Shop <help@shop.example> 12/11/2026 9:58 AM >>>
Please approve.
""",
        "Approved.",
    ),
    plain(
        "outlook-header-with-list-of-people",
        """
Reading now.

From: Shop <help@shop.example>
Sent: Thursday, November 12, 2026 9:58 AM
To: Anna Kowalska <anna@klient.example>; Jan Nowak <jan@klient.example>; Ewa Lis
<ewa@klient.example>
Cc: Boss <boss@klient.example>
Subject: Order 1042
Importance: High

Please read.
""",
        "Reading now.",
    ),
]
