"""Read: what people have written on the board, as answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, cast

from flows.answers.known import Known
from flows.answers.laid import Laid, address, copies, empty, laid, marked
from flows.answers.meant import Lost, Meaning, Named, Unknown
from flows.answers.oddities import Oddities
from flows.answers.settled import Places, settled
from flows.answers.tabs import columns_of
from flows.model.answers import ANSWERS, Answer, said
from flows.model.board import Board, Column, Grid, TabId
from flows.model.cells import NotAllowed, blank
from flows.model.issues import Issue

Remembered = Mapping[str, Mapping[str, Answer]]
"""Answers by tab and key, as the ledger has them."""


def read(
    board: Board, remembered: Remembered, known: Known, today: date, hide: Callable[[str], str]
) -> tuple[dict[str, dict[str, Answer]], tuple[Issue, ...]]:
    """All answers that hold now, by tab and key, and what is odd. Every tab is among them, also an empty one.

    An emptied cell takes its answer back. What was deleted (a row, a column, a tab, the board) does not: what is `remembered` stands, and so
    it does for a cell that holds what its column does not allow. `hide` takes personal data out of every free text before it is kept.
    `written` says of each cell since when it is as it is: the remembered day, or `today` where it has changed.
    """
    odd = Oddities()
    answers: dict[str, dict[str, Answer]] = {}
    places: Places = {}
    kept = sum(map(len, remembered.values()))
    if not board.grids and kept:
        odd.add("board-deleted", "board", what="The board", is_="is", number=kept)
    for tab, kind in ANSWERS.items():
        before = remembered.get(tab, {})
        reading = _Reading(tab, Meaning(kind, known, hide), before, today, odd, bool(board.grids))
        answers[tab] = reading.answers(board.grids.get(tab))
        places.update(reading.places)
    return settled(answers, places, known, odd), odd.told()


@dataclass(frozen=True)
class _Row:
    """What people wrote in one row."""

    at: int
    values: Mapping[str, Any]
    """By column id; only what says something."""
    wrong: tuple[tuple[Column, NotAllowed], ...]


@dataclass
class _Reading:
    """One tab on its way to answers."""

    tab: str
    meaning: Meaning
    before: Mapping[str, Answer]
    today: date
    odd: Oddities
    known_board: bool
    places: Places = field(default_factory=dict)

    def answers(self, grid: Grid | None) -> dict[str, Answer]:
        if grid is None or empty(grid):
            if self.known_board and self.before:
                self._deleted("The tab", "is", len(self.before))
            return dict(self.before)
        found = laid(grid, self._columns)
        if found is None:
            self.odd.add("board-header", f"board {self.tab}")
            return dict(self.before)
        self._tell_columns(found)
        if found.torn:
            self.odd.add("board-torn", address(self.tab, found.torn[0], found.keys), number=len(found.torn))
        for row in found.loose:
            self.odd.add("board-row", address(self.tab, row, 0))
        return self._read(found)

    def _read(self, found: Laid) -> dict[str, Answer]:
        by_key: dict[str, list[int]] = {}
        for row, key in found.rows:
            by_key.setdefault(key, []).append(row)
        missing = {key: answer for key, answer in self.before.items() if key not in by_key}
        if deleted := missing.keys() & self._shown:
            self._deleted("Rows", "are", len(deleted))
        read = {key: answer for key, rows in by_key.items() if (answer := self._answer(found, key, rows))}
        return dict(sorted((missing | read).items()))

    def _answer(self, found: Laid, key: str, rows: list[int]) -> Answer | None:
        read = [self._row(found, key, row) for row in rows]
        row = self._counting(found, key, read)
        if key not in self.before and key not in self._keys:
            if row.values or row.wrong:
                self.odd.add("board-row", address(self.tab, row.at, found.keys))
            return None
        for column, wrong in row.wrong:
            self._tell(wrong, column, address(self.tab, row.at, found.columns[column.id]), key)
        for column in self._people:
            if column.id in found.columns:
                self.places[self.tab, key, column.id] = address(self.tab, row.at, found.columns[column.id])
        return self._made(key, row.values)

    def _made(self, key: str, values: Mapping[str, Any]) -> Answer | None:
        if not values:
            return None
        before = self.before.get(key)
        old, days = (said(before), before.written) if before else ({}, {})
        answer = self.meaning.answer(key=key, **values)
        now = said(answer.without_names())
        written = {id_: days.get(id_, self.today) if old.get(id_) == now.get(id_) else self.today for id_ in values}
        return answer.model_copy(update={"written": written})

    def _row(self, found: Laid, key: str, row: int) -> _Row:
        """What is remembered stands for cells that cannot be understood, and for columns that are not there."""
        old = said(self.before[key]) if key in self.before else {}
        values: dict[str, Any] = {}
        wrong: list[tuple[Column, NotAllowed]] = []
        for column in self._people:
            try:
                value = self.meaning.of(found.cell(row, column.id), column) if column.id in found.columns else old.get(column.id)
            except NotAllowed as refused:
                value = old.get(column.id)
                wrong.append((column, refused))
            if value not in (None, "", (), {}):
                values[column.id] = value
        return _Row(row, values, tuple(wrong))

    def _counting(self, found: Laid, key: str, rows: list[_Row]) -> _Row:
        """Of rows with one key: those that are not marked as duplicates, then those that say something, then what is new, then the uppermost."""
        unmarked = [row for row in rows if not marked(found, row.at)] or rows
        telling = [row for row in unmarked if row.values or row.wrong] or unmarked
        old = said(self.before[key]) if key in self.before else {}
        news = [row for row in telling if row.values != old]
        counting = news[0] if len(news) == 1 else telling[0]
        for row in rows:
            if (row.values or row.wrong) and row.values != counting.values:
                self.odd.add("board-duplicate", address(self.tab, row.at, found.keys), row=counting.at + 1)
        return counting

    def _tell(self, wrong: NotAllowed, column: Column, where: str, key: str) -> None:
        old = said(self.before[key]).get(column.id) if key in self.before else None
        stands = "it counts as empty" if old is None else "what was read before stands"
        facts = {"column": column.id, "stands": stands}
        if isinstance(wrong, Unknown):
            few = ", ".join(sorted(self.meaning.known.themes)) if self.tab != "insights" and len(self.meaning.known.themes) <= 12 else ""
            self.odd.add("board-unknown", where, **facts, thing=str(wrong), allowed=f": {few}" if few else "")
        elif isinstance(wrong, Named):
            self.odd.add("board-name", where, **facts)
        elif isinstance(wrong, Lost):
            self.odd.add("board-labels", where, **facts)
        else:
            self.odd.add("board-cell", where, **facts, allowed=str(wrong))

    def _tell_columns(self, found: Laid) -> None:
        people = {column.id for column in self._people}
        for id_ in sorted(people - found.columns.keys()):
            number = sum(id_ in said(answer) for answer in self.before.values())
            if number:
                self._deleted(f"Column `{id_}`", "is", number)
        for id_, place in copies(found):
            if id_ in people and any(
                not blank(found.grid.cells[row][place]) for row, _ in found.rows if place < len(found.grid.cells[row])
            ):
                self.odd.add("board-column", address(self.tab, found.ids or 0, place), column=id_)

    def _deleted(self, what: str, is_: str, number: int) -> None:
        self.odd.add("board-deleted", f"board {self.tab}", what=what, is_=is_, number=number)

    @cached_property
    def _columns(self) -> tuple[Column, ...]:
        return columns_of(cast(TabId, self.tab), self.meaning.known)

    @cached_property
    def _people(self) -> tuple[Column, ...]:
        return tuple(column for column in self._columns if column.owner == "person")

    @cached_property
    def _keys(self) -> frozenset[str]:
        known = self.meaning.known
        return known.keys.get(self.tab, frozenset()) | self._shown

    @cached_property
    def _shown(self) -> frozenset[str]:
        return self.meaning.known.shown.get(self.tab, frozenset())
