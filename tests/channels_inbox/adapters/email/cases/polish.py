"""Polish portals and habits, and attribution lines of other languages."""

from __future__ import annotations

from .build import Case, html, plain


def _quoted(code: str, line: str, *, marks: bool = True) -> Case:
    quoted = "> Czy to działa?\n> Pozdrawiamy" if marks else "Czy to działa?\nPozdrawiamy"
    return plain(
        f"attribution-{code}{'' if marks else '-bare'}",
        f"1042, 100 PLN.\nAnna\n\n{line}\n\n{quoted}\n",
        "1042, 100 PLN.\nAnna",
    )


_LINES = {
    "wp": "Dnia 12 listopada 2026 10:12 Sklep Przykład <help@shop.example> napisał(a):",
    "onet": "W dniu 2026-11-12 10:12:33 użytkownik Sklep <help@shop.example> napisał:",
    "o2": "Dnia 12 listopada 2026 10:12 help@shop.example <help@shop.example> napisał(a):",
    "interia": 'Od: "Sklep" <help@shop.example>\nDo: anna@klient.example;\nWysłane: 10:12 Czwartek 2026-11-12\nTemat: Zamówienie 1042',
    "wp-block": 'Temat: Zamówienie 1042\nData: 2026-11-12 10:12\nNadawca: "Sklep" <help@shop.example>\nAdresat: anna@klient.example;',
    "w-dniu-o": "W dniu 2026-11-12 o 10:12, Sklep pisze:",
    "w-dniu-o-address": "W dniu 12.11.2026 o 10:12, help@shop.example pisze:",
    "thunderbird-pl-old": "Dnia 2026-11-12 10:12, Użytkownik Sklep napisał:",
    "gmail-pl-new": "czw., 12 lis 2026 o 10:12 Sklep <help@shop.example> napisał(a):",
    "gmail-pl-old": "W dniu 12 listopada 2026 10:12 użytkownik Sklep <help@shop.example> napisał:",
    "pl-day-name": "czwartek, 12 listopada 2026, Sklep <help@shop.example> napisał(a):",
    "proton-pl": "W dniu czwartek, 12 listopada 2026 o 10:12 Sklep <help@shop.example> napisał(a):",
    "yahoo-pl": "W dniu czwartek, 12 listopada 2026 10:12:33 CET użytkownik Sklep <help@shop.example> napisał:",
    "de": "Am Do., 12. Nov. 2026 um 10:12 Uhr schrieb Shop <help@shop.example>:",
    "de-apple": "Am 12.11.2026 um 10:12 schrieb Shop <help@shop.example>:",
    "fr": "Le jeu. 12 nov. 2026 à 10:12, Shop <help@shop.example> a écrit :",
    "fr-apple": "Le 12 nov. 2026 à 10:12, Shop <help@shop.example> a écrit :",
    "es": "El jue, 12 nov 2026 a las 10:12, Shop (<help@shop.example>) escribió:",
    "it": "Il giorno gio 12 nov 2026 alle ore 10:12 Shop <help@shop.example> ha scritto:",
    "nl": "Op do 12 nov 2026 om 10:12 schreef Shop <help@shop.example>:",
    "cs": "čt 12. 11. 2026 v 10:12 odesílatel Shop <help@shop.example> napsal:",
    "cs-thunderbird": "Dne 12. 11. 26 v 10:12 Shop napsal(a):",
    "cs-seznam": "---------- Původní e-mail ----------\nOd: Shop <help@shop.example>\n"
    "Komu: anna@klient.example\nDatum: 12. 11. 2026 10:12:33\nPředmět: 1042",
    "sk": "št 12. 11. 2026 o 10:12 Shop <help@shop.example> napísal(a):",
    "pt": "Em qui., 12 de nov. de 2026 às 10:12, Shop <help@shop.example> escreveu:",
    "pt-pt": "Shop <help@shop.example> escreveu (quinta, 12/11/2026 à(s) 10:12):",
    "sv": "Den tors 12 nov. 2026 kl 10:12 skrev Shop <help@shop.example>:",
    "da": "Den tor. 12. nov. 2026 kl. 10.12 skrev Shop <help@shop.example>:",
    "no": "tor. 12. nov. 2026 kl. 10:12 skrev Shop <help@shop.example>:",
    "fi": "to 12. marrask. 2026 klo 10.12 Shop (help@shop.example) kirjoitti:",
    "hu": "Shop <help@shop.example> ezt írta (időpont: 2026. nov. 12., Cs, 10:12):",
    "ro": "În joi, 12 nov. 2026 la 10:12, Shop <help@shop.example> a scris:",
    "tr": "Shop <help@shop.example>, 12 Kas 2026 Per, 10:12 tarihinde şunu yazdı:",
    "uk": "чт, 12 лист. 2026 р. о 10:12 Shop <help@shop.example> пише:",
    "ru": "чт, 12 нояб. 2026 г. в 10:12, Shop <help@shop.example>:",
    "bg": "На чт, 12.11.2026 г. в 10:12 Shop <help@shop.example> написа:",
    "el": "Στις Πέμ 12 Νοε 2026 στις 10:12 π.μ., ο/η Shop <help@shop.example> έγραψε:",
    "lt": "2026-11-12, kt, 10:12 Shop <help@shop.example> rašė:",
    "hr": "čet, 12. stu 2026. u 10:12 Shop <help@shop.example> napisao je:",
    "ja": "2026年11月12日(木) 10:12 Shop <help@shop.example>:",
    "zh": "Shop <help@shop.example> 于2026年11月12日周四 10:12写道：",
    "ko": "2026년 11월 12일 (목) 오전 10:12, Shop <help@shop.example>님이 작성:",
    "he": "\u200fבתאריך יום ה׳, 12 בנוב׳ 2026 ב-10:12 מאת \u202aShop\u202c\u200f <\u202ahelp@shop.example\u202c\u200f>:\u202c",
    "ar": "في الخميس، 12 نوفمبر 2026 في 10:12 ص تمت كتابة ما يلي بواسطة Shop <help@shop.example>:",
    "vi": "Vào Th 5, 12 thg 11, 2026 vào lúc 10:12 Shop <help@shop.example> đã viết:",
    "id": "Pada tanggal Kam, 12 Nov 2026 pukul 10.12 Shop <help@shop.example> menulis:",
    "et": "Kuupäev N, 12. november 2026 kell 10:12 kirjutas Shop <help@shop.example>:",
    "lv": "ceturtd., 2026. g. 12. nov., plkst. 10:12 — lietotājs Shop (<help@shop.example>) rakstīja:",
}
# These also show their quote without marks, as web mail does.
_BARE = ("wp", "onet", "interia", "wp-block", "gmail-pl-new", "pl-day-name", "de", "fr", "es", "it", "nl", "cs", "cs-seznam",
         "pt", "pt-pt", "hu", "tr", "sv", "uk", "zh", "ja", "ru", "vi")  # fmt: skip

CASES = [
    *(_quoted(code, line) for code, line in _LINES.items() if code not in ("interia", "wp-block", "cs-seznam")),
    *(_quoted(code, _LINES[code], marks=False) for code in _BARE),
    html(
        "wp-html",
        '<div>Dzień dobry, tak.</div><div class="nh_extra"><br><blockquote class="nh_quote" style="border-left:1px solid '
        '#999;padding-left:1ex"><div>Dnia 12 listopada 2026 10:12 Sklep &lt;help@shop.example&gt; napisał(a):</div>'
        "<div>Czy tak?</div></blockquote></div>",
        "Dzień dobry, tak.",
    ),
    html(
        "onet-html",
        "<div>Dzień dobry, tak.</div><p>W dniu 2026-11-12 10:12:33 użytkownik Sklep &lt;help@shop.example&gt; napisał:"
        '</p><blockquote style="margin-right:0px;margin-left:7px;border-left:solid 2px orange;padding-left:7px"><p>Czy '
        "tak?</p></blockquote>",
        "Dzień dobry, tak.",
    ),
    html(
        "interia-html",
        '<p>Dzień dobry, tak.</p><hr><p><b>Od:</b> "Sklep" &lt;help@shop.example&gt;<br><b>Do:</b> anna@klient.example;'
        "<br><b>Wysłane:</b> 10:12 Czwartek 2026-11-12<br><b>Temat:</b> Zamówienie</p><p>Czy tak?</p>",
        "Dzień dobry, tak.",
    ),
    plain("interia-footer", "Tak.\n\nWysłano z aplikacji mobilnej Interia Poczta\n", "Tak."),
    plain("onet-footer", "Tak.\n\nWysłane z Onet Poczty\n", "Tak."),
    plain("wp-footer", "Tak.\n\nWysłane z aplikacji WP Poczta\n", "Tak."),
]
