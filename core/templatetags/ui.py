"""Small pieces that every page shares. No output here carries an inline style: the policy forbids them."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import lucide
from django import template
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext, pgettext

from core.channel_marks import mark_of
from core.text import clean_line
from core.units import MINUS, NBSP

register = template.Library()

AVATAR_COLOURS = 12


@cache
def _icons() -> ZipFile:
    """The package's archive, opened once: its table of contents takes longer to read than a page takes to render."""
    return ZipFile(BytesIO((files("lucide") / "lucide.zip").read_bytes()))


@lru_cache(maxsize=512)
def _icon(name: str, size: int, extra_class: str) -> SafeString:
    try:
        svg = ElementTree.fromstring(_icons().read(f"{name}.svg"))  # noqa: S314  (the package's own)
    except KeyError:
        raise lucide.IconDoesNotExist(f"The icon {name!r} does not exist.") from None
    for node in svg.iter():
        node.tag = node.tag.rpartition("}")[2]  # inline, SVG needs no namespace
    classes = "icon " + extra_class if extra_class else "icon"
    svg.attrib |= {"width": str(size), "height": str(size)}
    svg.attrib |= {"class": classes, "aria-hidden": "true", "focusable": "false"}
    # Markup of the lucide package; the only words of ours in it are attribute values, which the serialiser escapes.
    return mark_safe(ElementTree.tostring(svg, encoding="unicode"))


@register.simple_tag
def icon(name: str, size: int = 16, **kwargs: str) -> SafeString:
    """A lucide icon of `size` pixels, hidden from screen readers: give the control around it a name. `class=` adds
    classes.

    Raises `lucide.IconDoesNotExist` for a name that lucide lacks.
    """
    return _icon(str(name), int(size), kwargs.get("class", ""))


@register.filter
def channel_colour(kind: Any) -> str:
    """The class that gives an element the channel's colour as `--c`."""
    return f"ch-{slugify(mark_of(kind).colour)}"


@register.simple_tag
def channel_icon(kind: Any, size: int = 16) -> SafeString:
    """The channel's icon in its colour (class `ch-COLOUR`) with its name for screen readers and on hover."""
    mark = mark_of(kind)
    return format_html(
        '<span class="channel-icon ch-{}" role="img" aria-label="{}" title="{}">{}</span>',
        slugify(mark.colour), mark.label, mark.label, _icon(mark.icon, int(size), ""),
    )  # fmt: skip


def initials(name: str) -> str:
    """One or two capital letters of a name or an address; "?" where there is none."""
    line = clean_line(str(name or ""), 200)
    if "@" in line and " " not in line:
        line = line.partition("@")[0]
    words = [word for word in re.split(r"[\s._+\-]+", line) if any(char.isalpha() for char in word)]
    letters = [next(char for char in word if char.isalpha()) for word in words]
    if not letters:
        digits = [char for char in line if char.isdigit()]
        return "".join(digits[-2:]) or "?"
    chosen = letters[:1] if len(letters) == 1 else [letters[0], letters[-1]]
    return "".join(letter.upper()[:1] for letter in chosen)


def avatar_colour(name: str) -> int:
    """0 to 11, the same for the same name in every process."""
    digest = hashlib.sha256(str(name or "").strip().casefold().encode("utf-8", "replace")).digest()
    return digest[0] % AVATAR_COLOURS


@register.simple_tag
def avatar(name: str, kind: str = "") -> SafeString:
    """Initials on a steady colour, with the channel's mark in the corner when `kind` is given. Decoration: the name
    stands beside it.
    """
    mark: SafeString | str = ""
    if kind:
        found = mark_of(kind)
        mark = format_html('<i class="dot ch-{}">{}</i>', slugify(found.colour), _icon(found.icon, 10, ""))
    return format_html(
        '<span class="avatar av av-{}" aria-hidden="true">{}{}</span>', avatar_colour(name), initials(name), mark
    )


@register.simple_tag
def when(moment: datetime | None) -> SafeString | str:
    """A `<time>` that the browser words ("3 min"); until then the date and time in the viewer's zone. Nothing for
    None.
    """
    if moment is None:
        return ""
    if timezone.is_naive(moment):
        moment = moment.replace(tzinfo=UTC)
    stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}" data-when>{}</time>', stamp, date_format(local, "SHORT_DATETIME_FORMAT", use_l10n=True)
    )


@register.filter
def duration(seconds: float | None) -> str:
    """Seconds as the two largest units: "45 s", "12 min", "3 h 5 min", "2 d 4 h", each unit beside its number. A dash for
    None, a minus sign in front of negatives.
    """
    if seconds is None or seconds == "":
        return "–"
    total = round(float(seconds))
    sign, total = (MINUS, -total) if total < 0 else ("", total)
    if total < 60:
        text = _unit(pgettext("seconds, short", "%(count)d s"), total)
    elif total < 3600:
        text = _unit(pgettext("minutes, short", "%(count)d min"), total // 60)
    elif total < 86_400:
        text = _two_units(pgettext("hours, short", "%(count)d h"), total // 3600,
                          pgettext("minutes, short", "%(count)d min"), total % 3600 // 60)  # fmt: skip
    else:
        text = _two_units(pgettext("days, short", "%(count)d d"), total // 86_400,
                          pgettext("hours, short", "%(count)d h"), total % 86_400 // 3600)  # fmt: skip
    return sign + text


def _two_units(large: str, large_count: int, small: str, small_count: int) -> str:
    text = _unit(large, large_count)
    return f"{text} {_unit(small, small_count)}" if small_count else text


def _unit(words: str, count: int) -> str:
    return (words % {"count": count}).replace(" ", NBSP)


@register.filter
def filesize_short(size: int | None) -> str:
    """Bytes in steps of 1024 with at most one decimal: "900 B", "12 kB", "3.4 MB"."""
    value = float(max(0, int(size or 0)))
    if value < 1024:
        return (gettext("%(count)s B") % {"count": int(value)}).replace(" ", NBSP)
    for unit in ("kB", "MB", "GB"):
        value /= 1024
        if value < 1023.5 or unit == "GB":
            break
    number = round(value, 1) if value < 9.95 and round(value, 1) % 1 else round(value)
    return f"{localize(number)}{NBSP}{unit}"
