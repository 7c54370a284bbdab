"""Cells: what one holds, and its address."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flows.model.material import Cell

LONGEST = 100_000
"""Characters that one cell may hold; Excel stops at 32,767."""
_NUMBERISH = re.compile(r"[\s\d.,:;/%€$£+\-–−()]*[\d%][\s\d.,:;/%€$£+\-–−()T Z]*")


def letters_of(column: int) -> str:
    """The letters of a column, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_of(letters: str) -> int:
    """The column of its letters, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def address(row: int, column: int) -> str:
    """The address of a cell, both counted from 0: (13, 0) is A14."""
    return f"{letters_of(column)}{row + 1}"


def cell(value: Any) -> Cell:
    """A cell as the rooms know it: blank text is None, whole numbers are integers, a length of time is text."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, timedelta):
        return _lasting(value)
    return value  # type: ignore[no-any-return]


def wordy(value: Cell) -> bool:
    """Whether a cell holds words, not a number, a date or nothing."""
    return isinstance(value, str) and not _NUMBERISH.fullmatch(value)


def _lasting(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
