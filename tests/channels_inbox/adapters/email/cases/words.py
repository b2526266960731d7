"""The customer's own words that look like history or signatures, forwards, closings, footers and disclaimers."""

from __future__ import annotations

from .build import both, fresh, html, plain

FORWARDED = """
---------- Forwarded message ---------
From: Bank <bank@bank.example>
Date: Wed, Nov 11, 2026 at 8:00 AM
Subject: Payment 55
To: <anna@klient.example>


Payment of 100 PLN was accepted.
"""
PROSE = """
Hello,

On Monday I wrote: "please cancel".
Nobody answered. My friend wrote: it took two weeks.
From: what I see, the parcel is in Poznań.
To: be honest, I am tired.

Thanks
Anna
"""

CASES = [
    fresh("prose-with-labels", PROSE),
    plain("prose-with-labels-in-reply", PROSE, PROSE),
    fresh("prose-on-date-wrote", "On 5 November I wrote to you:\nno answer came.\nPlease help.\n"),
    plain(
        "prose-on-date-wrote-reply",
        "On 5 November I wrote to you:\nno answer.\nHelp.\n",
        "On 5 November I wrote to you:\nno answer.\nHelp.",
    ),
    plain(
        "prose-courier-wrote",
        "W dniu 5 listopada kurier napisał:\npaczka zaginęła.\nCo dalej?\n",
        "W dniu 5 listopada kurier napisał:\npaczka zaginęła.\nCo dalej?",
    ),
    fresh("list-with-dashes", "My order:\n- 2 cups\n- 1 plate\n-- no spoons\n- 3 forks\n\nAnna\n"),
    fresh("code", "The log says:\n\n    From: x\n    error: no such table\n    at line 10:20\n\n$ echo 'a > b'\n"),
    fresh("python-prompt", ">>> import shop\n>>> shop.pay()\nTraceback (most recent call last):\n  ...\n\nWhat now?\n"),
    fresh("table", "Item | Price\n-----|------\nCup | 10\nPlate | 20\n"),
    fresh("rules-between-paragraphs", "First.\n\n---\n\nSecond.\n\n***\n\nThird.\n"),
    fresh("form-fields", "Name: Anna\nFrom: Kraków\nTo: Gdańsk\nDate: 12.11.2026\nWeight: 3 kg\n\nHow much is that?\n"),
    fresh("pickup-pl", "Od: Kraków, Rynek 1\nDo: Gdańsk, Długa 5\nData: 12.11.2026\n\nIle to kosztuje?\n"),
    fresh("starts-with-mark", "> 5 kg parcels: what do they cost?\n\nAnna\n"),
    fresh("arabic", "مرحبا،\nلم تصل الطلبية رقم ١٠٤٢.\nشكرا\n"),
    fresh("hebrew", "שלום,\nההזמנה לא הגיעה.\n"),
    fresh("chinese", "你好，\n我的订单还没有到。\n谢谢\n"),
    fresh("zero-width", "He\u200bllo, the code is A\u200cB.\n"),
    fresh("underscored-blank", "Name: ______________\nI did not fill this in. Why do you ask?\n"),
    fresh(
        "sent-from-in-prose",
        "The parcel was sent from Germany.\nIt was sent from my phone shop by mistake, as I told you\n",
    ),
    fresh("get-in-prose", "How do I get the Android app?\n"),
    fresh("sent-from-last-line", "I don't know where it went.\nThe mail was sent from my office.\n"),
    fresh("only-mobile-line-and-a-word", "ok\nSent from my iPhone\n", "ok"),
    fresh("closing-stays", "Poproszę o fakturę.\n\nPozdrawiam serdecznie,\nJan Kowalski\ntel. 600 100 200\n"),
    fresh("signature-dashes", "Invoice, please.\n\n-- \nJan Kowalski\nDirector\n", "Invoice, please."),
    fresh("signature-dashes-no-space", "Invoice, please.\n\n--\nJan Kowalski\nDirector\n", "Invoice, please."),
    fresh("signature-em-dash", "Invoice, please.\n\n—\nJan Kowalski\nDirector, ACME\n", "Invoice, please."),
    fresh(
        "signature-underscores",
        "Invoice, please.\n\n________________\nJan Kowalski\ntel. 600 100 200\n",
        "Invoice, please.",
    ),
    fresh("signature-long-sentence-stays", "First.\n---\nAnd now a second matter: where is my parcel?\n"),
    fresh("signature-with-quote-in-it", 'Invoice, please.\n\n-- \nJan\n"Be kind" — somebody\n', "Invoice, please."),
    fresh("two-footers", "Hi\n\nSent from my iPad\n\nVirus-free. www.avast.com\n", "Hi"),
    fresh(
        "avast-pl",
        "Dzień dobry, gdzie paczka?\n\n-- \nTa wiadomość e-mail została sprawdzona pod kątem wirusów przez oprogramowanie "
        "AVG.\nhttp://www.avg.com\n",
        "Dzień dobry, gdzie paczka?",
    ),
    fresh(
        "disclaimer-en",
        "Where is it?\n\nAnna\n\nThis e-mail and any attachments are confidential and intended solely for the addressee. If "
        "you are not the intended recipient, please delete it.\n",
        "Where is it?\nAnna",
    ),
    fresh(
        "disclaimer-pl",
        "Gdzie paczka?\n\nJan\n\nNiniejsza wiadomość zawiera informacje poufne przeznaczone wyłącznie dla adresata. Jeśli "
        "nie są Państwo jej adresatem, prosimy o jej usunięcie.\n",
        "Gdzie paczka?\nJan",
    ),
    fresh(
        "disclaimer-de",
        "Wo ist es?\n\nMax\n\nDiese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, "
        "informieren Sie bitte den Absender und vernichten Sie diese Mail.\n",
        "Wo ist es?\nMax",
    ),
    fresh(
        "gdpr-complaint-stays",
        "This confidential document was delivered to the wrong recipient by your courier, and I want to know how that could "
        "happen and who has read it in the meantime.\n",
    ),
    fresh(
        "environment",
        "Hi, one question.\n\nPlease consider the environment before printing this e-mail.\n",
        "Hi, one question.",
    ),
    plain(
        "disclaimer-before-quote",
        "Fine.\n\nThis message is confidential and intended only for the named recipient. If you received it in error, "
        "delete it.\n\nOn Thu, Nov 12, 2026 at 9:58 AM Shop <help@shop.example> wrote:\n\n> Fine?\n",
        "Fine.",
    ),
    *(
        fresh(f"mobile-{code}", f"1042 ok!\n\n{line}\n", "1042 ok!")
        for code, line in {
            "en-android": "Sent from my Android phone",
            "en-galaxy": "Sent from my Samsung Galaxy smartphone.",
            "en-blackberry": "Sent from my BlackBerry 10 smartphone on the Vodafone network.",
            "en-gmail": "Sent from Gmail Mobile",
            "en-excuse": "Sent from my mobile phone. Please excuse typos and brevity.",
            "en-myMail": "Sent from myMail for Android",
            "pl-iphone": "Wysłane z iPhone'a",
            "pl-iphone-moj": "Wysłane z mojego iPhone'a",
            "pl-ipada": "Wysłane z iPada",
            "pl-galaxy": "Wysłano z telefonu Samsung Galaxy",
            "pl-smartfon": "Wysłane z mojego smartfona Samsung Galaxy.",
            "pl-galaxy-new": "Wysłano z Galaxy",
            "pl-yahoo": "Wysłane z aplikacji Yahoo Mail na urządzeniu z Androidem",
            "pl-tablet": "Wysłano z tabletu Samsung",
            "pl-xiaomi": "Wysłane z telefonu Xiaomi",
            "de-iphone": "Von meinem iPhone gesendet",
            "de-samsung": "Von meinem Samsung Galaxy Smartphone gesendet.",
            "de-gmx": "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
            "fr-iphone": "Envoyé de mon iPhone",
            "fr-samsung": "Envoyé depuis mon appareil Galaxy",
            "es-iphone": "Enviado desde mi iPhone",
            "it-iphone": "Inviato da iPhone",
            "nl-iphone": "Verstuurd vanaf mijn iPhone",
            "cs-iphone": "Odesláno z iPhonu",
            "sk-iphone": "Odoslané z iPhonu",
            "pt-iphone": "Enviado do meu iPhone",
            "sv-iphone": "Skickat från min iPhone",
            "da-iphone": "Sendt fra min iPhone",
            "fi-iphone": "Lähetetty iPhonesta",
            "uk-iphone": "Надіслано з iPhone",
            "ru-iphone": "Отправлено с iPhone",
            "hu-iphone": "Elküldve az iPhone-omról",
            "ro-iphone": "Trimis de pe iPhone-ul meu",
            "tr-iphone": "iPhone'umdan gönderildi",
            "ja-iphone": "iPhoneから送信",
            "zh-iphone": "发自我的iPhone",
        }.items()
    ),
    plain(
        "forward-gmail",
        FORWARDED,
        FORWARDED,
        subject="Fwd: Payment 55",
        reply=False,
    ),
    plain(
        "forward-gmail-with-comment",
        "Please see the proof of payment.\n" + FORWARDED,
        "Please see the proof of payment.\n" + FORWARDED,
        subject="Fwd: Payment 55",
    ),
    plain(
        "forward-inside-a-reply",
        "Here is what the bank says:\n" + FORWARDED,
        "Here is what the bank says:\n" + FORWARDED,
    ),
    plain(
        "forward-outlook-pl",
        "W załączeniu.\n\nOd: Bank <bank@bank.example>\nWysłano: środa, 11 listopada 2026 08:00\nDo: Anna\nTemat: Wpłata\n\n"
        "Wpłata przyjęta.\n",
        "W załączeniu.\nOd: Bank <bank@bank.example>\nWysłano: środa, 11 listopada 2026 08:00\nDo: Anna\nTemat: Wpłata\n"
        "Wpłata przyjęta.",
        subject="PD: Wpłata",
    ),
    plain(
        "forward-apple",
        "See below.\n\nBegin forwarded message:\n\n> From: Bank <bank@bank.example>\n> Subject: Payment\n> Date: 11 November "
        "2026 at 08:00:00 CET\n> To: Anna <anna@klient.example>\n>\n> Payment accepted.\n",
        "See below.\nBegin forwarded message:\nFrom: Bank <bank@bank.example>\nSubject: Payment\nDate: 11 November 2026 at "
        "08:00:00 CET\nTo: Anna <anna@klient.example>\nPayment accepted.",
        subject="Fwd: Payment",
        reply=False,
    ),
    plain(
        "forward-thunderbird-pl",
        "\n\n\n-------- Treść przekazanej wiadomości --------\nTemat: Wpłata\nData: Wed, 11 Nov 2026 08:00:00 +0100\nNadawca: "
        "Bank <bank@bank.example>\nAdresat: anna@klient.example\n\nWpłata przyjęta.\n",
        "-------- Treść przekazanej wiadomości --------\nTemat: Wpłata\nData: Wed, 11 Nov 2026 08:00:00 +0100\nNadawca: "
        "Bank <bank@bank.example>\nAdresat: anna@klient.example\nWpłata przyjęta.",
        subject="Fwd: Wpłata",
        reply=False,
    ),
    html(
        "forward-gmail-html",
        '<div dir="ltr">Proof of payment:<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- '
        "Forwarded message ---------<br>From: <b>Bank</b> &lt;bank@bank.example&gt;<br>Date: Wed, Nov 11, 2026<br>Subject: "
        "Payment 55<br>To: &lt;anna@klient.example&gt;<br></div><br>Payment accepted.</div></div>",
        "Proof of payment:\n---------- Forwarded message ---------\nFrom: Bank <bank@bank.example>\nDate: Wed, Nov 11, 2026\n"
        "Subject: Payment 55\nTo: <anna@klient.example>\nPayment accepted.",
        subject="Fwd: Payment 55",
        reply=False,
    ),
    html(
        "forward-outlook-html",
        '<p>FYI</p><hr><div id="divRplyFwdMsg"><b>From:</b> Bank &lt;bank@bank.example&gt;<br><b>Sent:</b> Wednesday<br><b>'
        "Subject:</b> Payment</div><p>Payment accepted.</p>",
        "FYI\n---\nFrom: Bank <bank@bank.example>\nSent: Wednesday\nSubject: Payment\nPayment accepted.",
        subject="FW: Payment",
        reply=False,
    ),
    both(
        "markup-cuts-what-words-do-not",
        "Yes.\n\n12 Nov, Shop:\nWhich one do you want, the blue one or the red one?\n",
        '<div>Yes.</div><div class="gmail_quote"><div class="gmail_attr">12 Nov, Shop:<br></div><blockquote class="'
        'gmail_quote">Which one do you want, the blue one or the red one?</blockquote></div>',
        "Yes.",
    ),
]
