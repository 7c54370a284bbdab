"""Cells: days, numbers and texts as people in Finland write them into a sheet."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time

from flows.model.material import Cell

_FINNISH = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:\s.*)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s].*)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


class NotAllowed(Exception):
    """A cell holds what its column does not allow; the message says what it does allow, never what was written."""


def blank(cell: Cell) -> bool:
    """Whether nothing is written in it."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell: Cell) -> str:
    """What a person sees in the cell."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date):
        return cell.isoformat(*([" ", "minutes"] if isinstance(cell, datetime) else []))
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    return str(cell).strip()


def day(cell: Cell) -> date:
    """A date, `12.3.2026` or `2026-03-12`. Raises NotAllowed."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = text(cell)
    finnish, iso = _FINNISH.fullmatch(written), _ISO.fullmatch(written)
    try:
        if finnish:
            return date(int(finnish[3]), int(finnish[2]), int(finnish[1]))
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        pass
    raise NotAllowed("a date such as 12.3.2026 or 2026-03-12")


def number(cell: Cell) -> float:
    """A number with a decimal comma or point, `%` or `€`. Raises NotAllowed."""
    if isinstance(cell, bool | date | time):
        raise NotAllowed("a number such as 1,5")
    if isinstance(cell, int | float):
        if math.isfinite(cell):
            return float(cell)
        raise NotAllowed("a number such as 1,5")
    written = re.sub(r"[\s€]", "", text(cell)).replace("−", "-")
    share = written.endswith("%")
    told = _decimal(written.removesuffix("%"))
    return told / 100 if share else told


def count(cell: Cell) -> int:
    """A whole number. Raises NotAllowed."""
    told = number(cell)
    if not told.is_integer():
        raise NotAllowed("a whole number such as 3")
    return int(told)


def _decimal(written: str) -> float:
    if _THOUSANDS.fullmatch(written):
        raise NotAllowed("a number without a sign between thousands, such as 12000 or 12,5")
    if "," in written and "." in written:
        thousands, decimal = (".", ",") if written.rindex(",") > written.rindex(".") else (",", ".")
        written = written.replace(thousands, "").replace(decimal, ".")
    written = written.replace(",", ".")
    if not _PLAIN.fullmatch(written) or not math.isfinite(float(written)):
        raise NotAllowed("a number such as 1,5")
    return float(written)
