"""The sanitiser against the ways mail and chat are used to attack, and its promises as properties."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.html import format_reply, html_to_text, sanitize_message_html

ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    '<img src=x onerror="alert(1)">',
    "<img src='x' onerror=alert(1) //",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//evil.example/x'>x</a>",
    "<a href='/admin/'>x</a>",
    "<iframe src='https://evil.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='https://evil.example/x.swf'></object><embed src='https://evil.example'>",
    "<form action='https://evil.example'><input name=password><button>Sign in</button></form>",
    "<button formaction='javascript:alert(1)'>x</button>",
    "<div style=\"background:url('https://evil.example/t.gif')\">x</div>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<textarea></textarea><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><?php echo 1 ?>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<img srcset='https://evil.example/t.gif 1x'>",
    "<table background='https://evil.example/t.gif'><td background='javascript:alert(1)'>x</td></table>",
    "<p id=root name=form class=toolbar data-hx-get=/x hx-get=/logout>x</p>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<img src='data:text/html;base64,PHNjcmlwdD4='>",
    "<img src='file:///etc/passwd'><img src='//evil.example/t.gif'>",
    "<b title='\"><script>alert(1)</script>'>x</b>",
    "<p title=`<img src=x onerror=alert(1)>`>x</p>",
    "\x00<scr\x00ipt>alert(1)</script>",
    "<sc\u017fript>alert(1)</sc\u017fript>",
    "<select><option><script>alert(1)</script></select>",
    "<area href='javascript:alert(1)'><map name=x></map>",
    "<isindex action=javascript:alert(1) type=image>",
    "<a href='https://ok.example' target=_self rel=opener ping='https://evil.example'>x</a>",
]
ALLOWED = {
    "dir", "lang", "title", "align", "href", "src", "alt", "width", "height", "border", "cellpadding", "cellspacing", "bgcolor",
    "valign", "colspan", "rowspan", "scope", "span", "start", "type", "reversed", "value", "color", "size", "datetime", "rel",
    "target",
}  # fmt: skip
FORBIDDEN_TAGS = {
    "script", "style", "iframe", "object", "embed", "form", "input", "button", "svg", "math", "link", "meta", "base", "template",
    "select", "textarea", "video", "audio", "noscript", "body", "html", "title",
}  # fmt: skip


class Inspector(HTMLParser):
    """Reads HTML back and fails on anything that our pages must never contain."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in FORBIDDEN_TAGS, tag
        for name, value in attrs:
            assert name in ALLOWED, (tag, name)
            if name == "href":
                assert re.match(r"\s*(https?|mailto|tel):", value or "", re.IGNORECASE), value
            if name == "src":
                assert re.match(
                    r"https:|data:image/(png|jpe?g|gif|webp);base64,|/attachments/", value or "", re.IGNORECASE
                ), value
        given_attributes = dict(attrs)
        if tag == "a":
            assert given_attributes["target"] == "_blank"
            assert given_attributes["rel"] == "noopener noreferrer nofollow"

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"declaration: {decl}")


def inspect(html: str) -> None:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("images", [False, True])
def test_attack_is_taken_apart(attack: str, images: bool) -> None:
    for html in (attack, f"<div><table><tr><td>{attack}</td></tr></table></div>", f"<p title='{attack}'>x</p>"):
        result = sanitize_message_html(html, images=images, cid_urls={"a@b": "/attachments/1/a.png"}).html
        inspect(result)
        assert "evil.example" not in result or "href" not in result


fragments = st.lists(
    st.one_of(
        st.sampled_from(ATTACKS),
        st.text(max_size=20),
        st.sampled_from(
            [
                "<",
                ">",
                '"',
                "'",
                "</",
                "<!--",
                "-->",
                "&lt;",
                "&#x3c;",
                "<b>",
                "</i>",
                "<p ",
                "=",
                "<table>",
                "<a href=",
            ]
        ),
    ),
    max_size=12,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(fragments, st.booleans())
def test_any_input_comes_out_harmless_and_stays_as_it_is(html: str, images: bool) -> None:
    once = sanitize_message_html(html, images=images).html
    inspect(once)
    again = sanitize_message_html(once, images=images).html
    inspect(again)
    html_to_text(html)


@settings(max_examples=200, deadline=None)
@given(fragments)
def test_an_agents_words_never_become_markup_of_their_own(text: str) -> None:
    inspect(format_reply(text))


def test_remote_images_wait_until_asked_for() -> None:
    html = '<img src="https://t.example/a.gif" alt="A"><img src="http://t.example/b.gif"><img src="cid:x@y">'
    blocked = sanitize_message_html(html)
    assert blocked.blocked_images == 2
    assert "t.example" not in blocked.html
    assert 'alt="A"' in blocked.html
    shown = sanitize_message_html(html, images=True)
    assert shown.blocked_images == 0
    assert 'src="https://t.example/a.gif"' in shown.html
    assert 'src="https://t.example/b.gif"' in shown.html


def test_pictures_inside_the_mail_get_our_address() -> None:
    urls = {"<Logo@Shop.example>": "/attachments/7/logo.png", "a b": "/attachments/8/x.png"}
    html = (
        '<img src="cid:logo@shop.example"><img src="cid:a%20b"><img src="cid:none"><img src="/attachments/7/logo.png">'
    )
    result = sanitize_message_html(html, cid_urls=urls)
    assert result.html == '<img src="/attachments/7/logo.png"><img src="/attachments/8/x.png"><img><img>'
    assert result.blocked_images == 0


def test_the_look_of_a_plain_mail_survives() -> None:
    html = '<table width="100%" cellpadding="4"><tr><td align="center" colspan="2" bgcolor="#eeeeee"><b>Hi</b></td></tr></table>'
    result = sanitize_message_html(html).html
    for part in ('width="100%"', 'cellpadding="4"', 'align="center"', 'colspan="2"', 'bgcolor="#eeeeee"', "<b>Hi</b>"):
        assert part in result
    assert sanitize_message_html('<td colspan="99999">').html.find("99999") < 0


@pytest.mark.parametrize(
    "hostile",
    ["<div>" * 300_000, "<b>" * 300_000, "<b></i>" * 140_000, "<a>" * 300_000, "<!--" * 200_000, "<" * 900_000, "<li>" * 200_000,
     "<style>" * 140_000, "<table><td>" * 80_000, "&" * 900_000, "<p title='" * 90_000],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_hostile_size_and_depth_take_little_time(hostile: str) -> None:
    started = time.process_time()
    inspect_depth(sanitize_message_html(hostile).html)
    html_to_text(hostile)
    assert time.process_time() - started < 8


def inspect_depth(html: str) -> None:
    depth = 0
    for closing, name in re.findall(r"<(/?)([a-z0-9]+)", html):
        if name not in ("br", "img", "hr", "wbr", "col"):
            depth += -1 if closing else 1
        assert depth < 600


def test_text_reads_like_the_mail() -> None:
    html = """<html><head><title>T</title><style>p{}</style></head><body>
      <div style="display:none;font-size:1px">Preheader</div><h1>Hello &amp; welcome</h1>
      <p>Your <b>order</b> is <a href="https://shop.example/o/1?a=1&amp;b=2">here</a>,<br>or at <a href="https://shop.example">shop.example</a>.</p>
      <ul><li>one</li><li><p>two</p></li></ul><ol start="3"><li>three<li>four</ol>
      <table><tr><td>Cup</td><td>2</td></tr><tr><td>Pot</td><td>1</td></tr></table><pre>a\n  b</pre><script>x()</script></body></html>"""
    assert html_to_text(html) == (
        "Hello & welcome\n\nYour order is here (https://shop.example/o/1?a=1&b=2),\nor at shop.example.\n\n"
        "- one\n- two\n\n3. three\n4. four\n\nCup 2\nPot 1\n\na\n  b"
    )


@pytest.mark.parametrize(
    "hidden",
    [
        "display:none",
        "DISPLAY : NONE !important",
        "mso-hide:all",
        "visibility:hidden",
        "font-size:0px;color:red",
        "font-size:0",
    ],
)
def test_what_the_mail_hides_is_no_text(hidden: str) -> None:
    assert html_to_text(f'<p>A</p><span style="{hidden}">secret <b>deep</b> <br> more</span><p>B</p>') == "A\n\nB"
    assert html_to_text('<p>A</p><p style="font-size:0.9em">B</p>') == "A\n\nB"


def test_reply_formatting() -> None:
    html = format_reply(
        "Hi **there**,\nsee *this* `code`:\n\n- one\n- two\n\n[shop](https://shop.example) https://a.example/x_(1)_y."
    )
    assert "<strong>there</strong>,<br>" in html
    assert "<em>this</em>" in html
    assert "<code>code</code>" in html
    assert "<li>one</li>" in html
    assert 'href="https://shop.example"' in html
    assert 'href="https://a.example/x_(1)_y"' in html
    assert "</a>.</p>" in html
    assert "&lt;b&gt;" in format_reply("<b>no</b>")
    assert "<a" not in format_reply("[x](javascript:alert(1)) mail javascript:alert(1)")
    assert "<img" not in format_reply("![x](https://t.example/x.gif)")
