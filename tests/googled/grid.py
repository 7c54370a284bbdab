"""A tab's cells, and A1 addresses over them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from googled.wire import Fault

_CELL = re.compile(r"^\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?$")
_LOOKS_LIKE_A_CELL = re.compile(r"^[A-Za-z]{1,3}[0-9]+$|^[Rr][0-9]*[Cc][0-9]*$")


@dataclass(frozen=True)
class Box:
    """Rows `top` to `bottom` and columns `left` to `right`, counted from 0, the ends not within."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        return self.bottom - self.top

    @property
    def columns(self) -> int:
        return self.right - self.left

    def meets(self, other: Box) -> bool:
        return self.top < other.bottom and other.top < self.bottom and self.left < other.right and other.left < self.right

    def a1(self) -> str:
        first = f"{letters(self.left)}{self.top + 1}"
        return first if self.rows == self.columns == 1 else f"{first}:{letters(self.right - 1)}{self.bottom}"

    def wire(self, sheet: int | None = None) -> dict[str, int]:
        """A GridRange as Google writes it: `sheetId` 0 is written only where it asks for it."""
        found = {"startRowIndex": self.top, "endRowIndex": self.bottom, "startColumnIndex": self.left, "endColumnIndex": self.right}
        return found if sheet is None else {"sheetId": sheet, **found}


@dataclass
class Cell:
    """`value` as it counts (text, number, truth), `formula` as it was entered, `kind` and `pattern` of its number format."""

    value: Any = None
    formula: str = ""
    kind: str = ""
    pattern: str = ""
    note: str = ""
    style: dict[str, Any] = field(default_factory=dict)
    validation: dict[str, Any] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return self.value in (None, "") and not self.formula

    def clear(self) -> None:
        self.value, self.formula = None, ""


@dataclass
class Tab:
    """One sheet of a spreadsheet: its grid is `rows` by `columns`; `cells` has what is not blank by (row, column)."""

    id: int
    title: str
    rows: int = 1000
    columns: int = 26
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[Box] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    grid: dict[str, Any] = field(default_factory=dict)
    filter: dict[str, Any] = field(default_factory=dict)
    protected: list[dict[str, Any]] = field(default_factory=list)
    groups: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    dimensions: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Cell:
        """The cell, made if it was blank; the grid grows to hold it."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        return self.cells.setdefault((row, column), Cell())

    def whole(self) -> Box:
        return Box(0, 0, self.rows, self.columns)

    def filled(self, box: Box) -> list[tuple[int, int]]:
        return [(row, column) for (row, column), cell in self.cells.items() if not cell.empty and _within(box, row, column)]


def address(tab: Tab, box: Box) -> str:
    """`Sheet1!A1:B2`, the title in quotes where Google puts them."""
    return f"{quoted(tab.title)}!{box.a1()}"


def quoted(title: str) -> str:
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", title) and not _LOOKS_LIKE_A_CELL.match(title)
    return title if plain else "'" + title.replace("'", "''") + "'"


def split(text: str) -> tuple[str, str]:
    """`'My tab'!A1:B2` into title and cells; without `!` either may be empty."""
    match = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text, re.S)
    if match:
        return match[1].replace("''", "'"), match[2] or ""
    title, mark, cells = text.rpartition("!")
    return (title, cells) if mark else ("", text)


def box(cells: str, tab: Tab) -> Box | None:
    """The box of `A1:B2`, `A:C`, `2:2`, `A1:B`, `C3`, within the grid where an end is open; None when it is no address."""
    first, _, last = cells.partition(":")
    start, end = _corner(first), _corner(last or first)
    if start is None or end is None:
        return None
    rows = [start[0], end[0]]
    columns = [start[1], end[1]]
    if None not in rows:
        rows.sort()
    if None not in columns:
        columns.sort()
    top = rows[0] if rows[0] is not None else (rows[1] if last and rows[1] is not None else 0)
    left = columns[0] if columns[0] is not None else (columns[1] if last and columns[1] is not None else 0)
    bottom = tab.rows if rows[1] is None else rows[1] + 1
    right = tab.columns if columns[1] is None else columns[1] + 1
    return Box(top, left, max(bottom, top + 1), max(right, left + 1))


def of_wire(given: dict[str, Any], tab: Tab) -> Box:
    """A GridRange's box; what is not given is the grid's end."""
    top, left = given.get("startRowIndex", 0), given.get("startColumnIndex", 0)
    return Box(top, left, given.get("endRowIndex", tab.rows), given.get("endColumnIndex", tab.columns))


def letters(column: int) -> str:
    found, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def unparsable(text: str) -> Fault:
    return Fault(400, f"Unable to parse range: {text}", "INVALID_ARGUMENT")


def _corner(text: str) -> tuple[int | None, int | None] | None:
    match = _CELL.match(text)
    if not text or match is None or not (match[1] or match[2]):
        return None
    column = None
    if match[1]:
        column = 0
        for letter in match[1].upper():
            column = column * 26 + ord(letter) - 64
        column -= 1
    row = int(match[2]) - 1 if match[2] else None
    return None if row == -1 else (row, column)


def _within(box: Box, row: int, column: int) -> bool:
    return box.top <= row < box.bottom and box.left <= column < box.right
