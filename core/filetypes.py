"""What a file is by its first bytes. What a sender says about its type is a claim."""

from __future__ import annotations

import re

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
# What every browser plays.
SOUNDS = frozenset({"audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/wav", "audio/webm"})
FILMS = frozenset({"video/mp4", "video/webm"})
UNKNOWN = "application/octet-stream"
HEAD = 512  # bytes that `sniff` looks at

_GENERIC = {"", UNKNOWN, "binary/octet-stream", "application/binary", "application/ogg"}
# Types that pages show: without their signature the claim is wrong.
_PROVEN = PICTURES | SOUNDS | FILMS | {"image/jpg", "image/pjpeg", "image/x-png", "audio/mp3", "audio/x-wav"}
# One container, two readings: which one it is, its sender knows.
_SAME_CONTAINER = {
    "video/mp4": {"audio/mp4", "audio/x-m4a", "audio/m4a", "video/quicktime", "video/3gpp", "audio/3gpp"},
    "video/webm": {"audio/webm", "video/x-matroska"},
    "video/3gpp": {"audio/3gpp", "video/mp4", "audio/mp4"},
}
_ALIASES = {"audio/x-m4a": "audio/mp4", "audio/m4a": "audio/mp4"}
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"#!AMR", "audio/amr"),
    (b"fLaC", "audio/flac"),
)
_ISO_BRANDS = {b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"qt  ": "video/quicktime", b"avif": "image/avif"}
_ISO_BRANDS |= dict.fromkeys((b"heic", b"heix", b"mif1", b"msf1"), "image/heic")
_OGG_CODECS = ((b"OpusHead", "audio/ogg"), (b"\x01vorbis", "audio/ogg"), (b"Speex   ", "audio/ogg"))

# Extensions that a double click runs on somebody's computer, or that carry such things past mail filters.
_HARMFUL = re.compile(
    r"ace|apk|app|appimage|application|appref-ms|appx|bat|cab|chm|cmd|com|command|cpl|deb|desktop|diagcab|dll|dmg|docm|dotm|"
    r"exe|gadget|hta|html?|img|inf|ins|iso|jar|jnlp|jse?|lnk|mde|mht|mhtml|ms[cipt]|msix|one|pif|pkg|potm|ppam|ppsm|pptm|"
    r"ps[12]|ps1xml|psc1|psm1|pyw|reg|rpm|scf|scr|sct|settingcontent-ms|sh|sldm|svg|sys|url|vb|vbe|vbs|vhdx?|ws|ws[cfh]|xbap|"
    r"xhtml|xlam|xl[lm]|xlsb|xlsm|xltm"
)


def sniff(head: bytes) -> str:
    """The media type that the first bytes prove (pictures, sound, film, PDF); "" when they prove none."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return _ISO_BRANDS.get(brand) or ("video/3gpp" if brand[:3] in {b"3gp", b"3g2"} else "video/mp4")
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[:4] == b"OggS":
        return next((kind for codec, kind in _OGG_CODECS if codec in head[:64]), "video/ogg")
    return ""


def _sounds_like(head: bytes) -> str:
    """Signatures too short to prove anything by themselves: MPEG and ADTS frames, ID3 tags."""
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    return "audio/aac" if head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xF6 == 0xF0 else ""


def true_type(claimed: str, head: bytes) -> str:
    """The type under which a file is kept: what its bytes prove, else the claim; UNKNOWN for a claim that they refute."""
    said = claimed.partition(";")[0].strip().lower()
    found = sniff(head)
    if not found and (said in _GENERIC or said.startswith("audio/")):
        found = _sounds_like(head)
    if found:
        kept = said if said in _SAME_CONTAINER.get(found, ()) else found
        return _ALIASES.get(kept, kept)
    return UNKNOWN if said in _PROVEN else said


def may_harm(name: str) -> bool:
    """Does the file's name end as those of programs, scripts and documents with macros do?"""
    _stem, dot, extension = name.rstrip(" .").rpartition(".")
    return bool(dot and _HARMFUL.fullmatch(extension.casefold()))
