"""Merge: the least that is to be done to the board, so that it says what the machine has to say and keeps what people wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from flows.answers.columns import AGAIN, DUPLICATE, GONE, KEY, STATE
from flows.answers.laid import Laid, at, empty, laid, marked, plain, titles_of
from flows.answers.shown import same, shown, written
from flows.model.answers import Answer
from flows.model.board import HEADER_ROWS, Board, Column, Grid, Patch, Tab
from flows.model.cells import blank
from flows.model.material import Cell


def merged(board: Board, tabs: Sequence[Tab], answers: Mapping[str, Mapping[str, Answer]], language: str = "fi") -> tuple[Patch, ...]:
    """A patch a tab, in the order of `tabs`; idle where nothing is to be done. Titles and choices are told in `language`.

    Machine cells are mended by key, wherever row and column have gone. New rows go to the end, missing columns to the right, with people's
    cells put back from `answers`. A row of what is no more goes if nobody has written in it, else its machine cells are emptied and its state
    is `gone`; of rows with one key that which says what `answers` say counts, and the others are `duplicate`. A tab whose header is not to be
    recognised is left alone. No cell of a person's is in a patch, unless it is empty on the board because its column or row was deleted.
    """
    return tuple(_patch(tab, board.grids.get(tab.id), answers.get(tab.id, {}), language) for tab in tabs)


def _patch(tab: Tab, grid: Grid | None, answers: Mapping[str, Answer], language: str) -> Patch:
    if grid is None or empty(grid):
        return _anew(tab, answers, language)
    found = laid(grid, tab.columns)
    return _Merging(tab, found, answers, language).patch() if found else Patch(tab)


def _anew(tab: Tab, answers: Mapping[str, Answer], language: str) -> Patch:
    """A tab that is not there yet, in the machine's order."""
    heads = [(0, place, column.id) for place, column in enumerate(tab.columns)]
    titles = [(HEADER_ROWS - 1, place, column.title.told(language)) for place, column in enumerate(tab.columns)]
    ids = tuple(column.id for column in tab.columns)
    rows = tuple(_whole(tab.columns, row, answers.get(str(row[KEY.id])), language) for row in tab.rows)
    return Patch(tab, ids, (*heads, *titles), rows)


def _whole(columns: Sequence[Column | None], row: Mapping[str, Cell], answer: Answer | None, language: str) -> tuple[Cell, ...]:
    """A new row: the machine's cells, and people's from the ledger. Columns that people have added are empty."""
    return tuple(_cell(column, row, answer, language) if column else None for column in columns)


def _cell(column: Column, row: Mapping[str, Cell], answer: Answer | None, language: str) -> Cell:
    if column.owner == "machine":
        return shown(row.get(column.id), column, language)
    return written(answer, column, language)


@dataclass(frozen=True)
class _Merging:
    """One tab on its way to a patch."""

    tab: Tab
    found: Laid
    answers: Mapping[str, Answer]
    language: str
    cells: list[tuple[int, int, Cell]] = field(default_factory=list)

    def patch(self) -> Patch:
        self._header()
        for row, key in self.found.rows:
            if row not in self._spent:
                self._machine_cells(row, self._wanted(row, key))
        present = {key for _, key in self.found.rows}
        by_id = {column.id: column for column in self.tab.columns}
        columns = tuple(by_id.get(id_) for id_ in self._ids)
        fresh = [row for row in self.tab.rows if str(row[KEY.id]) not in present]
        return Patch(
            tab=self.tab,
            columns=self._ids,
            cells=tuple(sorted(self.cells, key=lambda cell: cell[:2])),
            appended=tuple(_whole(columns, row, self.answers.get(str(row[KEY.id])), self.language) for row in fresh),
            restored=tuple(self._restored()),
            spent=self._spent,
        )

    @cached_property
    def _places(self) -> dict[str, int]:
        """Every column's place, those that are missing at the right end."""
        missing = [column.id for column in self.tab.columns if column.id not in self.found.columns]
        return {**self.found.columns, **{id_: self.found.width + more for more, id_ in enumerate(missing)}}

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        """From left to right; empty for columns that people have added."""
        by_place = {place: id_ for id_, place in self._places.items()}
        return tuple(by_place.get(place, "") for place in range(max(self.found.width, 1 + max(by_place))))

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, Cell]]:
        return {str(row[KEY.id]): row for row in self.tab.rows}

    @cached_property
    def _counting(self) -> dict[str, int]:
        """The row that counts, of those with one key: not marked as a duplicate, written in, as the ledger has it, the uppermost."""
        by_key: dict[str, list[int]] = {}
        for row, key in self.found.rows:
            by_key.setdefault(key, []).append(row)
        return {key: min(rows, key=lambda row: self._order(row, key)) if len(rows) > 1 else rows[0] for key, rows in by_key.items()}

    def _order(self, row: int, key: str) -> tuple[bool, bool, int, int]:
        people = [c for c in self.tab.columns if c.owner == "person" and c.id in self.found.columns]
        told = [(self.found.cell(row, c.id), written(self.answers.get(key), c, self.language), c) for c in people]
        agreeing = sum(same(cell, answer, column) for cell, answer, column in told)
        return marked(self.found, row), not self._used(row), -agreeing, row

    @cached_property
    def _spent(self) -> tuple[int, ...]:
        return tuple(row for row, key in self.found.rows if not self._used(row) and self._state(row, key))

    def _state(self, row: int, key: str) -> str:
        if self._counting[key] != row:
            return DUPLICATE
        return "" if key in self._rows else GONE

    def _used(self, row: int) -> bool:
        """Whether a person has written in it, in columns of their own too."""
        machines = {self.found.columns[c.id] for c in self.tab.columns if c.owner == "machine" and c.id in self.found.columns}
        return any(not blank(cell) for place, cell in enumerate(self.found.grid.cells[row]) if place not in machines)

    def _wanted(self, row: int, key: str) -> Mapping[str, Cell]:
        """Machine cells of a row. Of what is no more nothing is left but the key: it may have been erased because somebody asked for it."""
        return {**self._rows.get(key, {}), KEY.id: key, AGAIN.id: key, STATE.id: self._state(row, key)}

    def _machine_cells(self, row: int, wanted: Mapping[str, Cell]) -> None:
        for column in self.tab.columns:
            if column.owner == "machine":
                told = shown(wanted.get(column.id), column, self.language)
                if not same(self._now(row, column.id), told):
                    self.cells.append((row, self._places[column.id], told))

    def _now(self, row: int, id_: str) -> Cell:
        return at(self.found.grid.cells, row, self._places[id_])

    def _header(self) -> None:
        """Ids and titles that are missing or, of the machine's columns, were changed. What people call their own columns stays."""
        for column in self.tab.columns:
            if self.found.ids is not None and blank(self._now(self.found.ids, column.id)):
                self.cells.append((self.found.ids, self._places[column.id], column.id))
            if self.found.titles is not None and self._is_ours(column):
                title = column.title.told(self.language)
                if not same(self._now(self.found.titles, column.id), title):
                    self.cells.append((self.found.titles, self._places[column.id], title))

    def _is_ours(self, column: Column) -> bool:
        now = self._now(self.found.titles or 0, column.id)
        return column.owner == "machine" or blank(now) or plain(now) in titles_of(column)

    def _restored(self) -> Iterator[tuple[int, int, Cell]]:
        """People's cells of columns that were deleted, in the rows that count."""
        missing = [c for c in self.tab.columns if c.owner == "person" and c.id not in self.found.columns]
        for row, key in self.found.rows:
            if missing and self._counting[key] == row and row not in self._spent:
                for column in missing:
                    if not blank(told := written(self.answers.get(key), column, self.language)):
                        yield row, self._places[column.id], told
