"""Marks: the cell above the keys says which tab this is, so that a tab may be renamed, moved, or pushed down by rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flows.boards.cells import read
from flows.model.board import Column, Grid, Patch
from flows.model.material import Cell, Trouble

SEARCHED = 10
"""Rows from the top in which the mark is looked for: somebody may have put a title above it."""
_MARK = re.compile(r"uoma:([a-z-]+):(\S+)")
READ_ME = "read-me"
"""The tab that explains the board: it stands first, and is not filtered."""
AGAIN = "again"
"""The column that repeats the key among the cells that people see: it goes along where rows are sorted without the hidden one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet of the workbook that is a tab of the board: the sheet's title, the tab's id, and the row of ids, counted from 0."""

    title: str
    tab: str
    top: int


def mark(tab: str, key: str) -> str:
    """What stands in the row of ids above the keys, in place of the key column's id."""
    return f"uoma:{tab}:{key}"


def plain(written: Cell) -> str:
    """The id of a column as its cell in the row of ids has it; the empty string for a column that people have added."""
    text = str(written or "").strip()
    match = _MARK.fullmatch(text)
    return match[2] if match else text


def tab_name(tab: str) -> str:
    """The name that the workbook has for a tab, by which it is known when its mark was deleted."""
    return "uoma_tab_" + tab.replace("-", "_")


def key_at(ids: Sequence[Cell]) -> int:
    """The place of the keys' column in a row of ids as it is written; -1 where none is marked."""
    return next((at for at, one in enumerate(ids) if isinstance(one, str) and _MARK.fullmatch(one.strip())), -1)


def ids_of(patch: Patch) -> tuple[str, ...]:
    """A patch's row of ids as it is to be written."""
    key = patch.tab.columns[0].id
    return tuple(mark(patch.tab.id, id) if id == key else id for id in patch.columns)


def columns_of(patch: Patch) -> dict[int, Column]:
    """The tab's columns by their places, counted from 0."""
    known = {column.id: column for column in patch.tab.columns}
    return {at: known[id] for at, id in enumerate(patch.columns) if id in known}


def found_in(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> tuple[dict[str, Found], list[Found]]:
    """Tabs of the board by id, among the first rows of all sheets by title, and the sheets that are copies of one.

    A copy has the longer title in every program: `Insights (2)`, `Copy of Insights`.
    """
    marked = [found for title, rows in sheets.items() if (found := _marked(title, rows))]
    kept: dict[str, Found] = {}
    for found in sorted(marked, key=lambda one: len(one.title)):
        kept.setdefault(found.tab, found)
    return kept, [found for found in marked if kept[found.tab] is not found]


def grid(rows: Iterable[Sequence[Cell]]) -> Grid:
    """A grid from the row of ids on, with plain ids and without blank ends."""
    lines = [_trimmed([read(cell) for cell in row]) for row in rows]
    while lines and not lines[-1]:
        lines.pop()
    if lines:
        lines[0] = tuple(plain(cell) or None for cell in lines[0])
    return Grid(tuple(lines))


def copies(found: Iterable[Found]) -> list[Trouble]:
    """What is said of copies of a tab."""
    what = "This sheet is a copy of a tab of the board, and what is written on it is not read."
    hint = "Write on the tab itself, or delete the copy."
    return [Trouble("board-copy", one.title, what, hint) for one in found]


def unmarked(patches: Iterable[Patch], titles: Iterable[str], language: str) -> list[Trouble]:
    """What is said where a tab is made anew and a sheet has its title already: it may be the tab, with its hidden top row deleted."""
    taken = {title.casefold() for title in titles}
    what = "A sheet has this tab's title, and not the hidden top row by which the tab is known, so the tab was made anew beside it."
    hint = "Write on the new tab. What was last written on the other sheet is there still: copy it over, then delete or rename that sheet."
    made = [patch.tab.title.told(language) or patch.tab.id for patch in patches]
    return [Trouble("board-unmarked", title, what, hint) for title in made if title.casefold() in taken]


def _marked(title: str, rows: Sequence[Sequence[Cell]]) -> Found | None:
    for top, row in enumerate(rows[:SEARCHED]):
        for cell in row:
            match = _MARK.fullmatch(cell.strip()) if isinstance(cell, str) else None
            if match:
                return Found(title, match[1], top)
    return None


def _trimmed(row: list[Cell]) -> tuple[Cell, ...]:
    while row and row[-1] is None:
        row.pop()
    return tuple(row)
