"""Cells: what a spreadsheet can hold of a value, and what a value is that it holds."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta

from flows.model.material import Cell
from flows.model.notes import FORMULA

MOST_LETTERS = 32_767
"""Characters in a cell, by Excel; counted as UTF-16 has them."""
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY_0 = datetime(1899, 12, 30)
_MOST_EXACT = 2**53


def written(value: Cell) -> Cell:
    """The value as a cell can hold it: text without control characters and not too long, numbers that have an end, None for nothing."""
    if isinstance(value, str):
        return _shortened(_REFUSED.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))) or None
    if isinstance(value, float):
        return _whole(value) if math.isfinite(value) else None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _MOST_EXACT:
        return str(value)
    return value


def read(value: object) -> Cell:
    """A cell's value as the rooms know it: blank text is None, midnight a day, a whole number an integer, a length of time text."""
    if isinstance(value, str):
        text = value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
        return text if text.strip() else None
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float):
        return _whole(value) if math.isfinite(value) else None
    return value if isinstance(value, str | int | date | time) else None


def same(one: Cell, other: Cell) -> bool:
    """Whether a cell that holds `one` need not be written to hold `other`."""
    left, right = read(written(one)), read(written(other))
    if isinstance(left, float) and isinstance(right, float | int):
        return math.isclose(left, right, rel_tol=1e-12)
    return type(left) is type(right) and left == right


def serial(value: date | datetime | time) -> float | int:
    """Days since 30 December 1899, as spreadsheets count them."""
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    moment = value.replace(tzinfo=None) if isinstance(value, datetime) else datetime.combine(value, time())
    days = (moment - _DAY_0) / timedelta(days=1)
    return _whole(days)


def like_a_formula(value: Cell) -> bool:
    """Whether a person who opens the cell and leaves it again would make a formula of the text."""
    return isinstance(value, str) and value.startswith((*FORMULA, "'"))


def safe_link(text: str) -> bool:
    """Whether a link may be followed from the board: within the site, or over https."""
    plain = text.strip()
    if not plain or re.search(r"\s", plain) or len(plain) > 2000:
        return False
    return plain.startswith("https://") or not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]|#", plain)


def _shortened(text: str) -> str:
    if len(text) * 2 <= MOST_LETTERS or len(text.encode("utf-16-le")) <= MOST_LETTERS * 2:
        return text
    return text.encode("utf-16-le")[: (MOST_LETTERS - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
