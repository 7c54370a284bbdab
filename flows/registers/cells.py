"""Cells of registers: dates, numbers and lists as people in Finland write them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Literal, get_args, get_origin

from flows.model.material import Cell
from flows.model.noun import unique
from flows.registers.said import value_of

_FINNISH = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:\s.*)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s].*)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


class NotAllowed(Exception):
    """A cell holds what its column does not allow; the message says what it does allow, never what was written."""


def converted(cell: Cell, kind: Any) -> Any:
    """The cell as a value for a field of type `kind`; None for a blank one. Raises NotAllowed."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    inner = [part for part in get_args(kind) if part is not type(None)] if type(None) in get_args(kind) else []
    kind = inner[0] if inner else kind
    if get_origin(kind) is Literal:
        return _one_of(cell, get_args(kind))
    if get_origin(kind) is tuple:
        return unique(part.strip() for part in re.split(r"[,;\n]", text(cell)))
    return _BY_TYPE.get(kind, text)(cell)


def text(cell: Cell) -> str:
    """What a person sees in the cell."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date):
        return cell.isoformat(*([" ", "minutes"] if isinstance(cell, datetime) else []))
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    return str(cell).strip()


def _day(cell: Cell) -> date:
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


def _number(cell: Cell) -> float:
    if isinstance(cell, bool | date | time):
        raise NotAllowed("a number such as 1,5")
    if isinstance(cell, int | float):
        if math.isfinite(cell):
            return float(cell)
        raise NotAllowed("a number such as 1,5")
    written = re.sub(r"[\s€]", "", text(cell)).replace("−", "-")
    share = written.endswith("%")
    number = _decimal(written.removesuffix("%"))
    return number / 100 if share else number


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


def _count(cell: Cell) -> int:
    number = _number(cell)
    if not number.is_integer():
        raise NotAllowed("a whole number such as 3")
    return int(number)


def _one_of(cell: Cell, allowed: tuple[str, ...]) -> str:
    value = value_of(text(cell), allowed)
    if value is None:
        raise NotAllowed("one of: " + ", ".join(value for value in allowed if value))
    return value


_BY_TYPE: dict[Any, Callable[[Cell], Any]] = {date: _day, float: _number, int: _count}
