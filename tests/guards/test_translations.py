"""Every text of the interface is there in every language, and the tool that says so reads what people write."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

from helpdesk.runner import catalogue, locales
from helpdesk.runner.extract import BadTemplate, Text, from_python, from_template

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("language", catalogue.languages())
def test_nothing_is_untranslated(language: str) -> None:
    found = catalogue.gaps(ROOT, language)
    assert not found.missing, f"{len(found.missing)} texts without a translation: {found.missing[:40]}"
    assert not found.fuzzy
    assert not found.unused


@pytest.mark.parametrize("language", catalogue.languages())
def test_placeholders_survive_translation(language: str) -> None:
    """A lost %(name)s is a page that fails in one language only."""
    pattern = re.compile(r"%\((\w+)\)|{(\w*)}|%[sd]")
    for entry in catalogue.read(catalogue.path_of(ROOT, language)):
        wanted = set(pattern.findall(entry.msgid)) | set(pattern.findall(entry.msgid_plural or ""))
        for words in [entry.msgstr, *entry.msgstr_plural.values()]:
            got = set(pattern.findall(words))
            assert got <= wanted, entry.msgid
            if words and not entry.msgid_plural:
                assert got == wanted, entry.msgid


def test_templates_are_read() -> None:
    source = """{% load i18n %}<p title="{% translate 'It’s here' %}">don't</p>
    {% trans "Reply" context "verb" %} {{ value|default:_("none") }}
    {% blocktranslate count n=rows|length trimmed %}
      {{ n }} ticket
    {% plural %}
      {{ n }} tickets
    {% endblocktranslate %}
    {# {% translate "not this" %} #}{% blocktranslate with a=b.c %}Hello {{ a }}, 100%{% endblocktranslate %}"""
    assert set(from_template(source, "page.html")) == {
        Text("It’s here"),
        Text("Reply", "verb"),
        Text("none"),
        Text("%(n)s ticket", "", "%(n)s tickets"),
        Text("Hello %(a)s, 100%%"),
    }


def test_a_broken_template_is_named() -> None:
    with pytest.raises(BadTemplate, match=r"page\.html"):
        list(from_template("{% blocktranslate %}{% if x %}{% endblocktranslate %}", "page.html"))


def test_python_is_read() -> None:
    source = b"""
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("One " "text")
B = ngettext("%(n)d day", "%(n)d days", 3)
C = pgettext("verb", "Open")
"""
    assert set(from_python(source)) == {
        Text("One text"),
        Text("%(n)d day", "", "%(n)d days"),
        Text("Open", "verb"),
    }


def test_an_update_keeps_translations_and_drops_what_is_unused(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    templates.mkdir()
    page = templates / "page.html"
    page.write_text("{% load i18n %}{% translate 'Old' %}{% translate 'Stays' %}")
    assert catalogue.update(tmp_path, "pl") == 2
    path = catalogue.path_of(tmp_path, "pl")
    po = polib.pofile(str(path))
    for entry in po:
        entry.msgstr = entry.msgid.upper()
    po.save()
    page.write_text("{% load i18n %}{% translate 'Stays' %}{% translate 'New' %}")
    assert catalogue.gaps(tmp_path, "pl") == catalogue.Gaps(missing=["New"], fuzzy=[], unused=["Old"])
    assert catalogue.update(tmp_path, "pl") == 1
    assert {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))} == {"New": "", "Stays": "STAYS"}


def test_compiling_writes_only_what_changed(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{% load i18n %}{% translate 'Hello' %}")
    catalogue.update(tmp_path, "pl")
    assert len(locales.compile_changed(tmp_path)) == 1
    assert locales.compile_changed(tmp_path) == []
