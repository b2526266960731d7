"""What ends a passage without belonging to it: signatures after "-- ", mobile and app lines, virus notes, disclaimers.

A closing such as "Pozdrawiam, Jan" is part of the message and stays.
"""

from __future__ import annotations

import re

from core.text import fold

from .quote_words import INVISIBLE

MAX_FOOTERS = 12
"""Footers taken off one passage; nobody has more, and a mail made of footers only costs no more."""

MAX_LOOSE_SIGNATURE = 12
"""Lines that may follow a bare `--`; after more it was a rule between paragraphs. RFC 3676 §4.3 names `-- `."""

MAX_LEGAL_PARAGRAPHS = 4
MIN_LEGAL_CHARS = 80

MAX_NAMED_SIGNATURE = 8
"""Lines of a signature after a rule that is no signature mark (`—`, `___`, `---`) but has a name under it."""

_SEPARATOR = re.compile(r"^(?:[-–—_=]{2,}|[—–])$")

_SENT = (
    r"(?:sent|wyslan[eoay]|gesendet|verschickt|envoye|enviado|enviada|inviat[oa]|verzonden|verstuurd|odeslano|odoslane|"
    r"skickat|sendt|lahetetty|надіслано|отправлено|elkuldve|kuldve|trimis|gonderildi|σταλθηκε|issiusta|nosutits|"
    r"saadetud|"
    r"poslano|get|download|pobierz|uzyskaj|scarica|obtener|obter|descargar|obtenez|telecharger|holen|hol dir|hanki|hamta|hent|ziskat|"
    r"stahnete si)"
)
_DEVICE = (
    r"(?:iphon\w*|ipad\w*|ipod|ios|android\w*|samsung|galaxy|huawei|xiaomi|redmi|oppo|motorola|nokia|sony|xperia|htc|honor|"
    r"oneplus|pixel|"
    r"outlook|gmail|yahoo|proton ?mail|aol mail|hotmail|blackberry|windows ?(?:phone|mail|10|11)|poczta|mail|"
    r"e-?mail|thunderbird|"
    r"spark|k-9|fairemail|bluemail|mymail|tuta|tutanota|gmx|web\.de|freenet|t-online|interi[ai]|onet|wp|o2|mailbird|"
    r"smartfon\w*|smartphone\w*|telefon\w*|telephone|telefono|telefoon|phone|mobile\w*|mobil\w*|movil|cellulare|"
    r"handy|tablet\w*|"
    r"apple watch|aplikac\w*|мобильн\w*|телефон\w*|смартфон\w*)"
)
_MOBILE = re.compile(
    rf"^[\s*_>~–—-]*{_SENT}\b[^.!?]{{0,40}}(?<![\w]){_DEVICE}\b(?:[^.!?,]|\.(?=\w)){{0,60}}[.!*_\s]*(?:<?https?://\S*>?)?\s*$"
)
_MOBILE_LONG = re.compile(
    r"^[\s*_-]*(?:sent from my (?:iphone|ipad|phone|mobile|android|samsung|huawei|galaxy)|"
    r"wyslane? z (?:mojego )?(?:iphone|ipad)|"
    r"von meinem (?:iphone|ipad|handy|smartphone|samsung|mobiltelefon)|diese nachricht wurde von meinem|"
    r"envoye (?:de|depuis) mon (?:iphone|ipad|mobile|telephone|smartphone))"
)
_ANDROID = re.compile(
    r"^[\s*_-]*(?:outlook (?:fur|pour|para|per|voor|dla|for|na|til) (?:ios|android)|skickat fran|mobilen|"
    r"yahoo mail[:,]|mailspring|ta wiadomosc zostala wyslana z telefonu)"
)
# The device first, as in Turkish and Japanese; or an app that advertises itself with a link (already taken out).
_DEVICE_FIRST = re.compile(
    r"^[\s*_-]*(?:\S{0,3} ?(?:iphone|ipad|android|galaxy|samsung|huawei|xiaomi)\S{0,12}(?: \S{1,20}){0,2} ?"
    r"(?:kuldve|elkuldve|gonderildi|gesendet|verzonden|verstuurd|lahetetty|送信|보냄|发送|發送)|"
    r"(?:发自|發自|从|從|來自|来自) ?(?:我的)? ?\S{0,20}(?: \S{1,12})?(?:发送|發送|傳送)?)[.\s]*$"
)
_APP_LINK = re.compile(
    r"^[\s*_-]*(?:sent (?:via|with|using)|secured with|powered by|wyslano (?:przez|za pomoca)|gesendet mit|envoye avec)"
    r" \S{2,20}(?: \S{2,20}){0,4}\s*$"
)
_ENVIRONMENT = re.compile(
    r"(?:consider|think (?:of|about)) (?:the |your )?(?:environment|nature|trees)[^.]{0,40}\bprint|"
    r"(?:zanim|przed) wydruk\w*|(?:czy|nie) drukuj|srodowisk\w*[^.]{0,40}(?:wydruk|druk)|"
    r"umwelt[^.]{0,60}(?:druck|ausdruck)|(?:ausdruck|druck)\w*[^.]{0,60}umwelt|environnement[^.]{0,60}imprim|"
    r"imprim\w*[^.]{0,60}environnement|medio ?ambiente[^.]{0,60}imprim|imprim\w*[^.]{0,60}medio ?ambiente|"
    r"ambiente[^.]{0,60}stamp"
)
_VIRUS = re.compile(
    r"^[\s*_-]*(?:virus[- ]?free|wolny od wirusow|wolne od wirusow|virenfrei|sans virus|libre de virus|"
    r"privo di virus|virusvrij|bez viru|"
    r"(?:secured by \w+ )?(?:this|ta|ten|diese|cet|este|questa|deze) (?:e-?mail|email|message|wiadomosc|nachricht)[^.]{0,60}(?:virus|"
    r"wirus|viren|antivir|avast|avg)|"
    r"\[?https?://s-install\.avcdn)"
)
_CONFIDENTIAL = re.compile(
    r"confiden|poufn|vertraul|riservat|vertrouwelijk|duvern|dovern|fortrolig|konfiden|конфіденц|конфиденц|"
    r"privileged|zastrzezon|taushetsp"
)
_ADDRESSEE = re.compile(
    r"intended|addressee|recipient|adresat|odbiorc|empfanger|adressat|destinat|geadresseerde|ontvanger|adresat|"
    r"prijemc|mottaga|modtager|mottaker|received (?:this|it)|otrzyma|получател|адресат|одержувач"
)
_DISCLAIMER_START = re.compile(
    r"^[\s*_>(\[-]*(?:confidential|poufne|klauzula|uwaga:|nota prawna|notice|legal notice|disclaimer|"
    r"important notice|avis|aviso|avvertenza|hinweis|"
    r"(?:this|the information|the content|information contained|the contents) |(?:ta|niniejsz\w+|tresc|zawartosc|"
    r"informacje|powyzsza|przesylan\w+|wiadomosc) |"
    r"(?:diese|der inhalt|die information|dieses) |(?:ce (?:message|courriel|mail)|les informations) |(?:este|esta|"
    r"la informacion) |"
    r"(?:questo|questa|il contenuto|le informazioni) |(?:dit (?:bericht|e-mail)|de informatie|deze) |(?:tento|tato|"
    r"tyto) |(?:det har|denna|denne|dette))"
)
_LEGAL = re.compile(
    r"intended recipient|received (?:this|it) |(?:delete|destroy|notify|inform|contact) (?:the |us|this|all)|disclos|liab|"
    r"unauthori[sz]ed|omylk|usuniec|zniszcz|odpowiedzialn|nieuprawnion|nadawc|loschen|vernichten|haftung|unbefugt|irrtum|"
    r"erreur|detruire|supprimer|error|eliminar|responsab|cancellar|verwijder|omyl|vymaz"
)
# The information that Polish firms owe under the GDPR, as a clause at the foot.
_DATA_PROTECTION = re.compile(
    r"^[\s*_>(\[-]*administratorem .{0,40}danych|^[\s*_>(\[-]*(?:klauzula|obowiazek) informacyjn"
)
_LIST_ITEM = re.compile(r"^(?:[-*•–]|\d{1,3}[.)])\s")
_LINK = re.compile(r"[<(\[]*https?://[^\s<>()\[\]]*[>)\]]*|[\[\]]")
_RULE = re.compile(r"^[\s_=*~–—-]+$")


def strip_footers(lines: list[str]) -> list[str]:
    """The passage without its signature and footers; blank ends trimmed. May leave nothing: the caller decides."""
    end = _signature_start(lines)
    for _ in range(MAX_FOOTERS):
        while end and not lines[end - 1].strip():
            end -= 1
        shorter = _footer_start(lines, end)
        if shorter is None:
            break
        end = shorter
    start = 0
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return lines[start:end]


def _signature_start(lines: list[str]) -> int:
    """Where the signature begins, or the end. `-- ` counts anywhere, a bare `--` only near the end, and another rule
    only where a name and short lines follow directly.
    """
    loose = len(lines) - 40
    for index, line in enumerate(lines):
        if line in ("-- ", "--\u00a0"):
            return index
        if index < loose or len(line) > 100:
            continue
        bare = line.strip()
        if (bare in ("--", "—-") and _few_after(lines, index)) or (
            _SEPARATOR.match(bare) and index and _signed(lines[index + 1 :])
        ):
            return index
    return len(lines)


def _signed(after: list[str]) -> bool:
    """A name, then a few short lines that are no sentences."""
    filled = [line.strip(" \t*_") for line in after if line.strip()]
    if not after or not after[0].strip() or len(filled) > MAX_NAMED_SIGNATURE:
        return False
    words = filled[0].rstrip(",").split()
    named = 0 < len(words) <= 5 and all(word[0].isupper() and not any(map(str.isdigit, word)) for word in words)
    return (
        named
        and not any(len(line) > 100 or line.endswith(("?", "!", ":", ".")) for line in filled[:1])
        and all(len(line) <= 120 and not line.endswith("?") for line in filled)
    )


def _few_after(lines: list[str], index: int) -> bool:
    after = [line.strip() for line in lines[index + 1 :] if line.strip()]
    if len(after) > MAX_LOOSE_SIGNATURE or any(len(line) > 300 or line.endswith("?") for line in after):
        return False
    return not (after and _LIST_ITEM.match(after[0]))


def _footer_start(lines: list[str], end: int) -> int | None:
    """Where the last footer before `end` begins, or None when the passage ends in its own words."""
    if not end:
        return None
    last = lines[end - 1]
    if is_app_line(last):
        return end - 1
    if end > 1 and 1 < len(last.strip()) < 120 and _RULE.match(last):
        return end - 1
    start = _paragraph_start(lines, end)
    # A footer of two or three lines: "Sent from my iPhone" with an advertisement or a link under it.
    for first in range(max(start, end - 3), end - 1):
        if is_app_line(lines[first]) and (first == start or all(_only_link(line) for line in lines[first + 1 : end])):
            return first if first else None
    return _disclaimer_start(lines, start, end)


def _paragraph_start(lines: list[str], end: int) -> int:
    start = end - 1
    while start > 0 and lines[start - 1].strip() and end - start < 30:
        start -= 1
    return start


def _only_link(line: str) -> bool:
    bare = line.strip()
    return len(bare) < 300 and (not bare or " " not in bare) and bare.startswith(("http", "www.", "<", "[", "("))


def _disclaimer_start(lines: list[str], start: int, end: int) -> int | None:
    """The first of up to four legal paragraphs that end the passage, or None. All of them must sound like one."""
    paragraph_end = end
    for _ in range(MAX_LEGAL_PARAGRAPHS):
        paragraph = fold(" ".join(lines[start:paragraph_end])[:3_000])
        if _disclaimer(fold(" ".join(lines[start:end])[:3_000])) or (
            len(paragraph) >= MIN_LEGAL_CHARS and _DATA_PROTECTION.match(paragraph)
        ):
            return start
        if not _LEGAL.search(paragraph):
            return None
        paragraph_end = start
        while paragraph_end and not lines[paragraph_end - 1].strip():
            paragraph_end -= 1
        if not paragraph_end or start - paragraph_end > 3:
            return None
        start = _paragraph_start(lines, paragraph_end)
    return None


def is_app_line(line: str) -> bool:
    """Whether a mail program wrote this line about itself."""
    if len(line) > 400:
        return False
    spoken = fold(INVISIBLE.sub("", line)).replace("’", "'")
    folded = " ".join(_LINK.sub(" ", spoken).split())
    if not folded or len(folded) > 250:
        return False
    if len(folded) <= 60 and (_DEVICE_FIRST.match(folded) or ("http" in spoken and _APP_LINK.match(folded))):
        return True
    if len(folded) <= 200 and _ENVIRONMENT.search(folded) and not folded.endswith("?"):
        return True
    if len(folded) <= 160 and (_MOBILE.match(folded) or _ANDROID.match(folded)):
        return True
    return bool(_MOBILE_LONG.match(folded) and len(folded) <= 120) or bool(_VIRUS.match(folded))


def _disclaimer(text: str) -> bool:
    """A legal text: starts like one, speaks of secrecy and of an addressee, and is long enough to be one."""
    return (
        len(text) >= MIN_LEGAL_CHARS
        and bool(_DISCLAIMER_START.match(text))
        and bool(_CONFIDENTIAL.search(text))
        and bool(_ADDRESSEE.search(text))
    )
