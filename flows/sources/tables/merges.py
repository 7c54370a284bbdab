"""Merges: values that a person has merged over several rows."""

from __future__ import annotations

from collections.abc import Iterable

from flows.model.material import Cell

Merge = tuple[int, int, int, int]
"""(first row, last row, first column, last column), from 0."""


def fill_down(grid: list[list[Cell]], merges: Iterable[Merge], corner: tuple[int, int] = (0, 0)) -> None:
    """Writes a value that is merged over rows of one column into each of them. The grid's first cell stands at `corner` (row, column)."""
    for top, bottom, left, right in merges:
        row, column = top - corner[0], left - corner[1]
        if right == left and 0 <= row < len(grid) and 0 <= column < len(grid[row]):
            for below in grid[row + 1 : bottom - corner[0] + 1]:
                below[column] = grid[row][column]
