"""What each fixture must give. Text is the new text only."""

from __future__ import annotations

from typing import Any

EXPECTED: dict[str, dict[str, Any]] = {
    "gmail_pl": {"text": "Dzień dobry, dalej nie działa.\n\nPozdrawiam,\nJan"},
    "gmail_pl_wrapped": {"text": "Działa, dziękuję!"},
    "thunderbird_pl": {"text": "Nie mam tej paczki."},
    "thunderbird_pl_bottom": {"text": "Tak, dotarła wczoraj.\nDziękuję"},
    "inline_pl": {"text": "Witam,\n\n4711\n\nul. Długa 5, Kraków\n\nPozdrawiam\nJan"},
    "outlook_pl": {"text": "Proszę o zwrot pieniędzy.\n\nPozdrawiam\nAnna Nowak"},
    "outlook_pl_original": {"text": "Zgadza się."},
    "outlook_en": {"text": "Hi,\n\nstill waiting.\n\nThanks,\nMark"},
    "outlook_en_original": {"text": "Yes please."},
    "outlook_mobile": {"text": "Please cancel it."},
    "outlook_mobile_pl": {"text": "Proszę anulować."},
    "apple_en": {"text": "It arrived broken, see the photo."},
    "apple_pl": {"text": "Przyszło uszkodzone."},
    "apple_mac_pl": {"text": "Przyszło."},
    "german_gmail": {"text": "Vielen Dank, das hat geholfen.\n\nViele Grüße\nJürgen"},
    "german_outlook": {"text": "Passt."},
    "german_iphone": {"text": "Ja gern."},
    "french": {"text": "Merci beaucoup !\n\nCordialement,\nClaire"},
    "french_outlook": {"text": "C'est bon."},
    "spanish": {"text": "Gracias, ya funciona."},
    "spanish_outlook": {"text": "Perfecto."},
    "italian": {"text": "Va bene."},
    "dutch": {"text": "Bedankt!"},
    "dutch_outlook": {"text": "Prima."},
    "czech": {"text": "Děkuji, funguje."},
    "slovak": {"text": "Ďakujem."},
    "portuguese": {"text": "Obrigado!"},
    "swedish": {"text": "Tack!"},
    "ukrainian": {"text": "Дякую!"},
    "russian_outlook": {"text": "Спасибо."},
    "yahoo": {"text": "No luck so far.\nKim"},
    "samsung": {"text": "Ok, wyślę jutro."},
    "proton": {"text": "Thanks, all good."},
    "unknown_language": {"text": "Kiitos paljon."},
    "notes": {"text": "Approved."},
    "prose_wrote": {
        "text": "Hello,\n"
        "\n"
        "On Monday I wrote:\n"
        "please send the invoice.\n"
        "\n"
        "Nothing came. From: my side it is clear.\n"
        "Subject to change, To: be sure.\n"
        "\n"
        "Best,\n"
        "Mark"
    },
    "prose_pl": {
        "text": "Dzień dobry,\n"
        "\n"
        "W dniu 4.11.2026 o 10:12 kurier napisał:\n"
        "paczka jest w drodze.\n"
        "\n"
        "Wysłane z magazynu 4 maja, a paczki nadal nie ma."
    },
    "forward_gmail": {
        "text": "Proszę spojrzeć, co przysłał kurier.\n"
        "\n"
        "---------- Forwarded message ---------\n"
        "Od: Kurier <kurier@dpd.example>\n"
        "Date: śr., 4 lis 2026 o 09:00\n"
        "Subject: Przesyłka\n"
        "To: Jan <jan@example.pl>\n"
        "\n"
        "Nie zastaliśmy adresata."
    },
    "forward_outlook": {
        "text": "FYI\n"
        "\n"
        "From: Courier <c@dpd.example>\n"
        "Sent: Wednesday, November 4, 2026 9:00 AM\n"
        "To: Mark\n"
        "Subject: Parcel\n"
        "\n"
        "Nobody was at home."
    },
    "forward_apple": {
        "text": "Początek przekazywanej wiadomości:\n\nOd: Kurier <k@dpd.example>\nTemat: Paczka\n\nPaczka czeka."
    },
    "below_pl": {
        "text": "Odpowiedzi poniżej na czerwono.\n"
        "\n"
        "Od: Sklep <support@shop.example>\n"
        "Wysłano: 4 listopada 2026 10:12\n"
        "Do: Jan\n"
        "Temat: Pytania\n"
        "\n"
        "Jaki kolor? niebieski"
    },
    "only_quote": {"text": ""},
    "disclaimer_pl": {"text": "Czy mogę odebrać osobiście?\n\nZ poważaniem\nEwa"},
    "disclaimer_en": {"text": "Can I collect it?\n\nSam"},
    "signature": {"text": "Please call me."},
    "flowed_delsp": {"text": "Dies ist eine lange Zeile, die umbrochen wurde."},
    "latin2": {"text": "Zażółć gęślą jaźń"},
    "cp1250_as_latin2": {"text": "Proszę o śrubę i źródło"},
    "unknown_charset": {"text": "Proszę o fakturę, dziękuję"},
    "utf8_as_latin1": {"text": "Proszę o źdźbło"},
    "koi8": {"text": "Добрый день, где мой заказ?"},
    "no_headers_much": {"text": "Hello without much."},
    "html_gmail": {"text": "Nadal nie działa.\n\nPozdrawiam"},
    "html_gmail_inline": {"text": "4711\n\nBlue"},
    "html_outlook": {"text": "Proszę o kontakt.\n\nAnna"},
    "html_owa": {"text": "Thanks!"},
    "html_apple": {"text": "Dotarło, dziękuję."},
    "html_thunderbird": {"text": "Zgadzam się."},
    "html_own_quote": {"text": "The label says:\n\nok\n\nKeep dry\n\nIs that so?"},
    "html_forward_gmail": {"contains": ["Zobaczcie", "Paczka czeka"]},
    "ooo_pl": {"outcome": "auto_reply", "text": "Jestem na urlopie do 10 listopada."},
    "ooo_en_header": {"outcome": "auto_reply", "text": "I am away."},
    "urlop_question": {"outcome": "received", "text": "Czy urlop wpływa na dostawę?"},
    "newsletter": {"outcome": "auto_reply", "text": "Buy now"},
    "list_human": {"outcome": "received", "text": "Question to all"},
    "null_sender": {"outcome": "auto_reply"},
    "bounce_postfix": {
        "outcome": "bounce",
        "bounced": "<t7.1.x@shop.example>",
        "permanent": True,
        "reason": "User unknown",
    },
    "bounce_delayed": {"outcome": "bounce", "bounced": "<t7.1.x@shop.example>", "permanent": False},
    "bounce_success": {"outcome": "auto_reply"},
    "bounce_qmail": {"outcome": "bounce", "bounced": "<t7.1.x@shop.example>", "permanent": True},
    "bounce_exim": {"outcome": "bounce", "bounced": "<t7.1.x@shop.example>", "permanent": True},
    "mdn": {"outcome": "auto_reply"},
    "human_about_bounce": {
        "outcome": "received",
        "text": "My mail to you came back: delivery failed, user unknown. Why?",
    },
    "alternative_attachments": {
        "attachments": ["p.png", "faktura zażółć.pdf", "winmail.dat"],
        "text": "Zdjęcie w załączniku.",
    },
    "apple_mixed": {"attachments": ["IMG_1.jpg"], "text": "Przed zdjęciem\n\nPo zdjęciu"},
    "eml_attached": {"attachments": ["Inner.eml"], "text": "see attached"},
    "signed": {"attachments": ["smime.p7s"], "text": "Podpisane."},
    "no_closing_boundary": {"attachments": ["a.pdf"], "text": "cut off"},
    "calendar": {"outcome": "auto_reply"},
    "broken_base64": {"text": "Proszę o zwrot"},
    "raw_8bit_header": {"name_is": "Żaneta Łęcka", "subject": "Zamówienie bez kodowania", "text": "Tekst"},
    "split_encoded_word": {"name_is": "Żaneta", "subject": "Zażółć 4711", "text": "Tekst"},
    "mbox_line": {"subject": "mbox", "text": "Dzień dobry\nFrom the start it was broken"},
    "multiple_from": {
        "name_is": "Nowak, Anna",
        "address": "anna@example.pl",
        "to": ["a@x.example", "b@x.example"],
        "text": "x",
    },
}
