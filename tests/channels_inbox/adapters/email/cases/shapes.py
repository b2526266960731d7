"""Parts, encodings, character sets and file names as they come over the wire."""

from __future__ import annotations

import base64
import quopri

from .build import Case, file_part, head, leaf, multipart

PDF = b"%PDF-1.4 fake"
PNG = b"\x89PNG\r\n\x1a\n fake"
POLISH = "Zażółć gęślą jaźń, proszę o zwrot."


def _fresh(name: str, body: bytes, **expected: object) -> Case:
    return Case(name, head("Question", reply=False).encode() + body, **expected)  # type: ignore[arg-type]


def _mixed(name: str, extra: str, expected: str, *, kind: str = "application/pdf") -> Case:
    part = file_part(kind, PDF, extra)
    body = multipart("mixed", leaf("text/plain", "See file."), part)
    return _fresh(name, body, text="See file.", files=((expected, kind.split(";")[0], len(PDF)),))


def _encoded(name: str, label: str, codec: str, words: str, expected: str | None = None) -> Case:
    fields = f"Content-Type: text/plain; charset={label}\n" if label else "Content-Type: text/plain\n"
    return _fresh(
        name, fields.encode() + b"Content-Transfer-Encoding: 8bit\n\n" + words.encode(codec), text=expected or words
    )


def _subject(name: str, raw: str | bytes, expected: str) -> Case:
    value = raw.encode() if isinstance(raw, str) else raw
    fields = b"From: a@klient.example\nSubject: " + value + b"\nMessage-ID: <x@y>\n\n"
    return Case(name, fields + b"text", "text", subject=expected)


CYRILLIC = "Здравствуйте, где мой заказ? Прошу вернуть деньги за товар."

CASES = [
    _encoded("charset-utf8", "utf-8", "utf-8", POLISH),
    _encoded("charset-latin2", "ISO-8859-2", "iso-8859-2", POLISH),
    _encoded("charset-cp1250", "windows-1250", "cp1250", POLISH),
    _encoded("charset-cp1250-quoted", '"Windows-1250"', "cp1250", POLISH),
    _encoded("charset-cp1250-as-latin2", "iso-8859-2", "cp1250", "Śruba „źle” gięta"),
    _encoded("charset-cp1250-as-latin1", "iso-8859-1", "cp1250", POLISH),
    _encoded("charset-latin2-as-ascii", "us-ascii", "iso-8859-2", POLISH),
    _encoded("charset-utf8-as-latin1", "iso-8859-1", "utf-8", POLISH),
    _encoded("charset-utf8-as-ascii", "us-ascii", "utf-8", POLISH),
    _encoded("charset-cp1250-as-utf8", "utf-8", "cp1250", POLISH),
    _encoded("charset-missing-utf8", "", "utf-8", POLISH),
    _encoded("charset-missing-cp1250", "", "cp1250", POLISH),
    _encoded("charset-missing-latin2", "", "iso-8859-2", POLISH),
    _encoded("charset-unknown", "x-unknown", "utf-8", POLISH),
    _encoded("charset-unknown-8bit", "unknown-8bit", "cp1250", POLISH),
    _encoded("charset-latin1-german", "iso-8859-1", "iso-8859-1", "Grüße aus Köln, die Größe passt nicht"),
    _encoded("charset-cp1252-as-latin1", "iso-8859-1", "cp1252", "“Don’t” – 5 € please"),
    _encoded("charset-missing-german", "", "cp1252", "Grüße aus Köln, die Größe passt nicht"),
    _encoded("charset-missing-french", "", "cp1252", "Voilà, ça a été livré à côté, très déçu"),
    _encoded("charset-utf16", "utf-16", "utf-16", POLISH),
    _encoded("charset-utf7", "utf-7", "utf-7", POLISH),
    _encoded("charset-koi8", "koi8-r", "koi8-r", CYRILLIC),
    _encoded("charset-cp1251", "windows-1251", "cp1251", CYRILLIC),
    _encoded("charset-cp1251-missing", "", "cp1251", CYRILLIC),
    _encoded("charset-gb2312", "gb2312", "gb18030", "你好，我的订单还没有到。镕"),
    _encoded("charset-iso2022jp", "iso-2022-jp", "iso-2022-jp", "注文はまだ届きません"),
    _encoded("charset-shift-jis", "shift_jis", "cp932", "注文①はまだ届きません"),
    _encoded("charset-euc-kr", "ks_c_5601-1987", "cp949", "주문이 아직 안 왔어요"),
    _encoded("charset-big5", "big5", "big5", "你好，我的訂單還沒有到"),
    _encoded("charset-utf8-alias", "UTF8", "utf-8", POLISH),
    _encoded("charset-cp-hyphen", "cp-1250", "cp1250", POLISH),
    _encoded("charset-latin9", "iso-8859-15", "iso-8859-15", "Prix: 5 € pour l'œuvre"),
    _encoded("charset-mac", "macintosh", "mac-roman", "Größe passt nicht"),
    _fresh(
        "qp-soft-breaks",
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: Quoted-Printable\n\n"
        + quopri.encodestring(("Długie zdanie bez końca " * 8).strip().encode()),
        text=("Długie zdanie bez końca " * 8).strip(),
    ),
    _fresh(
        "qp-broken-escapes",
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n100=% of x=3Dy =ZZ end=\n",
        text="100=% of x=y =ZZ end",
    ),
    _fresh(
        "qp-lower-case",
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nza=c5=bc=c3=b3=c5=82=c4=87\n",
        text="zażółć",
    ),
    _fresh(
        "base64-with-footer",
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(POLISH.encode()),
        text=POLISH,
    ),
    _fresh(
        "base64-html-no-charset",
        b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(f'<meta charset="iso-8859-2"><p>{POLISH}</p>'.encode("iso-8859-2")),
        text=POLISH,
    ),
    _fresh(
        "encoding-unknown", b"Content-Type: text/plain\nContent-Transfer-Encoding: x-foo\n\nHi there\n", text="Hi there"
    ),
    _fresh("type-broken", b"Content-Type: text\n\nHi there\n", text="Hi there"),
    _fresh("type-nonsense", b"Content-Type: ;;;\n\nHi there\n", text="Hi there"),
    _fresh("crlf", b"Content-Type: text/plain\r\n\r\nHi\r\nthere\r\n", text="Hi\nthere"),
    _fresh(
        "flowed",
        b"Content-Type: text/plain; charset=utf-8; format=flowed\n\nThis line \ngoes on.\n\n-- \nAnna\n",
        text="This line goes on.",
    ),
    _fresh(
        "html-entities",
        leaf("text/html", "<p>5 &lt; 6 &amp; caf&eacute; &#8211; &euro;5</p><ul><li>one</li><li>two</li></ul>"),
        text="5 < 6 & café – €5\n- one\n- two",
    ),
    _fresh("html-hidden-preheader", leaf("text/html", '<div style="display:none">Preview</div><p>Hi</p>'), text="Hi"),
    _fresh("html-style-and-script", leaf("text/html", "<style>p{}</style><script>x()</script><p>Hi</p>"), text="Hi"),
    _fresh(
        "alternative-plain-is-an-apology",
        multipart(
            "alternative",
            leaf("text/plain", "Your mail program does not support HTML."),
            leaf("text/html", "<p>Where is my parcel with the blue cups that I ordered in October?</p>"),
        ),
        text="Where is my parcel with the blue cups that I ordered in October?",
    ),
    _fresh(
        "alternative-empty-plain",
        multipart("alternative", leaf("text/plain", "\n\n"), leaf("text/html", "<p>Hello there</p>")),
        text="Hello there",
        files=(),
    ),
    _fresh(
        "related-inline-image",
        multipart(
            "related",
            leaf("text/html", '<p>Look:</p><img src="cid:pic1">'),
            file_part('image/png; name="image001.png"', PNG, "Content-ID: <pic1>\nContent-Disposition: inline\n"),
        ),
        text="Look:",
        files=(("image001.png", "image/png", len(PNG)),),
    ),
    _fresh(
        "mixed-related-alternative",
        multipart(
            "mixed",
            multipart(
                "related",
                multipart("alternative", leaf("text/plain", "Look"), leaf("text/html", "<p>Look</p>"), boundary="b3"),
                file_part("image/png", PNG, "Content-ID: <p>\nContent-Disposition: inline; filename=a.png\n"),
                boundary="b2",
            ),
            file_part("application/pdf", PDF, 'Content-Disposition: attachment; filename="b.pdf"\n'),
        ),
        text="Look",
        files=(("a.png", "image/png", len(PNG)), ("b.pdf", "application/pdf", len(PDF))),
    ),
    _fresh(
        "inline-image-without-cid",
        multipart("mixed", leaf("text/plain", "Photo"), file_part("image/jpeg", PNG, "Content-Disposition: inline\n")),
        text="Photo",
        files=(("attachment-1.jpg", "image/jpeg", len(PNG)),),
    ),
    _fresh(
        "text-file-is-a-file",
        multipart(
            "mixed",
            leaf("text/plain", "See log."),
            leaf("text/plain", "line 1\nline 2\n", extra='Content-Disposition: attachment; filename="log.txt"\n'),
        ),
        text="See log.",
        files=(("log.txt", "text/plain", None),),
    ),
    _fresh(
        "html-file-is-a-file",
        multipart(
            "mixed",
            leaf("text/plain", "See page."),
            leaf("text/html", "<p>no</p>", extra='Content-Disposition: attachment; filename="page.html"\n'),
        ),
        text="See page.",
        files=(("page.html", "text/html", None),),
    ),
    _fresh(
        "apple-text-image-text",
        multipart(
            "mixed",
            leaf("text/plain", "Before"),
            file_part("image/jpeg; name=IMG_1.jpeg", PNG, "Content-Disposition: inline; filename=IMG_1.jpeg\n"),
            leaf("text/plain", "After"),
        ),
        text="Before\nAfter",
        files=(("IMG_1.jpeg", "image/jpeg", len(PNG)),),
    ),
    _fresh(
        "nested-mail",
        multipart(
            "mixed",
            leaf("text/plain", "See mail."),
            b"Content-Type: message/rfc822\nContent-Disposition: attachment\n\nFrom: x@y.example\nSubject: Inner\n\nInner text\n",
        ),
        text="See mail.",
        files=(("Inner.eml", "message/rfc822", None),),
    ),
    _fresh(
        "pgp-signed",
        multipart(
            "signed",
            leaf("text/plain", "Signed words."),
            b"Content-Type: application/pgp-signature; name=signature.asc\n\n-----BEGIN PGP SIGNATURE-----\nx\n",
            params='; protocol="application/pgp-signature"',
        ),
        text="Signed words.",
        files=(("signature.asc", "application/pgp-signature", None),),
    ),
    _fresh(
        "calendar-invitation",
        multipart(
            "alternative",
            leaf("text/plain", "Meeting at ten"),
            b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n",
        ),
        text="Meeting at ten",
        files=(("attachment-1.ics", "text/calendar", None),),
    ),
    _fresh(
        "vcard",
        multipart(
            "mixed",
            leaf("text/plain", "My card"),
            leaf("text/vcard", "BEGIN:VCARD\nEND:VCARD", extra="Content-Disposition: attachment; filename=anna.vcf\n"),
        ),
        text="My card",
        files=(("anna.vcf", "text/vcard", None),),
    ),
    _fresh(
        "only-a-file",
        b'Content-Type: application/pdf; name="scan.pdf"\nContent-Transfer-Encoding: base64\n\n'
        + base64.encodebytes(PDF),
        text="",
        files=(("scan.pdf", "application/pdf", len(PDF)),),
    ),
    _fresh(
        "list-footer-part",
        multipart(
            "mixed",
            leaf("text/plain", "Real words."),
            leaf(
                "text/plain",
                "_______________\nList mailing list\nhttps://lists.example/x",
                extra="Content-Disposition: inline\n",
            ),
        ),
        files=(),
        full=("Real words.",),
    ),
    _mixed(
        "name-2231", "Content-Disposition: attachment; filename*=UTF-8''za%C5%BC%C3%B3%C5%82%C4%87.pdf\n", "zażółć.pdf"
    ),
    _mixed(
        "name-2231-latin2", "Content-Disposition: attachment; filename*=iso-8859-2''za%BF%F3%B3%E6.pdf\n", "zażółć.pdf"
    ),
    _mixed(
        "name-2231-pieces",
        "Content-Disposition: attachment;\n filename*0*=UTF-8''bardzo%20d%C5%82u;\n filename*1*=ga%20nazwa;\n filename*2=.pdf\n",
        "bardzo długa nazwa.pdf",
    ),
    _mixed(
        "name-2231-wrong-order",
        'Content-Disposition: attachment; filename*1="b.pdf"; filename*0="a"\n',
        "ab.pdf",
    ),
    _mixed("name-2047", 'Content-Disposition: attachment; filename="=?UTF-8?B?emHFvMOzxYLEhw==?=.pdf"\n', "zażółć.pdf"),
    _mixed(
        "name-2047-two-words",
        'Content-Disposition: attachment;\n filename="=?utf-8?Q?za=C5=BC=C3=B3?=\n =?utf-8?Q?=C5=82=C4=87.pdf?="\n',
        "zażółć.pdf",
    ),
    _mixed("name-raw-utf8", 'Content-Disposition: attachment; filename="zażółć.pdf"\n', "zażółć.pdf"),
    _mixed("name-in-type-only", "", "a b.pdf", kind='application/pdf; name="a b.pdf"'),
    _mixed("name-unquoted-spaces", "Content-Disposition: attachment; filename=my file.pdf\n", "my file.pdf"),
    _mixed("name-path", 'Content-Disposition: attachment; filename="../../etc/pass.pdf"\n', "pass.pdf"),
    _mixed("name-windows-path", 'Content-Disposition: attachment; filename="C:\\Users\\x\\f.pdf"\n', "f.pdf"),
    _mixed("name-bidi", "Content-Disposition: attachment; filename*=UTF-8''a%E2%80%AEfdp.exe\n", "afdp.exe"),
    _mixed("name-missing", "Content-Disposition: attachment\n", "attachment-1.pdf"),
    _mixed("name-semicolon", 'Content-Disposition: attachment; filename="a;b.pdf"\n', "a_b.pdf"),
    _mixed("name-escaped-quote", 'Content-Disposition: attachment; filename="a\\"b.pdf"\n', "a_b.pdf"),
    _mixed("name-no-quote-end", 'Content-Disposition: attachment; filename="a.pdf\n', "a.pdf"),
    _mixed("name-percent-in-plain", "Content-Disposition: attachment; filename=\"UTF-8''za%C5%BC.pdf\"\n", "zaż.pdf"),
    _subject("subject-q", "=?utf-8?Q?Zam=C3=B3wienie_1042?=", "Zamówienie 1042"),
    _subject("subject-b-split-letter", "=?utf-8?B?xbzDsw==?= =?utf-8?B?xYLEhw==?=", "żółć"),
    _subject("subject-split-letter-q", "=?utf-8?Q?za=C5?=\n =?utf-8?Q?=BC?=", "zaż"),
    _subject("subject-latin2", "=?ISO-8859-2?Q?Zam=F3wienie_=B3?=", "Zamówienie ł"),
    _subject("subject-mixed", "Re: =?utf-8?Q?=C5=BC?= order =?utf-8?Q?=C5=82?=", "Re: ż order ł"),
    _subject("subject-raw-cp1250", "Zamówienie ślepe".encode("cp1250"), "Zamówienie ślepe"),
    _subject("subject-raw-utf8", "Zamówienie ślepe", "Zamówienie ślepe"),
    _subject("subject-spaces-in-word", "=?utf-8?Q?za mowienie?=", "za mowienie"),
    _subject("subject-glued-words", "=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
    _subject("subject-language", "=?utf-8*pl?Q?=C5=BC?=", "ż"),
    _subject("subject-folded", "Order\n 1042\n\tnow", "Order 1042 now"),
    _subject("subject-unknown-charset", "=?foo?Q?abc?=", "abc"),
    _subject("subject-gb", b"=?gb2312?B?" + base64.b64encode("订单".encode("gb18030")) + b"?=", "订单"),
    _subject("subject-jp", b"=?ISO-2022-JP?B?" + base64.b64encode("注文".encode("iso-2022-jp")) + b"?=", "注文"),
    _subject("subject-emoji", "=?UTF-8?B?8J+Tpg==?= parcel", "📦 parcel"),
]
