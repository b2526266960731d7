"""The report pages in the order of their tabs. A page of its own is one line here."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Page:
    """`key` is what its template calls itself, `url` the name of its address."""

    key: str
    title: str | Promise
    url: str


PAGES = (
    Page("now", _("Now"), "reports"),
    Page("service", _("Service"), "report-service"),
    Page("compare", _("Compare"), "report-compare"),
)
