"""The words by which mail programs introduce what they quote, in the languages our users meet.

Everything is compared folded (core.text.fold): lower case, no diacritics. A language is added by adding its words.
"""

from __future__ import annotations

import re

from core.text import fold


def _folded(words: str) -> list[str]:
    return [fold(word.strip()) for word in words.split("|") if word.strip()]


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


# "… wrote:" — the verb of an attribution line.
_VERBS = _folded(
    "wrote|writes|pisze|napisał(a)|napisał/a|napisał|napisała|napisał(-a)|napisali|pisał(a)|pisał|pisała|"
    "schrieb|schrieben|schrieb folgendes|a écrit|écrit|ecrit|écrivait|escribió|escribio|ha escrito|ha scritto|scrisse|"
    "ha inviato|schreef|geschreven|napsal(a)|napsal|napsala|napísal(a)|napísal|napísala|escreveu|skrev|skreiv|"
    "kirjoitti|написал(а)|написал|написала|пишет|написав(ла)|написав|написала|написано|пише|írta|a scris|scria|yazdı|"
    "şunu yazdı|έγραψε|rašė|parašė|rakstīja|kirjutas|написа|je napisao|je napisala|napisao je|napisala je|"
    "đã viết|menulis|je napisao/la|je napisal|je napisala|ha escrit|idatzi du|skrifaði|a trimis|"
    "写道|写道：|寫道|のメール|님이 작성"
)
VERB = re.compile(r"(?<!\w)(?:" + _any(_VERBS) + r")(?!\w)")

# Words by which an attribution starts. They only count together with a figure or an address in the line.
_STARTS = _folded(
    "on|at|w dniu|dnia|dn.|data|am|le|el|il|il giorno|op|den|dne|dňa|em|no dia|a|à|pe|pe data de|în data|på|ti|ma|"
    "ke|to|pe|"
    "su|la|lø|i dag|igår|vid|kl|kello|na|v|u|vo|у|в|on the|in date|in data|il giorno|на|с|tarihinde|στις|em qua|"
    "wiadomość napisana przez|wiadomość od|quoting|zitat von|citando|vào|pada|kuupäev|"
    "po|wt|śr|czw|cz|pt|sob|so|nd|ndz|niedz|pon|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|"
    "mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    "mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    "lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|gio|sab|seg|ter|qua|qui|sex|wo|vr|za|zo|"
    "út|st|čt|pá|ne|ut|št|pi|пн|вт|ср|чт|пт|сб|вс|нд|понедельник|вторник|среда|четверг|пятница"
)
START = re.compile(r"[\s*_\"'„“«-]*(?:(?:" + _any(_STARTS) + r")(?!\w)|\d{1,4}[-./ ])")

# He who speaks of his own writing quotes nobody.
OWN = re.compile(
    r"(?<!\w)(?:(?:i|we) (?:\w+ )?wrote|i've written|we've written|"
    r"(?:ich|wir) (?:\w+ )?schrieb(?:en)?|schrieb(?:en)? (?:ich|wir)|"
    r"j'ai ecrit|nous avons ecrit|ja napisal\w*|napisal(?:em|am|ismy|ysmy)|he escrito|escribi|ho scritto|"
    r"jsem (?:vam )?napsal\w*)(?!\w)"
)

INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks of direction and width that programs strew among the words of headers."""

# "##- Please type your reply above this line -##" and its relatives.
REPLY_ABOVE = re.compile(
    r"above this line|reply above (?:the|this)|powyzej te(?:j|go) (?:linii|linijki|wiersza)|nad ta (?:linia|kreska)|"
    r"(?:oberhalb|uber) diese[rs] (?:linie|zeile|strich\w*)|au[- ]dessus de cette ligne|"
    r"(?:por )?encima de esta linea|sopra (?:questa|la) linea|boven deze (?:lijn|regel)|acima desta linha|"
    r"nad (?:tuto|touto|tento|tuto) (?:caru|carou|linku|radek|ciaru|ciarou)|"
    r"ovanfor denna (?:linje|rad)|over denne linje|"
    r"(?:выше|над) эт\w+ (?:лин|черт|строк)\w+|(?:вище|над) ц\w+ (?:лін|рядк)\w+"
)

CLOCK = re.compile(r"(?<![\d.])\d{1,2}[:.h]\d{2}(?!\.?\d)")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
SHORT_DATE = re.compile(r"(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)")

_FROM = _folded(
    "From|Od|Nadawca|Von|De|Da|Van|Från|Fra|Lähettäjä|Від|От|Feladó|De la|Kimden|Gönderen|Από|Nuo|No|Saatja|Šalje|"
    "מאת|من|Izpraćeno od|Pošiljatelj|Dari|Từ|จาก|"
    "发件人|差出人|寄件者|보낸 사람|Expéditeur|Mittente|Remitente|Absender|Odesílatel|Odosielateľ|Afzender"
)
_SENT = _folded(
    "Sent|Date|Sent on|Wysłano|Wysłane|Wysłany|Data|Data wysłania|Gesendet|Gesendet am|Datum|Envoyé|Envoyé le|"
    "Date d'envoi|Enviado|Enviado el|Enviada|"
    "Enviada em|Enviado em|Fecha|Inviato|Inviata|Data invio|Verzonden|Odesláno|Odoslané|Dátum|Skickat|Sendt|Dato|"
    "Lähetetty|Päivämäärä|"
    "Надіслано|Дата|Отправлено|Elküldve|Küldve|Trimis|Gönderildi|Tarih|Στάλθηκε|Ημερομηνία|Išsiųsta|Nosūtīts|"
    "Изпратено|נשלח|תאריך|تم الإرسال|تاريخ الإرسال|التاريخ|Tanggal|Dikirim|Ngày|Đã gửi|寄件日期|日期|日付|날짜|"
    "Saadetud|Poslano|发送时间|送信日時|보낸 날짜"
)
_TO = _folded(
    "To|Do|Adresat|Odbiorca|An|À|A|Para|Aan|Komu|Pro|Till|Til|Vastaanottaja|Кому|Címzett|Către|Kime|Alıcı|Προς|Kam|"
    "До|אל|إلى|Prima|Kepada|Đến|收件者|"
    "Kellele|Za|收件人|宛先|받는 사람|Destinataire|Destinatario|Empfänger"
)
_SUBJECT = _folded(
    "Subject|Temat|Tytuł|Betreff|Objet|Sujet|Asunto|Oggetto|Onderwerp|Předmět|Predmet|Assunto|Ämne|Emne|Aihe|Тема|"
    "Относно|נושא|الموضوع|Subjek|Perihal|Chủ đề|主題|Subject line|"
    "Tárgy|Subiect|Konu|Θέμα|Tēma|Teema|主题|主旨|件名|제목"
)
_OTHER = _folded(
    "Cc|DW|Kopia|UDW|Bcc|Kopie|Copie|CC|Reply-To|Odpowiedz do|Antwort an|Importance|Priority|Ważność|Priorytet|"
    "Копие|עותק|نسخة|抄送|副本|참조|Kópia|Kópie|Másolat|Bilgi|Κοιν.|Kopio|Cco|"
    "Wichtigkeit|Priorität|Kopi|Копия|Копія|Attachments|Załączniki|Anlagen|Organization"
)

LABELS: dict[str, str] = {}
for _kind, _words in (("other", _OTHER), ("to", _TO), ("subject", _SUBJECT), ("sent", _SENT), ("from", _FROM)):
    for _word in _words:
        LABELS[_word] = _kind

# "-----Original Message-----" between dashes.
ORIGINAL = frozenset(
    _folded(
        "Original Message|Oryginalna wiadomość|Wiadomość oryginalna|Treść oryginalnej wiadomości|"
        "Pierwotna wiadomość|Wiadomość pierwotna|"
        "Ursprüngliche Nachricht|Originalnachricht|Ursprüngliche E-Mail|Original-Nachricht|Message d'origine|"
        "Message original|Message d’origine|Mensaje original|"
        "Messaggio originale|Messaggio Originale|Oorspronkelijk bericht|Origineel bericht|Původní zpráva|"
        "Původní e-mail|Pôvodná správa|"
        "Mensagem original|Ursprungligt meddelande|Originalmeddelande|Oprindelig meddelelse|Original meddelelse|"
        "Opprinnelig melding|Original melding|"
        "Alkuperäinen viesti|Оригінальне повідомлення|Исходное сообщение|Первоначальное сообщение|"
        "Оригинальное сообщение|Eredeti üzenet|"
        "Mesaj original|Mesajul original|Orijinal İleti|Orijinal Mesaj|Αρχικό μήνυμα|Reply message|"
        "Original Appointment|Original e-mail|Wiadomość źródłowa|"
        "Odpowiedź na wiadomość|Missatge original|Originalna poruka|Izvirno sporočilo|Originalus laiškas|原始邮件|邮件原件|"
        "元のメッセージ"
    )
)
FORWARDED = frozenset(
    _folded(
        "Forwarded message|Forwarded Message|Begin forwarded message|Start of forwarded message|Forwarded mail|"
        "Forwarded email|Forwarded by|Original message forwarded|"
        "Przekazana wiadomość|Wiadomość przekazana|Przesłana wiadomość|Wiadomość przesłana dalej|"
        "Treść przekazanej wiadomości|Początek przekazywanej wiadomości|Początek wiadomości przekazanej|"
        "Przekazywana wiadomość|"
        "Weitergeleitete Nachricht|Weitergeleitete E-Mail|Weitergeleitete Mail|"
        "Anfang der weitergeleiteten Nachricht|Anfang der weitergeleiteten E-Mail|"
        "Beginn der weitergeleiteten Nachricht|"
        "Message transféré|Message transmis|Début du message réexpédié|Début du message transféré|Mail transféré|"
        "Mensaje reenviado|Inicio del mensaje reenviado|Messaggio inoltrato|Inizio messaggio inoltrato|"
        "Messaggio Inoltrato|"
        "Doorgestuurd bericht|Begin doorgestuurd bericht|Přeposlaná zpráva|Přeposlaný e-mail|Preposlaná správa|"
        "Začiatok preposlanej správy|Začátek přeposlané zprávy|"
        "Mensagem encaminhada|Mensagem reencaminhada|Início da mensagem reencaminhada|Início da mensagem encaminhada|"
        "Vidarebefordrat meddelande|Vidarebefordrat mejl|Videresendt meddelelse|Videresendt besked|"
        "Videresendt melding|Välitetty viesti|"
        "Пересылаемое сообщение|Пересланное сообщение|Начало переадресованного сообщения|Переслане повідомлення|"
        "Пересланий лист|Továbbított üzenet|Mesaj redirecționat|"
        "İletilen mesaj|Yönlendirilmiş İleti|Προωθημένο μήνυμα|Persiųstas laiškas|转发的邮件|転送メッセージ"
    )
)

# Prefixes of subjects, as programs put them. Folded, without the colon.
REPLY_PREFIXES = frozenset(
    _folded(
        "re|odp|odpowiedź|aw|antw|antwort|sv|vs|ref|rép|r|res|resp|ris|rif|antwoord|vá|ynt|atb|отв|відп|re_|odg|απ|"
        "回复|答复"
    )
)
FORWARD_PREFIXES = frozenset(
    _folded(
        "fw|fwd|pd|podaj dalej|wg|tr|rv|i|doorst|vb|vl|vs|enc|fs|továbbítás|ilt|пересл|转发|fwd_|przek|przekazane|"
        "przesłane"
    )
)
FORWARD_PREFIXES = FORWARD_PREFIXES - {"vs"}
_PREFIX = re.compile(r"\s*([^\W\d_][\w ]{0,14}?)\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\^\d)?\s*[:：]\s*")


def subject_kind(subject: str) -> str:
    """ "reply", "forward" or "" by the outermost prefix of a subject line."""
    folded = fold(subject[:200].lstrip())
    if folded.startswith("[") and "]" in folded[:80]:
        folded = folded.split("]", 1)[1].lstrip()
    match = _PREFIX.match(folded)
    if not match:
        return ""
    word = match.group(1).strip()
    if word in REPLY_PREFIXES:
        return "reply"
    return "forward" if word in FORWARD_PREFIXES else ""


_RULE = re.compile(r"^[\s>*_=~–—-]*")


def rule_words(folded_line: str) -> str:
    """The words between the dashes of a separator such as `-----Original Message-----`; "" when there are none."""
    line = folded_line.strip()
    return _RULE.sub("", line).rstrip(" *_=~–—-:") if line else ""
