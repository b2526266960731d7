"""Polish mail day by day, wrapped introductions, and how apps advertise themselves."""

# ruff: noqa: E501 — a mail stands on a line, so that families can be read at a glance

from __future__ import annotations

from .build import both, plain

CASES = [
    both(
        "again-o365-both",
        "Ok\r\n\r\nFrom: Shop <help@shop.example>\r\nSent: Thursday\r\nTo: Anna\r\nSubject: x\r\n\r\nhi",
        "<p>Ok</p>",
        "Ok",
    ),
    plain(
        "again-gmail-images",
        "Zdjęcie w załączniku\n\n[image: IMG_1.jpg]\n\nczw., 12 lis 2026 o 10:12 Sklep <help@shop.example> napisał(a):\n\n> hi",
        "Zdjęcie w załączniku\n[image: IMG_1.jpg]",
    ),
    plain(
        "again-hotmail-pl",
        "Ok\n\nPobierz aplikację Outlook dla systemu Android<https://aka.ms/AAb9ysg>\n________________________________\nFrom: Sklep <help@shop.example>\nSent: Thursday, November 12, 2026 9:58:00 AM\nTo: Anna\nSubject: x\n\nhi",
        "Ok",
    ),
    plain(
        "again-apple-pl-mac",
        "Ok\n\n> Wiadomość napisana przez Sklep <help@shop.example> w dniu 12 lis 2026, o godz. 10:12:\n> \n> hi",
        "Ok",
    ),
    plain(
        "again-apple-pl-new",
        "Ok\n\n> W dniu 12 lis 2026, o godz. 10:12, Sklep <help@shop.example> napisał(a):\n> \n> hi",
        "Ok",
    ),
    plain("again-gmail-pl-ts", "Ok\n\nW czw., 12.11.2026 o 10:12, Sklep <help@shop.example> napisał(a):\n\nhi", "Ok"),
    plain(
        "again-inline-numbered",
        "Dzień dobry,\n\n> 1. Rozmiar?\nM\n> 2. Kolor?\nNiebieski\n\nPozdrawiam",
        "Dzień dobry,\nM\nNiebieski\nPozdrawiam",
    ),
    plain(
        "again-inline-after-attr",
        "Dzień dobry, odpowiadam poniżej.\n\nW dniu 12.11.2026 o 10:12, Sklep pisze:\n> Rozmiar?\nM\n> Kolor?\nNiebieski",
        "Dzień dobry, odpowiadam poniżej.\nM\nNiebieski",
    ),
    plain(
        "again-no-blank-quote",
        "Tak, zgadzam się.\nW dniu 2026-11-12 10:12:33 użytkownik Sklep <help@shop.example> napisał:\nCzy się Pani zgadza?",
        "Tak, zgadzam się.",
    ),
    plain(
        "again-long-wrapped-pl",
        "Tak\n\nW dniu czwartek, 12 listopada 2026 10:12:33 CET użytkownik Bardzo Długa\nNazwa Sklepu Internetowego <bardzo.dlugi.adres@shop.example>\nnapisał:\n\n> hi",
        "Tak",
    ),
    plain(
        "again-attr-4-lines",
        "Tak\n\nOn Thursday, 12 November 2026 at 10:12:33 CET,\nCustomer Service\nof the Shop <help@shop.example>\nwrote:\n\n> hi",
        "Tak",
    ),
    plain(
        "again-outlook-2-replies",
        "Tak\n\nOd: Sklep <help@shop.example>\nWysłano: 12 listopada 2026 10:12\nDo: Anna\nTemat: RE: x\n\nA\n\nOd: Anna <anna@klient.example>\nWysłano: 11\nDo: Sklep\nTemat: x\n\nB",
        "Tak",
    ),
    plain(
        "again-sig-before-attr", "Tak\n\n--\nPozdrawiam,\nJan\n\nW dniu 12.11.2026 o 10:12, Sklep pisze:\n\n> hi", "Tak"
    ),
    plain(
        "again-just-pozdrawiam", "Pozdrawiam\nJan\n\nW dniu 12.11.2026 o 10:12, Sklep pisze:\n\n> hi", "Pozdrawiam\nJan"
    ),
    plain("again-question-in-sig", "Tak\n-- \nJan\nMasz pytania? Zadzwoń!", "Tak"),
    plain("again-url-with-gt", "Look https://a.example/?a>b\n> hi", "Look https://a.example/?a>b"),
    plain("again-stars", "Ok\n\n***\n\nW dniu 12.11.2026 o 10:12, Sklep pisze:\n> a", "Ok"),
    plain("again-sent-from-proton-pl", "Ok\n\nWysłane z aplikacji Proton Mail na iOS", "Ok"),
    plain(
        "again-sent-proton-mobile",
        "Ok\n\nSent from Proton Mail for Android.\n\n-------- Original Message --------\nOn Thursday, 11/12/26 at 10:12 Shop <help@shop.example> wrote:\n\n> hi",
        "Ok",
    ),
    plain(
        "again-wys-k9-pl",
        "Ok\n-- \nWysłane za pomocą K-9 Mail z mojego urządzenia z Androidem. Proszę o wybaczenie mojej zwięzłości.",
        "Ok",
    ),
    plain("again-gmail-pl-sent", "Ok\n\nWysłano z Gmaila na telefonie", "Ok"),
    plain("again-onet-mobile", "Ok\n\nWysłano z aplikacji mobilnej Onet Poczta", "Ok"),
    plain("again-o2", "Ok\n\nWysłane z aplikacji o2 Poczta", "Ok"),
    plain("again-bluemail", "Ok\n\nGet BlueMail for Android", "Ok"),
    plain("again-typeapp", "Ok\n\n⁣Sent from BlueMail ​", "Ok"),
    plain("again-aquamail", "Ok\n\nSent with Aqua Mail for Android\nhttps://www.mobisystems.com/aqua-mail", "Ok"),
    plain("again-my-phone", "Ok\n\nSent from my phone", "Ok"),
    plain("again-moj-telefon", "Ok\n\nWysłano z mojego telefonu", "Ok"),
    plain("again-mobilnie", "Ok\n\nWysłane z urządzenia mobilnego", "Ok"),
    plain("again-windows", "Ok\n\nWysłano z Poczty systemu Windows 10", "Ok"),
    plain("again-ipad-new", "Ok\n\nWysłane z iPada", "Ok"),
    plain("again-cs-mobil", "Ok\n\nOdesláno z mobilu", "Ok"),
    plain("again-cs-seznam", "Ok\n\nOdesláno z aplikace Email.cz", "Ok"),
    plain("again-de-handy", "Ok\n\nVon meinem Handy gesendet", "Ok"),
    plain("again-nl-outlook", "Ok\n\nVerzonden vanuit Outlook voor Android", "Ok"),
    plain("again-es-android", "Ok\n\nEnviado desde mi Samsung Mobile de Claro", "Ok"),
    plain("again-fr-orange-mobile", "Ok\n\nEnvoyé à partir d’Outlook pour Android", "Ok"),
    plain("again-uk-gmail", "Ok\n\nНадіслано з мого Android", "Ok"),
    plain("again-ru-yandex", "Ok\n\nОтправлено из мобильной Яндекс Почты", "Ok"),
    plain("again-ru-mailru", "Ok\n\n--\nОтправлено из Mail для Android", "Ok"),
    plain("again-zoho-mob", "Ok\n\nSent using Zoho Mail", "Ok"),
    plain("again-sent-mailspring", "Ok\n\nSent from Mailspring, the best free email app for work", "Ok"),
    plain("again-hun", "Ok\n\nSamsung Galaxy okostelefonomról küldve.", "Ok"),
]
