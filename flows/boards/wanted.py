"""Wanted: what a patch wants, by keys and columns instead of places, so that it can be written wherever those have gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flows.boards.cells import same
from flows.boards.lying import Lying, Who
from flows.boards.marks import AGAIN, mark
from flows.model.board import Grid, Patch, Tab
from flows.model.material import Cell

Place = tuple[int, int]


@dataclass(frozen=True)
class Wanted:
    """What one patch wants of its tab."""

    patch: Patch
    machine: Mapping[tuple[Who, str], Cell] = field(default_factory=dict)
    heads: Mapping[str, tuple[Cell, Cell]] = field(default_factory=dict)
    """Titles by column: what was read there, and what is to stand there."""
    restored: Mapping[tuple[Who, str], Cell] = field(default_factory=dict)

    def cells(self, lies: Lying) -> dict[Place, Cell]:
        """What is to be written now, and where. Cells that hold it already are left out, and so are those that people have written in since."""
        places = {**lies.places, **self.added(lies)}
        found: dict[Place, Cell] = {}
        for (who, id), value in self.machine.items():
            if who in lies.who and id in places:
                found[lies.who[who], places[id]] = value
        for (who, id), value in self.restored.items():
            if who in lies.who and id in places and lies.at(lies.who[who], places[id]) is None:
                found[lies.who[who], places[id]] = value
        for id, (seen, title) in self.heads.items():
            if id in places and same(lies.at(1, places[id]), seen):
                found[1, places[id]] = title
        key = self.patch.tab.columns[0].id
        for id, at in self.added(lies).items():
            found[0, at] = mark(self.patch.tab.id, id) if id == key else id
        return {place: value for place, value in found.items() if not same(lies.at(*place), value)}

    def added(self, lies: Lying) -> dict[str, int]:
        """Columns that the sheet does not have, and where they will stand: at its right end."""
        missing = [id for id in self.patch.columns if id and id not in lies.places]
        return {id: lies.width + number for number, id in enumerate(missing)}

    def rows(self, lies: Lying) -> list[list[Cell]]:
        """New rows in the order of the sheet's columns. Those that are there already are left out: an append may have been heard and not answered."""
        places = {**lies.places, **self.added(lies)}
        there = {key for key, _ in lies.who}
        new: list[list[Cell]] = []
        for cells in self.patch.appended:
            by_id = {id: value for id, value in zip(self.patch.columns, cells, strict=False) if id}
            if str(by_id.get(self.patch.tab.columns[0].id)) in there:
                continue
            row: list[Cell] = [None] * (max(places.values(), default=-1) + 1)
            for id, value in by_id.items():
                row[places[id]] = value
            new.append(row)
        return new


def wanted(patch: Patch, seen: Grid | None, language: str) -> Wanted:
    """What the patch wants, where `seen` is the grid that it was made from; None for a tab that is new. Spent rows are emptied."""
    titles = {patch.columns[at]: value for row, at, value in patch.cells if row == 1 and patch.columns[at]}
    if seen is None or not seen.cells:
        return Wanted(patch, heads={id: (None, title) for id, title in titles.items()})
    key = patch.tab.columns[0].id
    ids = list(seen.cells[0])
    top = ((mark(patch.tab.id, key) if id == key else id) for id in ids)
    lay = Lying(0, "", 0, (0, 0), (tuple(top), *seen.cells[1:]))
    machine: dict[tuple[Who, str], Cell] = {(who, patch.columns[at]): value for row, at, value in patch.cells if (who := lay.keys[row])}
    heads = {id: (lay.at(1, patch.columns.index(id)), title) for id, title in titles.items()}
    machine |= {
        (who, id): value
        for row in patch.spent
        if (who := lay.keys[row])
        for id, value in _nothing_left(patch.tab, who[0], language).items()
    }
    restored = {(who, patch.columns[at]): value for row, at, value in patch.restored if (who := lay.keys[row])}
    return Wanted(patch, machine, heads, restored)


def _nothing_left(tab: Tab, key: str, language: str) -> dict[str, Cell]:
    """A row of what is no more keeps its key, and its state where a column tells it: somebody may have asked to be forgotten."""
    ours = tab.columns[0].id
    state = "duplicate" if any(str(row.get(ours)) == key for row in tab.rows) else "gone"
    left: dict[str, Cell] = {}
    for column in tab.columns:
        if column.owner == "machine" and column.id not in (ours, AGAIN):
            left[column.id] = next((choice.title.told(language) for choice in column.choices if choice.value == state), None)
    return left
