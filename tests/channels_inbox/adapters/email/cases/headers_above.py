"""Header blocks and attributions that programs bend in their own ways."""

# ruff: noqa: E501 — a mail stands on a line, so that families can be read at a glance

from __future__ import annotations

from .build import plain

CASES = [
    plain("above-date-no-year", "Ok.\n\nOn 12 Nov, Shop <help@shop.example> wrote:\n\nWhich?\n", "Ok."),
    plain(
        "above-eu-outlook-web-pl",
        "Ok.\n\n________________________________\nOd: Sklep <help@shop.example>\nWysłane: czwartek, 12 listopada 2026 09:58\nDo: Anna\nTemat: Re: x\n\nTest\n",
        "Ok.",
    ),
    plain(
        "above-two-line-bold",
        "Ok.\n\n*Od:* Sklep <help@shop.example>\n*Data:* czwartek, 12 listopada 2026 09:58\n*Do: *Anna\n*Temat: *x\n\nTest\n",
        "Ok.",
    ),
    plain(
        "above-bold-inside",
        "Ok.\n\n*From: *Shop <help@shop.example>\n*Date: *Thursday, 12 November 2026 at 09:58\n*To: *Anna\n*Subject: *x\n\nTest\n",
        "Ok.",
    ),
    plain(
        "above-from-with-name-only",
        "Ok.\n\nFrom: Shop\nSent: Thursday, November 12, 2026 9:58 AM\nTo: Anna\nSubject: x\n\nTest\n",
        "Ok.",
    ),
    plain(
        "above-one-line-block",
        "Ok.\n\nFrom: Shop <help@shop.example> Sent: Thursday, November 12, 2026 9:58 AM To: Anna Subject: x\n\nTest\n",
        "Ok.",
    ),
    plain(
        "above-tabs",
        "Ok.\n\nFrom:\tShop <help@shop.example>\nSent:\tThu 11/12/2026\nTo:\tAnna\nSubject:\tx\n\nTest\n",
        "Ok.",
    ),
    plain(
        "above-indented-block",
        "Ok.\n\n     From: Shop <help@shop.example>\n     Sent: Thu 11/12/2026\n     To: Anna\n     Subject: x\n\n     Test\n",
        "Ok.",
    ),
    plain("above-quoted-original", "Ok.\n\n> -----Original Message-----\n> From: Shop\n> Sent: x\n>\n> Test\n", "Ok."),
    plain(
        "above-blank-between-labels",
        "Ok.\n\nFrom: Shop <help@shop.example>\n\nSent: Thu 11/12/2026\n\nTo: Anna\n\nSubject: x\n\nTest\n",
        "Ok.",
    ),
    plain(
        "above-tb-moz",
        "Ok.\n\n-------- Oryginalna wiadomość --------\nTemat: Re: x\nData: 2026\nNadawca: Shop\n\nTest\n",
        "Ok.",
    ),
    plain(
        "above-ok-sig-closing",
        "Dzień dobry,\n\nproszę o anulowanie.\n\nZ poważaniem\nJan Kowalski\n\n--\nJan Kowalski\nACME Sp. z o.o.\nul. Długa 1\n00-001 Warszawa\nNIP: 123\nKRS: 1\ntel. 1\nwww.acme.example\n\nOd: Sklep <help@shop.example>\nWysłano: x\nDo: Jan\nTemat: x\n\ny\n",
        "Dzień dobry,\nproszę o anulowanie.\nZ poważaniem\nJan Kowalski",
    ),
    plain(
        "above-wyslano-samsung-old",
        "Tak\n\nWysłane z mojego smartfonu Samsung Galaxy.\n-------- Oryginalna wiadomość --------Od: Sklep <help@shop.example> Data: 12.11.2026 09:58 (GMT+01:00) Do: anna@klient.example Temat: x \nTest\n",
        "Tak",
    ),
    plain(
        "above-samsung-glued-en",
        "Yes\n\nSent from my Samsung Galaxy smartphone.\n-------- Original message --------From: Shop <help@shop.example> Date: 12/11/2026  09:58  (GMT+01:00) To: anna@klient.example Subject: x \nTest\n",
        "Yes",
    ),
    plain("above-wrote-with-comma", "Yes\n\nOn 2026-11-12, Shop wrote:\n> Test\n", "Yes"),
    plain("above-at-wrote", "Yes\n\nAt 09:58 2026-11-12, you wrote:\n>Test\n", "Yes"),
    plain("above-shop-wrote", "Yes\n\nShop wrote:\n> Test\n", "Yes"),
    plain("above-shop-napisal", "Tak\n\nSklep napisał(a):\n> Test\n", "Tak"),
    plain(
        "above-pl-uzytkownik",
        'Tak\n\nUżytkownik "Sklep" <help@shop.example> napisał w wiadomości news:abc...\n> Test\n',
        "Tak",
    ),
    plain(
        "above-outlook-express-pl",
        'Tak\n\n----- Original Message ----- \nFrom: "Sklep" <help@shop.example>\nTo: <anna@klient.example>\nSent: Thursday, November 12, 2026 9:58 AM\nSubject: x\n\n\nTest\n',
        "Tak",
    ),
    plain(
        "above-notes-de",
        "Ja\n\n\nVon:\tShop <help@shop.example>\nAn:\tAnna\nDatum:\t12.11.2026 09:58\nBetreff:\tx\n\nTest\n",
        "Ja",
    ),
    plain("above-de-uhr", "Ja\n\nAm 12. November 2026 09:58:00 MEZ schrieb Shop <help@shop.example>:\n>Test\n", "Ja"),
    plain(
        "above-de-gesendet",
        "Ja\n\nGesendet mit der GMX Mail App\n\nAm 12.11.26, 09:58 schrieb Shop <help@shop.example>:\n\n> Test\n",
        "Ja",
    ),
    plain(
        "above-de-webde-app",
        "Ja\n--\nDiese Nachricht wurde von meinem Android Mobiltelefon mit WEB.DE Mail gesendet.\nAm 12.11.26, 09:58 schrieb Shop <help@shop.example>:\n\nTest\n",
        "Ja",
    ),
    plain(
        "above-fr-orange",
        'Oui\n\n> Message du 12/11/26 09:58\n> De : "Shop" <help@shop.example>\n> A : anna\n> Copie à :\n> Objet : x\n>\n> Test\n',
        "Oui",
    ),
    plain(
        "above-it-libero",
        "Si\n\n---- Messaggio originale ----\nDa: help@shop.example\nData: 12/11/2026 9.58\nA: <anna>\nOgg: x\n\nTest\n",
        "Si",
    ),
    plain(
        "above-seznam-new", "Ano\n\n---------- Původní e-mail ----------\nOd: Shop <help@shop.example>\nTest\n", "Ano"
    ),
    plain(
        "above-reply-then-fwd-below",
        "Done.\n\nOn Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example> wrote:\n\n> hi\n>\n> ---------- Forwarded message ---------\n> From: x\n",
        "Done.",
    ),
    plain("above-list-with-gt", "My list:\n> one\n> two\n\nok?", "My list:\nok?"),
    plain("above-html-less", "a < b > c\nOK", "a < b > c\nOK"),
    plain(
        "above-thanks-only-quote-after",
        "Thanks!\n>\n> On Nov 12, 2026, at 9:58 AM, Shop <help@shop.example> wrote:\n> \n> hi",
        "Thanks!",
    ),
    plain("above-time-first", "Ok\n\n12 lis 2026 09:58 Sklep <help@shop.example> napisał(a):\n\n> a", "Ok"),
    plain("above-pl-o2-2", "Ok\n\nDnia 12 listopada 2026 o 10:12 Sklep napisał(a):\n\nTreść\n", "Ok"),
    plain(
        "above-interia-new",
        'Ok\n\nOd: "Sklep" <help@shop.example>\nDo: anna@klient.example;\nWysłane: 10:12 Czwartek 2026-11-12\nTemat: Re: x\n\n> Treść\n',
        "Ok",
    ),
    plain(
        "above-onet2",
        "Ok\n\nW dniu 2026-11-12 10:12:33 użytkownik Sklep <help@shop.example> napisał:\n\nTreść\n\nPozdrawiam",
        "Ok",
    ),
    plain(
        "above-wyslij-gmail-pl-mobile",
        "Ok\n\nczw., 12 lis 2026, 10:12: Sklep <help@shop.example> napisał(a):\n> x",
        "Ok",
    ),
    plain("above-spaces", "   \n  Ok  \n\n\n\n> a", "Ok"),
]
