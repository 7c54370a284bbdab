"""Rows: what a row of a sheet is known by, however the sheet is sorted and whatever its columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time

from flows.model.material import Cell
from flows.model.noun import digest_of
from flows.text.words import normal

_SIGNS = "BCDFGHJKLMNPQRSTVWXZ"  # consonants alone: never a word, a number or a plate
_LENGTH = 8
"""20 to the power of 8: of a hundred thousand rows two share a name with a probability of 18 %, and are then told apart by their words."""
_SECONDS = re.compile(r"\d{1,2}[:.]\d{2}[:.]\d{2}")


class RowNames:
    """Names for the rows of one workbook, such as `R-KQDBCFGH`; an id that is a person's number is hidden by it.

    `W-…` is made of nothing but the row's words: it changes with them, and of equal rows it cannot tell which is which.
    """

    def __init__(self) -> None:
        self._met: Counter[tuple[str, ...]] = Counter()

    def of(self, told: str, when: Cell, texts: Sequence[str]) -> str:
        """From the row's own id `told`; else from the second it was sent at, as forms note it; else from its words. Equal ones are numbered."""
        basis = ("id", told) if told else ("time", moment) if (moment := _moment(when)) else ("words", *map(normal, texts))
        number = int(digest_of(*basis, str(self._met[basis])), 16)
        self._met[basis] += 1
        return ("W-" if basis[0] == "words" else "R-") + "".join(
            _SIGNS[number // len(_SIGNS) ** place % len(_SIGNS)] for place in range(_LENGTH)
        )


def lasting(row: str) -> str:
    """The name of a row that is known by more than its words; empty for the others."""
    return "" if row.startswith("W-") else row


def _moment(cell: Cell) -> str:
    """A cell that holds a day and the time of day to the second; a mere day is shared by many rows."""
    if isinstance(cell, datetime) and cell.time() != time():
        return cell.isoformat()
    return cell.strip() if isinstance(cell, str) and _SECONDS.search(cell) else ""
