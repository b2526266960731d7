"""What ends a passage without belonging to it: signatures after "-- ", mobile and app lines, virus notes, disclaimers.

A closing such as "Pozdrawiam, Jan" is part of the message and stays.
"""

from __future__ import annotations

import re

from core.text import fold

MAX_FOOTERS = 12
"""Footers taken off one passage; nobody has more, and a mail made of footers only costs no more."""

MAX_LOOSE_SIGNATURE = 12
"""Lines that may follow a bare `--`; after more it was a rule between paragraphs. RFC 3676 §4.3 names `-- `."""

_SENT = (
    r"(?:sent|wyslan[eoay]|gesendet|verschickt|envoye|enviado|enviada|inviat[oa]|verzonden|verstuurd|odeslano|odoslane|"
    r"skickat|sendt|lahetetty|надіслано|отправлено|elkuldve|kuldve|trimis|gonderildi|σταλθηκε|issiusta|nosutits|"
    r"saadetud|"
    r"poslano|reply|get|download|pobierz|scarica|obtener|obtenez|telecharger|holen|hol dir|hanki|hamta|hent|ziskat|"
    r"stahnete si)"
)
_DEVICE = (
    r"(?:iphone|ipad|ipod|ios|android|samsung|galaxy|huawei|xiaomi|redmi|oppo|motorola|nokia|sony|xperia|htc|honor|"
    r"oneplus|pixel|"
    r"outlook|gmail|yahoo|proton ?mail|aol mail|hotmail|blackberry|windows ?(?:phone|mail|10|11)|poczta|mail|"
    r"e-?mail|thunderbird|"
    r"spark|k-9|fairemail|bluemail|mymail|tuta|tutanota|gmx|web\.de|freenet|t-online|interi[ai]|onet|wp|o2|mailbird|"
    r"smartfon\w*|smartphone\w*|telefon\w*|telephone|telefono|telefoon|phone|mobile\w*|mobil\w*|movil|cellulare|"
    r"handy|tablet\w*|"
    r"apple watch|мобильн\w*|телефон\w*|смартфон\w*)"
)
_MOBILE = re.compile(
    rf"^[\s*_>~–—-]*{_SENT}\b[^.!?]{{0,40}}(?<![\w]){_DEVICE}\b[^.!?,]{{0,60}}[.!*_\s]*(?:<?https?://\S*>?)?\s*$"
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
_VIRUS = re.compile(
    r"^[\s*_-]*(?:virus[- ]?free|wolny od wirusow|wolne od wirusow|virenfrei|sans virus|libre de virus|"
    r"privo di virus|virusvrij|bez viru|"
    r"(?:this|ta|ten|diese|cet|este|questa|deze) (?:e-?mail|email|message|wiadomosc|nachricht)[^.]{0,60}(?:virus|"
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
    """Where the signature begins, or the end. `-- ` counts anywhere, a bare `--` only near the end."""
    loose = len(lines) - 40
    for index, line in enumerate(lines):
        if line in ("-- ", "--\u00a0") or (
            index >= loose and line.strip() in ("--", "—-") and _few_after(lines, index)
        ):
            return index
    return len(lines)


def _few_after(lines: list[str], index: int) -> bool:
    after = lines[index + 1 :]
    return sum(bool(line.strip()) for line in after) <= MAX_LOOSE_SIGNATURE and all(len(line) <= 300 for line in after)


def _footer_start(lines: list[str], end: int) -> int | None:
    """Where the last footer before `end` begins, or None when the passage ends in its own words."""
    if not end:
        return None
    last = lines[end - 1]
    if is_app_line(last):
        return end - 1
    if end > 1 and 1 < len(last.strip()) < 60 and _RULE.match(last):
        return end - 1
    start = end - 1
    while start > 0 and lines[start - 1].strip() and end - start < 30:
        start -= 1
    if _disclaimer(lines[start:end]):
        return start
    # A footer of two or three lines: "Sent from my iPhone" with an advertisement or a link under it.
    if start and end - start <= 3 and is_app_line(lines[start]):
        return start
    return None


def is_app_line(line: str) -> bool:
    """Whether a mail program wrote this line about itself."""
    if len(line) > 400:
        return False
    folded = " ".join(_LINK.sub(" ", fold(line).replace("’", "'")).split())
    if not folded or len(folded) > 250:
        return False
    if len(folded) <= 160 and (_MOBILE.match(folded) or _ANDROID.match(folded)):
        return True
    return bool(_MOBILE_LONG.match(folded) and len(folded) <= 120) or bool(_VIRUS.match(folded))


def _disclaimer(paragraph: list[str]) -> bool:
    """A legal paragraph: starts like one, speaks of secrecy and of an addressee, and is long enough to be one."""
    text = fold(" ".join(paragraph)[:3_000])
    return (
        len(text) >= 80
        and bool(_DISCLAIMER_START.match(text))
        and bool(_CONFIDENTIAL.search(text))
        and bool(_ADDRESSEE.search(text))
    )
