"""Dates: days as people write them, Finnish, English and ISO."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from flows.model.material import Cell

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "tammi jan", "helmi feb", "maalis mar", "huhti apr", "touko may", "kesä jun",
            "heinä jul", "elo aug", "syys sep", "loka oct", "marras nov", "joulu dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = r"(?P<month>tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zåäö]*\.?"
_WORDED = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+(?P<year>\d{{4}})\b", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b", re.IGNORECASE),
)
_ISO = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<s>[-/._])(?P<month>\d{1,2})(?P=s)(?P<day>\d{1,2})(?!\d)")
_PACKED = re.compile(r"(?<!\d)(?P<year>20\d{2})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
_POINTS = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4}|\d{2})(?![\d.]\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?!\d)")
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"[34567]\d{4}(?:[.,]\d{1,12})?")
_NOON = re.compile(r"\d\s?[ap]\.?m\b", re.IGNORECASE)
_STAMP = re.compile(
    r"[\s,T]*(?:klo|at|kello)?[\s.]*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{2,5}|Z|[+-]\d{2}:?\d{2})?(?:[+-]\d{1,2})?",
    re.IGNORECASE,
)


def date_in(text: str, *, month_first: bool = False) -> date | None:
    """The first day that a text names, or None. `03/04/2026` is 3 April unless `month_first`."""
    for pattern in (_ISO, _POINTS, *_WORDED):
        if (found := pattern.search(text)) and (day := _day(found["year"], found["month"], found["day"])):
            return day
    if found := _SLASHED.search(text):
        one, two, year = found.groups()
        first, second = (one, two) if month_first else (two, one)
        return _day(year, first, second) or _day(year, second, first)
    if found := _PACKED.search(text):
        return _day(found["year"], found["month"], found["day"])
    return None


def column_of(cells: Sequence[Cell]) -> list[date | None]:
    """A column's days. Where `3/4/2026` could be either, the cells that cannot decide the order for all; else am and pm mean month first, and so
    does a column whose rows then stand in order of time, as forms write them; else day first.
    """
    month_first = _month_first([cell for cell in cells if isinstance(cell, str)])
    return [_cell(cell, month_first) for cell in cells]


def is_day(cell: Cell) -> bool:
    """Whether a cell is a day, or a day and a time, and nothing else: `12.3.2026 klo 9.15`, `2024/05/01 9:23:58 AM EEST`, `43277.38`."""
    if isinstance(cell, date):
        return True
    if not isinstance(cell, str):
        return isinstance(cell, float) and not cell.is_integer() and _serial(cell) is not None
    if _SERIAL.fullmatch(cell.strip()):
        return "." in cell or "," in cell
    for pattern in (_ISO, _POINTS, _SLASHED, *_WORDED):
        if found := pattern.match(cell.strip()):
            rest = cell.strip()[found.end() :]
            return not rest.strip() or bool(_STAMP.fullmatch(rest))
    return False


def _cell(cell: Cell, month_first: bool) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        if _SERIAL.fullmatch(cell.strip()):
            return _serial(float(cell.replace(",", ".")))
        return date_in(cell, month_first=month_first)
    return _serial(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _serial(days: float) -> date | None:
    """A day as spreadsheets count them, from 1982 to 2091."""
    return _EXCEL_EPOCH + timedelta(days=int(days)) if 30000 <= days <= 70000 else None


def _month_first(texts: Sequence[str]) -> bool:
    votes = 0
    for text in texts:
        if found := _SLASHED.search(text):
            votes += (int(found[2]) > 12) - (int(found[1]) > 12)
    slashed = [text for text in texts if _SLASHED.search(text)]
    if votes or not slashed:
        return votes > 0
    return any(_NOON.search(text) for text in slashed) or _in_order(slashed, month_first=True) > _in_order(slashed, month_first=False)


def _in_order(texts: Sequence[str], *, month_first: bool) -> int:
    """How many neighbours of a column stand in order of time."""
    days = [day for text in texts if (day := date_in(text, month_first=month_first))]
    return sum(before <= after for before, after in pairwise(days))


def _day(year: str, month: str, day: str) -> date | None:
    number = _MONTHS.get(month.casefold()) or (int(month) if month.isdigit() else 0)
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None
