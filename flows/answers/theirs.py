"""Theirs: whether people have written on the board while the machine did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from flows.answers.laid import Laid, laid
from flows.model.board import Board, Patch, Tab
from flows.model.cells import blank, text

_Cell = tuple[str, str, str, str]
"""(Tab, key, column, what it says)."""


def written_between(before: Board, after: Board, tabs: Sequence[Tab], patches: Iterable[Patch]) -> bool:
    """Whether people's cells of these tabs differ by more than what the patches put back into them."""
    old, new = Counter(_cells(before, tabs)), Counter(_cells(after, tabs))
    put_back = {place for patch in patches for place in _put_back(before, patch)}
    return bool(old - new) or any(cell[:3] not in put_back for cell in new - old)


def _cells(board: Board, tabs: Iterable[Tab]) -> Iterator[_Cell]:
    for tab in tabs:
        found = _laid(board, tab)
        columns = [column.id for column in tab.columns if column.owner == "person"]
        for row, key in found.rows if found else ():
            for id_ in columns:
                if found and not blank(cell := found.cell(row, id_)):
                    yield tab.id, key, id_, text(cell)


def _put_back(board: Board, patch: Patch) -> Iterator[tuple[str, str, str]]:
    key = patch.tab.columns[0].id
    for row in patch.appended:
        cells = dict(zip(patch.columns, row, strict=False))
        yield from ((patch.tab.id, text(cells.get(key)), id_) for id_ in cells)
    found = _laid(board, patch.tab)
    keys = dict(found.rows) if found else {}
    yield from ((patch.tab.id, keys[row], patch.columns[place]) for row, place, _ in patch.restored if row in keys)


def _laid(board: Board, tab: Tab) -> Laid | None:
    grid = board.grids.get(tab.id)
    return laid(grid, tab.columns) if grid else None
