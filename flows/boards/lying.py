"""Lying: a tab as it lies in a Google Sheet at one moment, with its rows and columns by what they are and not by where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from flows.boards.marks import AGAIN, key_at, plain
from flows.model.board import HEADER_ROWS
from flows.model.cells import text
from flows.model.material import Cell

T = TypeVar("T", bound=Hashable)
Who = tuple[str, int]
"""A row by its key and its number among the rows of this key: somebody may have doubled it."""
What = tuple[str, str, int]
"""A column by its id, its title where it has no id, and its number among such columns."""


@dataclass(frozen=True)
class Lying:
    """Rows and columns count from 0; row 0 is the one of ids."""

    gid: int
    title: str
    top: int
    """The row of the sheet that row 0 is."""
    size: tuple[int, int]
    """Rows and columns of the sheet, empty ones too."""
    rows: tuple[tuple[Cell, ...], ...]

    def at(self, row: int, column: int) -> Cell:
        return self.rows[row][column] if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]) else None

    @cached_property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    @cached_property
    def key(self) -> int:
        """The place of what rows are known by."""
        return self.places.get(AGAIN, self._marked)

    @property
    def _marked(self) -> int:
        return max(0, key_at(self.rows[0])) if self.rows else 0

    @cached_property
    def columns(self) -> tuple[What, ...]:
        """What stands in each place."""
        ids = [plain(self.at(0, at)) for at in range(self.width)]
        titles = [str(self.at(1, at) or "") for at in range(self.width)]
        return tuple(
            (id, title, n) for (id, title), n in _numbered((id, "" if id else title) for id, title in zip(ids, titles, strict=True))
        )

    @cached_property
    def places(self) -> dict[str, int]:
        """The first place of each id."""
        return {id: at for at, (id, _, _) in reversed(list(enumerate(self.columns))) if id}

    @cached_property
    def keys(self) -> tuple[Who | None, ...]:
        """Who stands in each row; None in the headers, and where there is no key."""
        named = [text(self.at(row, self.key)) or text(self.at(row, self._marked)) for row in range(len(self.rows))]
        named = ["" if row < HEADER_ROWS else key for row, key in enumerate(named)]
        return tuple((key, n) if key else None for key, n in _numbered(named))

    @cached_property
    def who(self) -> dict[Who, int]:
        """The row of each."""
        return {who: row for row, who in enumerate(self.keys) if who}

    @cached_property
    def what(self) -> dict[What, int]:
        """The place of each column."""
        return {what: at for at, what in enumerate(self.columns)}

    def like(self, other: Lying) -> bool:
        """Whether all that stood in `other` stands in the same places."""
        return self.columns[: other.width] == other.columns and self.keys[: len(other.rows)] == other.keys and self.top == other.top


def _numbered(values: Iterable[T]) -> list[tuple[T, int]]:
    counted: Counter[T] = Counter()
    numbered: list[tuple[T, int]] = []
    for value in values:
        numbered.append((value, counted[value]))
        counted[value] += 1
    return numbered
