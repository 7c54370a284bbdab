"""How a cell takes what it is given: RAW, or USER_ENTERED as if a person typed it."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from googled import formulas
from googled.grid import Cell, Tab
from googled.rendering import DAY_0, marks

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
SLASHED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?: (\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
DATES = {
    "en_US": "m/d/yyyy",
    "fi_FI": "d.m.yyyy",
    "en_GB": "dd/mm/yyyy",
    "fr_FR": "dd/mm/yyyy",
    "de_DE": "dd.mm.yyyy",
    "sv_SE": "yyyy-mm-dd",
}


def put(cell: Cell, value: Any) -> None:
    """RAW: text stays text; Python's dates become serial numbers with a format."""
    cell.formula = ""
    if isinstance(value, datetime):
        cell.value, cell.kind, cell.pattern = serial(value), "DATE_TIME", "yyyy-mm-dd hh:mm:ss"
    elif isinstance(value, date):
        cell.value, cell.kind, cell.pattern = serial(datetime.combine(value, time())), "DATE", "yyyy-mm-dd"
    else:
        cell.value = value


def enter(cell: Cell, typed: Any, locale: str, tab: Tab) -> None:
    """USER_ENTERED: numbers, percents, money, dates, truth values and formulas are read as the locale writes them."""
    cell.formula = ""
    if not isinstance(typed, str):
        cell.value = typed
        return
    if typed.startswith("'"):
        cell.value = typed[1:]
        return
    if typed.startswith("=") and len(typed) > 1:
        cell.formula, cell.value = typed, formulas.value(typed, tab, locale)
        return
    if typed.strip().upper() in ("TRUE", "FALSE"):
        cell.value = typed.strip().upper() == "TRUE"
        return
    found = _time(typed.strip(), locale) or _number(typed.strip(), locale)
    if found is None:
        cell.value = typed
        return
    cell.value = found[0]
    if found[1]:
        cell.kind, cell.pattern = found[1], found[2]


def serial(when: datetime) -> float | int:
    """Days since 30 December 1899, the day 0 of Sheets."""
    days = (when.replace(tzinfo=None) - DAY_0) / timedelta(days=1)
    return int(days) if days == int(days) else days


def _number(text: str, locale: str) -> tuple[float | int, str, str] | None:
    decimal, thousands = marks(locale)
    plain = re.fullmatch(
        rf"([-+]?)([$€£]?)(\d{{1,3}}(?:[{re.escape(thousands)} ]\d{{3}})+|\d*)(?:{re.escape(decimal)}(\d*))?(?:[eE]([-+]?\d+))?\s?([%€]?)",
        text,
    )
    if plain is None or not (plain[3] or plain[4]):
        return None
    whole = re.sub(r"\D", "", plain[3])
    value: float | int = float(f"{whole or 0}.{plain[4] or 0}e{plain[5] or 0}")
    value = -value if plain[1] == "-" else value
    grouped = whole != plain[3]
    places = min(2, len(plain[4] or ""))
    ending = "." + "0" * 2 if places else ""
    if plain[6] == "%":
        return _whole(value / 100), "PERCENT", f"0{ending}%"
    if plain[2] or plain[6]:
        return _whole(value), "CURRENCY", f"{plain[2]}#,##0{ending}{plain[6]}"
    if plain[5]:
        return _whole(value), "SCIENTIFIC", ""
    return _whole(value), "NUMBER" if grouped else "", f"#,##0{ending}" if grouped else ""


def _whole(value: float | int) -> float | int:
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def _time(text: str, locale: str) -> tuple[float | int, str, str] | None:
    iso, slashed, clock = ISO.fullmatch(text), SLASHED.fullmatch(text), CLOCK.fullmatch(text)
    try:
        if iso:
            when = datetime(*(int(part or 0) for part in iso.groups()))  # type: ignore[arg-type]
            return serial(when), "DATE_TIME" if iso[4] else "DATE", "yyyy-mm-dd hh:mm:ss" if iso[4] else "yyyy-mm-dd"
        if slashed:
            day, month = (3, 1) if locale == "en_US" else (1, 3)
            hours = [int(slashed[group] or 0) for group in (5, 6, 7)]
            when = datetime(int(slashed[4]), int(slashed[month]), int(slashed[day]), *hours)
            pattern = DATES.get(locale, "d.m.yyyy")
            return serial(when), "DATE_TIME" if slashed[5] else "DATE", pattern + (" hh:mm:ss" if slashed[5] else "")
        if clock:
            return (int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)) / 86400, "TIME", "hh:mm:ss"
    except ValueError:
        return None
    return None
