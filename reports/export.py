"""Tables as CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

# OWASP, CSV injection: a cell that begins with one of these is run by spreadsheets.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | float | None


def safe(cell: Cell) -> str | int | float:
    """Numbers stay numbers; text that could be a formula gets an apostrophe in front."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.lstrip(" \ufeff").startswith(DANGEROUS):
        return "'" + cell
    return cell


def rounded(value: float | None) -> float | None:
    """As exact as anybody needs."""
    return None if value is None else round(value, 4)


def text(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table, without a byte order mark."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(cell) for cell in head])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def response(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """A download; the byte order mark lets spreadsheets see that it is UTF-8."""
    answer = HttpResponse("\ufeff" + text(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
