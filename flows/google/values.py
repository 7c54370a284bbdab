"""Values: what a Google Sheet's cells hold, in few questions, with days and hours told from numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal

from flows.errors import Unreadable
from flows.model.material import Cell

if TYPE_CHECKING:
    from flows.google.client import Client

LONGEST_QUESTION = 6000
"""Letters of tabs' names in one question: addresses have an end."""
ERRORS = frozenset({"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!"})
DAY_0 = datetime(1899, 12, 30)
_DURATIONS_END = 366.0
"""A length of time is a number of days, too: nobody writes dates of the year 1900."""

Values = list[list[Any]]


def values(client: Client, id: str, titles: Sequence[str], dates: Literal["SERIAL_NUMBER", "FORMATTED_STRING"]) -> list[Values]:
    """The rows of the tabs of these titles, blank ends cut. Raises Unreachable, Unreadable."""
    params = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": dates, "majorDimension": "ROWS"}
    found: list[Values] = []
    for ranges in _questions(quoted(title) for title in titles):
        answer = client.values_batch_get(id, ranges, params=dict(params)).get("valueRanges", ())
        found += [one.get("values", []) for one in answer]
    if len(found) != len(titles):
        raise Unreadable("bad-answer", "Google did not send every tab of the spreadsheet.", "Capture again.")
    return found


def quoted(title: str) -> str:
    """A tab's title as addresses have it."""
    return "'" + title.replace("'", "''") + "'"


def told(value: Any, shown: Any) -> Any:
    """A value, of which `shown` is how Google writes it once it is asked to write days: errors are None, numbers of days are days."""
    if isinstance(value, str) and value in ERRORS:
        return None
    if is_number(value) and isinstance(shown, str):
        return _moment(float(value), shown)
    return value


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _questions(ranges: Iterable[str]) -> list[list[str]]:
    questions: list[list[str]] = [[]]
    for one in ranges:
        if sum(map(len, questions[-1])) + len(one) > LONGEST_QUESTION:
            questions.append([])
        questions[-1].append(one)
    return [question for question in questions if question]


def _moment(serial: float, shown: str) -> Cell:
    """A day, a time of day or both; a length of time as it is written. Days are counted from 30 December 1899."""
    if not 0 <= serial < 2_958_466:
        return shown
    at = DAY_0 + timedelta(seconds=round(serial * 86_400))
    if serial < 1:
        return at.time()
    if serial < _DURATIONS_END:
        return shown
    return at.date() if at.time() == time() else at
