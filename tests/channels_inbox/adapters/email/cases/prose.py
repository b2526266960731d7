"""Own words in answers that look like history; footers of the law, of virus scanners and of phones."""

# ruff: noqa: E501 — a mail stands on a line, so that families can be read at a glance

from __future__ import annotations

from .build import fresh, plain

CASES = [
    plain(
        "prose-p1",
        "W dniu 12.11.2026 o 10:12 rozmawiałem z konsultantem i powiedział:\nproszę czekać.\nCzekam.\n",
        "W dniu 12.11.2026 o 10:12 rozmawiałem z konsultantem i powiedział:\nproszę czekać.\nCzekam.",
    ),
    plain(
        "prose-p2",
        "On 12.11.2026 at 10:12 I sent a mail to help@shop.example:\nno answer.\n",
        "On 12.11.2026 at 10:12 I sent a mail to help@shop.example:\nno answer.",
    ),
    plain(
        "prose-p3",
        "Here is the tracking:\n\n12.11.2026 10:12: parcel sent\n13.11.2026 09:00: parcel lost\n\nHelp!",
        "Here is the tracking:\n12.11.2026 10:12: parcel sent\n13.11.2026 09:00: parcel lost\nHelp!",
    ),
    plain(
        "prose-p4",
        'Twój kolega napisał w mailu z 12.11.2026:\n"zwrot w 14 dni"\nGdzie zwrot?',
        'Twój kolega napisał w mailu z 12.11.2026:\n"zwrot w 14 dni"\nGdzie zwrot?',
    ),
    plain(
        "prose-p5",
        "Dane do faktury:\nNazwa: ACME\nNIP: 123-456\nAdres: Długa 5\nE-mail: anna@klient.example\nData: 12.11.2026\n",
        "Dane do faktury:\nNazwa: ACME\nNIP: 123-456\nAdres: Długa 5\nE-mail: anna@klient.example\nData: 12.11.2026",
    ),
    plain(
        "prose-p6",
        "Name: Anna <anna@klient.example>\nPhone: 600\nOrder: 5\nDate: 12.11.2026 10:00\n",
        "Name: Anna <anna@klient.example>\nPhone: 600\nOrder: 5\nDate: 12.11.2026 10:00",
    ),
    plain(
        "prose-p7",
        "Please change delivery:\nFrom: Kraków\nTo: Gdańsk\nDate: 12.11.2026\nThanks",
        "Please change delivery:\nFrom: Kraków\nTo: Gdańsk\nDate: 12.11.2026\nThanks",
    ),
    plain(
        "prose-p8",
        "Temat: reklamacja\nData: 12.11.2026\nOd: Anna Kowalska\n\nSkładam reklamację.",
        "Temat: reklamacja\nData: 12.11.2026\nOd: Anna Kowalska\nSkładam reklamację.",
    ),
    plain(
        "prose-p9",
        "The temperature is below zero here and the pump fails.\n\nFrom: Shop <help@shop.example>\nSent: Thu\nTo: Anna\nSubject: x\n\nhi",
        "The temperature is below zero here and the pump fails.",
    ),
    plain(
        "prose-p10",
        "He said on 12 November 2026 at 10:12:\nyes\nso do it",
        "He said on 12 November 2026 at 10:12:\nyes\nso do it",
    ),
    plain("prose-p11", "1. Order 5\n2. Order 6\n--\n3. Order 7", "1. Order 5\n2. Order 6\n--\n3. Order 7"),
    plain("prose-p12", "Sent from Germany by DHL phone tells me.\n", "Sent from Germany by DHL phone tells me."),
    plain(
        "prose-p13", "Where can I get the Outlook app for my phone?", "Where can I get the Outlook app for my phone?"
    ),
    plain(
        "prose-p14",
        "Wysłano z magazynu w poniedziałek na mój telefon przyszedł SMS",
        "Wysłano z magazynu w poniedziałek na mój telefon przyszedł SMS",
    ),
    plain("prose-p15", "Enviado el pedido ayer desde mi teléfono", "Enviado el pedido ayer desde mi teléfono"),
    plain("prose-p16", "Hi\n-----\nbox broken\n-----\nbye", "Hi\n-----\nbox broken\n-----\nbye"),
    plain(
        "prose-p17",
        "From: my side it is clear.\nSubject to change it all.\nTo: be sure, I write again.\nSent: yesterday.",
        "From: my side it is clear.\nSubject to change it all.\nTo: be sure, I write again.\nSent: yesterday.",
    ),
    plain("prose-p18", 'Hello\n\n"Anna wrote: no" is in your system.\n', 'Hello\n"Anna wrote: no" is in your system.'),
    plain(
        "prose-p19",
        "I got this mail from you on 2026-11-12 10:12 <noreply@shop.example>:\nYour order is lost.\nIs it true?",
        "I got this mail from you on 2026-11-12 10:12 <noreply@shop.example>:\nYour order is lost.\nIs it true?",
    ),
    plain(
        "prose-p20",
        "Error log:\n2026-11-12 10:12:01 user <anna@klient.example>:\nlogin failed",
        "Error log:\n2026-11-12 10:12:01 user <anna@klient.example>:\nlogin failed",
    ),
    plain(
        "prose-p21",
        "2026-11-12 10:12 [anna@klient.example]: failed\n2026-11-12 10:13 [anna@klient.example]: failed\nwhy",
        "2026-11-12 10:12 [anna@klient.example]: failed\n2026-11-12 10:13 [anna@klient.example]: failed\nwhy",
    ),
    fresh("prose-f1", 'On 12.11.2026 at 10:12 Shop <help@shop.example> wrote:\n"You will get it."\nI did not.'),
    fresh("prose-f2", "> hello\n> world\n"),
    fresh("prose-f3", "Hi\n-- \nJan", "Hi"),
    fresh("prose-f4", "-- \nJan"),
    fresh("prose-f5", "Subject: x\nFrom: y\n"),
    plain(
        "prose-dis1",
        "Ok\n\n________________________________\nThe information contained in this e-mail is confidential and is intended for the addressee only. If you have received it in error, please notify the sender.\n",
        "Ok",
    ),
    plain(
        "prose-dis2",
        "Ok\n\nKlauzula poufności\nTreść tej wiadomości jest poufna i przeznaczona wyłącznie dla adresata. Jeżeli nie są Państwo adresatem, prosimy o usunięcie.\n",
        "Ok",
    ),
    plain(
        "prose-dis3",
        "Ok\n\nJan\n\nAdministratorem Państwa danych osobowych jest ACME Sp. z o.o. z siedzibą w Warszawie. Dane przetwarzane są zgodnie z RODO. Szczegóły: https://acme.example/rodo\n",
        "Ok\nJan",
    ),
    plain(
        "prose-dis4",
        "Ok\n\nACME Sp. z o.o., ul. Długa 1, 00-001 Warszawa, KRS 0000, Sąd Rejonowy dla m.st. Warszawy, kapitał zakładowy 5000 zł\n",
        "Ok\nACME Sp. z o.o., ul. Długa 1, 00-001 Warszawa, KRS 0000, Sąd Rejonowy dla m.st. Warszawy, kapitał zakładowy 5000 zł",
    ),
    plain(
        "prose-dis5",
        "Ok\n\nCONFIDENTIALITY NOTICE: This email message, including any attachments, is for the sole use of the intended recipient(s) and may contain confidential information.\n\nIf you are not the intended recipient, please contact the sender and destroy all copies.\n",
        "Ok",
    ),
    plain(
        "prose-dis6",
        "Ok\n\nJan\n\nDisclaimer: The content of this message is confidential. If you have received it by mistake, please inform us by an email reply and then delete the message.\n",
        "Ok\nJan",
    ),
    plain(
        "prose-dis7",
        "Ok\n\nCe message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de ses destinataires.\n",
        "Ok",
    ),
    plain(
        "prose-foot-ms",
        "Ok\n\n[Secured by Avast] This email has been checked for viruses by Avast antivirus software.\nwww.avast.com\n",
        "Ok",
    ),
    plain(
        "prose-foot-avast-pl",
        "Ok\n\n<https://www.avast.com/sig-email> Wolny od wirusów.www.avast.com\n<https://www.avast.com/sig-email>\n<#DAB4FAD8-2DD7-40BB-A1B8-4E2AA1F9FDF2>\n",
        "Ok",
    ),
    plain("prose-foot-avg", "Ok\n\n---\nThis email has been checked for viruses by AVG.\nhttps://www.avg.com\n", "Ok"),
    plain(
        "prose-cau",
        "CAUTION: This email originated from outside of the organization. Do not click links.\n\nOk",
        "CAUTION: This email originated from outside of the organization. Do not click links.\nOk",
    ),
    plain(
        "prose-mobile-space-quote",
        "Ok\nWysłane z iPhone'a\n\n> Wiadomość napisana przez Sklep <help@shop.example> w dniu 12.11.2026, o godz. 09:58:\n> \n> hi",
        "Ok",
    ),
    plain("prose-mobile-above-sig", "Ok\n\nAnna\nWysłane z mojego iPhone'a\n\n-- \nAnna\n", "Ok\nAnna"),
    plain(
        "prose-mobile-mid",
        "Wysłane z iPhone'a\n\nDodam jeszcze: adres to Długa 5",
        "Wysłane z iPhone'a\nDodam jeszcze: adres to Długa 5",
    ),
    plain(
        "prose-glue-dated",
        "W dniu 10.11.2026 zamówiłem kubek\nW dniu 12.11.2026 o 10:12, Sklep <help@shop.example> pisze:\n> q",
        "W dniu 10.11.2026 zamówiłem kubek",
    ),
    plain(
        "prose-glue-dated-bare",
        "W dniu 10.11.2026 zamówiłem kubek\nW dniu 12.11.2026 o 10:12, Sklep <help@shop.example> pisze:\nq",
        "W dniu 10.11.2026 zamówiłem kubek",
    ),
    plain(
        "prose-glue-account",
        "Konto 61 1090 1014 0000 0712 1981 2874.\nW dniu 12.11.2026 o 10:12, Sklep <help@shop.example> pisze:\n> q",
        "Konto 61 1090 1014 0000 0712 1981 2874.",
    ),
    plain(
        "prose-glue-number",
        "61 1090 1014 0000 0712 1981 2874\nW dniu 12.11.2026 o 10:12, Sklep <help@shop.example> pisze:\n> q",
        "61 1090 1014 0000 0712 1981 2874",
    ),
    plain(
        "prose-glue-3",
        "Na 12.11.2026\nto za późno\nOn Thu, Nov 12, 2026 at 9:58 AM Service <\nhelp@shop.example> wrote:\n> q",
        "Na 12.11.2026\nto za późno",
    ),
    plain(
        "prose-apple-wrapped",
        "Ok\n\nWiadomość napisana przez Sklep <help@shop.example>\nw dniu 12.11.2026, o godz. 09:58:\n\nhi",
        "Ok",
    ),
    plain(
        "prose-glue-mail",
        "Proszę pisać na anna@klient.example\nW dniu 12.11.2026 o 10:12, Sklep <help@shop.example> pisze:\n> q",
        "Proszę pisać na anna@klient.example",
    ),
    plain(
        "prose-odpis-kolorze",
        "Czy przyślecie nici w tym kolorze? Odpowiedzcie proszę.\n\nOd: Sklep <help@shop.example>\nWysłano: czwartek, 12 listopada 2026 09:58\nDo: Anna\nTemat: x\n\ncytat",
        "Czy przyślecie nici w tym kolorze? Odpowiedzcie proszę.",
    ),
]
