from __future__ import annotations

import pytest

from core.filetypes import UNKNOWN, may_harm, sniff, true_type
from tests.pictures import picture

OPUS = b"OggS" + bytes(24) + b"OpusHead" + bytes(20)
FTYP = b"\0\0\0\x18ftyp"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (picture("PNG", (1, 1)), "image/png"),
        (picture("JPEG", (1, 1)), "image/jpeg"),
        (picture("GIF", (1, 1)), "image/gif"),
        (picture("WEBP", (1, 1)), "image/webp"),
        (b"%PDF-1.7\n", "application/pdf"),
        (OPUS, "audio/ogg"),
        (b"OggS" + bytes(24) + b"\x80theora", "video/ogg"),
        (b"#!AMR\n", "audio/amr"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "audio/wav"),
        (FTYP + b"M4A \0\0", "audio/mp4"),
        (FTYP + b"isom\0\0", "video/mp4"),
        (FTYP + b"heic\0\0", "image/heic"),
        (FTYP + b"3gp4\0\0", "video/3gpp"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "video/webm"),
        (b"<!doctype html>", ""),
        (b"", ""),
        (b"RIFF", ""),
    ],
)
def test_signatures(head: bytes, kind: str) -> None:
    assert sniff(head) == kind


@pytest.mark.parametrize(
    ("claimed", "head", "kept"),
    [
        # What they say and what it is agree, under whatever name.
        ("audio/ogg; codecs=opus", OPUS, "audio/ogg"),
        ("image/jpg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("audio/mp3", b"ID3\x04", "audio/mpeg"),
        ("audio/mpeg", b"\xff\xfb\x90\x64", "audio/mpeg"),
        ("audio/aac", b"\xff\xf1\x50\x80", "audio/aac"),
        ("audio/mp4", FTYP + b"mp42", "audio/mp4"),
        ("audio/x-m4a", FTYP + b"M4A ", "audio/mp4"),
        ("audio/webm", b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "audio/webm"),
        # They don't say, or say something else.
        ("", b"GIF89a", "image/gif"),
        ("application/octet-stream", OPUS, "audio/ogg"),
        ("image/png", b"\xff\xd8\xff\xe0", "image/jpeg"),
        # They lie about what a page would show.
        ("image/png", b"<html><script>alert(1)</script>", UNKNOWN),
        ("image/jpeg", b"", UNKNOWN),
        ("audio/mpeg", b"MZ\x90\0", UNKNOWN),
        ("video/mp4", b"PK\x03\x04", UNKNOWN),
        # Nothing of ours depends on these.
        ("text/html", b"<html>", "text/html"),
        ("text/plain", b"\xff\xfbtext", "text/plain"),
        ("image/svg+xml", b"<svg/>", "image/svg+xml"),
        ("Application/ZIP", b"PK\x03\x04", "application/zip"),
    ],
)
def test_the_bytes_have_the_last_word(claimed: str, head: bytes, kept: str) -> None:
    assert true_type(claimed, head) == kept


@pytest.mark.parametrize(
    ("name", "harmful"),
    [
        *[
            (name, True)
            for name in ("setup.exe", "Invoice.pdf.JS", "report.docm", "a.exe. ", ".bat", "x.HTML", "x.iso")
        ],
        *[(name, False) for name in ("photo.jpg", "exe", "minutes.docx", "js.txt", "a.exe.txt", "", ".")],
    ],
)
def test_names_that_people_are_warned_of(name: str, harmful: bool) -> None:
    assert may_harm(name) is harmful
