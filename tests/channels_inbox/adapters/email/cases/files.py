"""Files that programs wrap in unusual ways, and letters that look like files."""

from __future__ import annotations

from .build import Case, file_part, head, leaf, multipart

PDF = b"%PDF-1.4 fake"
PNG = b"\x89PNG\r\n\x1a\n fake"
ARMOURED = """-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA256

Hello there
- - one
-----BEGIN PGP SIGNATURE-----

ab
-----END PGP SIGNATURE-----
"""
INNER = b"From: a@b.example\nSubject: Inner\n\nx\n"


def _with(name: str, text: str, files: tuple[tuple[str, str, int | None], ...], *parts: bytes) -> Case:
    body = parts[0] if len(parts) == 1 else multipart("mixed", *parts)
    return Case(name, head("Question", reply=False).encode() + body, text, files=files)


SEE = leaf("text/plain", "See")

CASES = [
    _with("pgp-in-the-text", "Hello there\n- one", (), leaf("text/plain", ARMOURED)),
    _with("letter-with-a-name", "The body", (), leaf('text/plain; name="body.txt"', "The body")),
    _with("text-file-by-name", "See", (("log.txt", "text/plain", 1),), SEE, leaf('text/plain; name="log.txt"', "x")),
    _with("text-table", "See", (("attachment-1.csv", "text/csv", 3),), SEE, leaf("text/csv", "a,b")),
    _with(
        "mail-in-base64",
        "See",
        (("Inner.eml", "message/rfc822", len(INNER)),),
        SEE,
        file_part("message/rfc822", INNER, ""),
    ),
    _with(
        "appledouble",
        "See",
        (("a.pdf", "application/pdf", len(PDF)),),
        SEE,
        multipart(
            "appledouble",
            file_part("application/applefile; name=a.pdf", b"x", ""),
            file_part("application/pdf; name=a.pdf", PDF, ""),
            boundary="b9",
        ),
    ),
    _with(
        "tnef",
        "See",
        (("winmail.dat", "application/ms-tnef", 2),),
        SEE,
        file_part("application/ms-tnef; name=winmail.dat", b"x\x9f", "Content-Disposition: attachment\n"),
    ),
    _with(
        "two-files-of-one-name",
        "See",
        (("a.png", "image/png", len(PNG)), ("a.png", "image/png", len(PNG) + 1)),
        SEE,
        file_part("image/png", PNG, 'Content-Disposition: attachment; filename="a.png"\n'),
        file_part("image/png", PNG + b"2", 'Content-Disposition: attachment; filename="a.png"\n'),
    ),
    _with(
        "file-inside-an-alternative",
        "Hi",
        (("a.pdf", "application/pdf", len(PDF)),),
        multipart(
            "alternative",
            leaf("text/plain", "Hi"),
            multipart(
                "mixed", leaf("text/html", "<p>Hi</p>"), file_part("application/pdf; name=a.pdf", PDF, ""), boundary="q"
            ),
        ),
    ),
    _with(
        "html-file-html",
        "one\ntwo",
        (("a.pdf", "application/pdf", len(PDF)),),
        leaf("text/html", "<p>one</p>"),
        file_part("application/pdf; name=a.pdf", PDF, ""),
        leaf("text/html", "<p>two</p>"),
    ),
    _with(
        "smime-opaque",
        "",
        (("smime.p7m", "application/pkcs7-mime", 2),),
        file_part('application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"', b"xx", ""),
    ),
]
