"""Board: the workbook where people answer back. The machine owns some columns and rewrites them; the others are people's.

A tab is known by its id, a column by its id in the tab's first row (which is hidden), a row by its key in the tab's first column. The second
row is the header that people read. So a column may be renamed or moved, and a row sorted, without anything losing its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from flows.model.material import Cell
from flows.model.noun import Words

HEADER_ROWS = 2
"""The hidden row of ids, and the row of titles."""

NO_WORDS = Words()

TabId = Literal["insights", "questions", "themes", "observations", "documents", "read-me"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a drop-down: what is kept, and what people read."""

    value: str
    title: Words


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a tab."""

    id: str
    title: Words
    owner: Literal["machine", "person"] = "machine"
    note: Words = NO_WORDS
    """The comment that explains it."""
    choices: tuple[Choice, ...] = ()
    form: Literal["text", "number", "percent", "date", "link"] = "text"
    width: int = 16
    """In characters."""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """What the machine has to say on one tab, in order. The first column is the key."""

    id: TabId
    title: Words
    note: Words = NO_WORDS
    columns: tuple[Column, ...] = ()
    rows: tuple[Mapping[str, Cell], ...] = ()
    """Cells by column id: the machine's."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A tab as it lies in the workbook: every row from the first, ids and titles included. Rows may be of different length."""

    cells: tuple[tuple[Cell, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """All tabs that were found, by id, and what they looked like, so that a later change can be noticed."""

    grids: Mapping[str, Grid] = field(default_factory=dict)
    stamp: str = ""
    """Empty where there is no board yet."""


@dataclass(frozen=True, slots=True)
class Patch:
    """What is to be done to one tab. Rows and columns count from 0 in the grid that was read. Nothing of a person's is in `cells`."""

    tab: Tab
    columns: tuple[str, ...] = ()
    """Ids of the columns from left to right, as they are to stand; empty for columns that people have added."""
    cells: tuple[tuple[int, int, Cell], ...] = ()
    """(Row, column, value) of machine cells that differ, titles and ids among them."""
    appended: tuple[tuple[Cell, ...], ...] = ()
    """New rows, whole; people's cells in them only where they are put back from the ledger."""
    restored: tuple[tuple[int, int, Cell], ...] = ()
    """People's cells of existing rows that are empty because their column was deleted, put back from the ledger."""
    spent: tuple[int, ...] = ()
    """Rows of things that are no more and in which nobody has written: they may go."""

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.cells or self.appended or self.restored or self.spent)
