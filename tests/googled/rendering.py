"""How a cell's value is shown: FORMATTED_VALUE, UNFORMATTED_VALUE, FORMULA; times as serial numbers or text."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from googled.grid import Box, Cell, Tab

DAY_0 = datetime(1899, 12, 30)
TIMES = {"DATE": "yyyy-mm-dd", "DATE_TIME": "yyyy-mm-dd hh:mm:ss", "TIME": "hh:mm:ss"}
_PIECE = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dd|d|hh|h|ss|s|am/pm|\"[^\"]*\"|\\.|.", re.I)


def render(
    tab: Tab, area: Box, locale: str, option: str = "FORMATTED_VALUE", times: str = "SERIAL_NUMBER", major: str = "ROWS"
) -> list[list[Any]]:
    """Rows (or columns) of values; blank ends of rows and blank last rows are cut."""
    filled = tab.filled(area)
    if major == "COLUMNS":
        filled = [(column, row) for row, column in filled]
        top, left = area.left, area.top
    else:
        top, left = area.top, area.left
    rows: list[list[Any]] = [[] for _ in range(max((row for row, _ in filled), default=top - 1) - top + 1)]
    for row, column in sorted(filled):
        line = rows[row - top]
        line += [""] * (column - left - len(line))
        place = (column, row) if major == "COLUMNS" else (row, column)
        line.append(shown(tab.cells[place], locale, option, times))
    return rows


def shown(cell: Cell, locale: str, option: str, times: str = "SERIAL_NUMBER") -> Any:
    """One cell's value under the render options."""
    if option == "FORMULA" and cell.formula:
        return cell.formula
    if option == "FORMATTED_VALUE" or (option == "UNFORMATTED_VALUE" and times == "FORMATTED_STRING" and cell.kind in TIMES):
        return text(cell, locale)
    return tidy(cell.value)


def text(cell: Cell, locale: str) -> str:
    """What a person sees in the cell."""
    value = cell.value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if not isinstance(value, int | float):
        return str(value)
    if cell.kind in TIMES:
        return moment(float(value), cell.pattern or TIMES[cell.kind])
    return _number(float(value), cell, locale)


def tidy(value: Any) -> Any:
    """Whole numbers without a decimal point, as JSON of Google has them."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def moment(serial: float, pattern: str) -> str:
    """A serial number (days since 30 December 1899) in a date pattern."""
    when = DAY_0 + timedelta(seconds=round(serial * 86400))
    out, hours = [], False
    half = "am/pm" in pattern.lower()
    for piece in _PIECE.findall(pattern):
        low = piece.lower()
        minute = low in ("m", "mm") and hours
        hours = low in ("h", "hh") or (hours and not low.isalpha())
        hour = (when.hour % 12 or 12) if half else when.hour
        known = {
            "yyyy": f"{when.year:04d}",
            "yy": f"{when.year % 100:02d}",
            "mmmm": when.strftime("%B"),
            "mmm": when.strftime("%b"),
            "mm": f"{when.minute if minute else when.month:02d}",
            "m": f"{when.minute if minute else when.month}",
            "dd": f"{when.day:02d}",
            "d": str(when.day),
            "hh": f"{hour:02d}",
            "h": str(hour),
            "ss": f"{when.second:02d}",
            "s": str(when.second),
            "am/pm": "AM" if when.hour < 12 else "PM",
        }
        out.append(known.get(low, piece.strip('"').removeprefix("\\")))
    return "".join(out)


def marks(locale: str) -> tuple[str, str]:
    """The decimal mark and the thousands mark of a locale."""
    return (
        (".", ",")
        if locale[:2] in ("en", "ja", "zh", "ko", "he", "th")
        else (",", "\u00a0" if locale[:2] in ("fi", "fr", "sv", "nb", "cs", "pl", "uk", "ru") else ".")
    )


def _number(value: float, cell: Cell, locale: str) -> str:
    decimal, thousands = marks(locale)
    if not cell.pattern:
        plain = repr(tidy(_fifteen(value)))
        return (_plain(plain) if "e" in plain else plain).replace(".", decimal)
    percent = "%" in cell.pattern
    fitting = re.search(r"[#0][#0,.]*", cell.pattern)
    if fitting is None:
        return cell.pattern
    shape = fitting[0]
    places = len(shape.partition(".")[2])
    amount = Decimal(repr(value)) * (100 if percent else 1)
    rounded = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    written = f"{abs(rounded):,.{places}f}" if "," in shape else f"{abs(rounded):.{places}f}"
    if shape.endswith("#") and "." in shape:
        written = written.rstrip("0").rstrip(".")
    written = written.translate({ord(","): thousands, ord("."): decimal})
    whole = cell.pattern.replace(shape, written).replace('"', "").replace("\\", "")
    return f"-{whole}" if rounded < 0 else whole


def _fifteen(value: float) -> float:
    return float(f"{value:.15g}")


def _plain(text: str) -> str:
    mantissa, _, power = text.partition("e")
    return f"{mantissa}E{int(power):+03d}" if int(power) >= 15 or int(power) < -9 else format(Decimal(text), "f")
