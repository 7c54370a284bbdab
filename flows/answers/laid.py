"""Laid: where the columns and rows of a tab have come to lie in the workbook, whatever people did to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.answers.columns import AGAIN, DUPLICATE, KEY, STATE
from flows.answers.shown import chosen
from flows.model.board import Column, Grid
from flows.model.cells import blank, text
from flows.model.material import Cell

_Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Laid:
    """A tab's grid with its parts found. Rows and columns count from 0."""

    grid: Grid
    ids: int | None
    """The row of ids; or a blank row above the titles, where it may be written anew; None where there is none."""
    titles: int | None
    columns: Mapping[str, int]
    """Those of the tab's columns that are there; the leftmost of copies."""
    rows: tuple[tuple[int, str], ...]
    """(Row, key) of every row that has a key, from above."""
    loose: tuple[int, ...]
    """Rows without a key in which something is written."""

    def cell(self, row: int, column: str) -> Cell:
        """What stands there; None where the column is not there."""
        return at(self.grid.cells, row, self.columns[column]) if column in self.columns else None

    @property
    def keys(self) -> int:
        """The column that the rows are known by."""
        return next(self.columns[id_] for id_ in _KEYS if id_ in self.columns)

    @property
    def torn(self) -> tuple[int, ...]:
        """Rows whose two keys differ: somebody has sorted some of the columns without the others."""
        return tuple(row for row, key in self.rows if (first := text(self.cell(row, KEY.id))) and first != key)

    @property
    def width(self) -> int:
        return max(map(len, self.grid.cells), default=0)


def laid(grid: Grid, columns: Sequence[Column]) -> Laid | None:
    """The parts of a tab, or None where there is something and neither its ids nor its titles, or not the keys, can be found.

    Columns are known by the row of ids, then by their titles in either language; rows by their key, where they were sorted without it by the
    one that stands among the cells that people see.
    """
    ids = _row_of_ids(grid.cells, {column.id for column in columns})
    titles = _row_of_titles(grid.cells, columns, ids)
    found = _columns(grid.cells, columns, ids, titles)
    if not found.keys() & _KEYS:
        return None
    rows, loose = [], []
    headers = {place for place in (ids, titles) if place is not None}
    for row, cells in enumerate(grid.cells):
        key = next((key for id_ in _KEYS if id_ in found and (key := text(at(grid.cells, row, found[id_])))), "")
        if row in headers or _is_header(key):
            continue
        if key:
            rows.append((row, key))
        elif not all(map(blank, cells)):
            loose.append(row)
    return Laid(grid, _room_above(grid.cells, ids, titles), _room_below(grid.cells, ids, titles), found, tuple(rows), tuple(loose))


def empty(grid: Grid | None) -> bool:
    """Whether there is no tab, or nothing on it at all."""
    return grid is None or all(blank(cell) for row in grid.cells for cell in row)


def at(cells: _Rows, row: int, column: int) -> Cell:
    """A cell, None beyond the border."""
    return cells[row][column] if row < len(cells) and column < len(cells[row]) else None


def address(tab: str, row: int, column: int) -> str:
    """`board insights!F7`, as people count."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"board {tab}!{letters}{row + 1}"


def plain(title: Cell) -> str:
    """A title as it is compared."""
    return " ".join(text(title).casefold().split())


def titles_of(column: Column) -> frozenset[str]:
    """What a column is called in either language, as it is compared."""
    return frozenset(told for told in (plain(column.title.fi), plain(column.title.en)) if told)


def copies(found: Laid) -> Iterator[tuple[str, int]]:
    """(Id, column) of copies that people made of a column: they are columns of their own."""
    if found.ids is not None and found.ids < len(found.grid.cells):
        for place, cell in enumerate(found.grid.cells[found.ids]):
            if (id_ := text(cell)) in found.columns and found.columns[id_] != place:
                yield id_, place


def marked(found: Laid, row: int) -> bool:
    """Whether the machine has marked the row as one that does not count, for another has its key."""
    return chosen(found.cell(row, STATE.id), STATE.choices) == DUPLICATE


_KEYS = {AGAIN.id: AGAIN, KEY.id: KEY}
_TITLES = titles_of(KEY) | titles_of(AGAIN)
_HEADS = frozenset({*_TITLES, *_KEYS})


def _is_header(key: str) -> bool:
    """Whether a row is a copy of one of the header's."""
    return plain(key) in _HEADS


def _row_of_ids(cells: _Rows, ids: set[str]) -> int | None:
    for row, line in enumerate(cells):
        here = {text(cell) for cell in line}
        if here & _KEYS.keys() and len(here & ids) > 1:
            return row
    return None


def _row_of_titles(cells: _Rows, columns: Sequence[Column], ids: int | None) -> int | None:
    """The row that has a title of the keys; where there are no ids, and that of another column."""
    others = frozenset().union(*(titles_of(column) for column in columns if column.id not in _KEYS))
    for row, line in enumerate(cells):
        here = {plain(cell) for cell in line}
        if row != ids and here & _TITLES and (ids is not None or here & others):
            return row
    return None


def _columns(cells: _Rows, columns: Sequence[Column], ids: int | None, titles: int | None) -> dict[str, int]:
    found: dict[str, int] = {}
    known = {column.id for column in columns}
    for place, cell in enumerate(cells[ids]) if ids is not None else ():
        if (id_ := text(cell)) in known:
            found.setdefault(id_, place)
    free = _untold(cells, ids, titles)
    for column in columns:
        called = (place for place in free if plain(at(cells, titles or 0, place)) in titles_of(column))
        if column.id not in found and (place := next(called, -1)) >= 0:
            found[column.id] = place
    return found


def _untold(cells: _Rows, ids: int | None, titles: int | None) -> list[int]:
    """Columns with a title and no id."""
    if titles is None:
        return []
    return [place for place in range(len(cells[titles])) if ids is None or blank(at(cells, ids, place))]


def _room_above(cells: _Rows, ids: int | None, titles: int | None) -> int | None:
    if ids is None and titles and all(map(blank, cells[titles - 1])):
        return titles - 1
    return ids


def _room_below(cells: _Rows, ids: int | None, titles: int | None) -> int | None:
    if titles is None and ids is not None and (ids + 1 == len(cells) or all(map(blank, cells[ids + 1]))):
        return ids + 1
    return titles
