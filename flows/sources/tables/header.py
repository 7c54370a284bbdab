"""Header: which row of a grid names its columns, and the rows under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median_low

from flows.model.material import Cell, Row, Sheet, Trouble
from flows.sources.tables.cells import address, letters_of, wordy

Grid = Sequence[Sequence[Cell]]
_SEARCHED = 30
"""Rows from the top among which the header is looked for; preambles are shorter."""
_SAYS_NOTHING = frozenset({"response", "open-ended response", "vastaus", "avoin vastaus"})
"""What survey tools write under a question that has one column only."""
_VARIABLE = re.compile(r"[^\W\d_]{1,12}[_.]?\d{1,4}(?:[_.][^\W_]{1,12})*")
"""What analysts call a column: `q7`, `Q12_3`, `V1_other`."""


def table(name: str, grid: Grid, corner: tuple[int, int] = (0, 0)) -> tuple[Sheet | None, tuple[Trouble, ...]]:
    """The table in a grid whose first cell stands at `corner` (row, column, from 0).

    The header is the first row that has at least two cells, and half as many as the rows about it, mostly words and mostly
    different; titles and notes above it are left out. None, with a Trouble, where there is no such row.
    """
    filled = [index for index, row in enumerate(grid) if any(value is not None for value in row)]
    if not filled:
        return None, (Trouble("no-rows", name, "The sheet is empty.", "Fill it or delete it."),)
    top = _header(grid, filled)
    if top is None:
        what = "No row names the columns."
        return None, (Trouble("no-header", name, what, "Write the columns' names on the first row.", "error"),)
    names, used = _names(grid, top)
    header, troubles = _unique(name, names, grid, (top, used), corner)
    rows = tuple(_rows(name, grid, [i for i in filled if i >= used], len(header), corner))
    if not rows:
        place = f"{name}!{address(corner[0] + top, corner[1])}"
        troubles += (Trouble("no-rows", place, "The sheet has a header and no rows.", "", "note"),)
    return Sheet(name, header, rows), troubles


def _header(grid: Grid, filled: list[int]) -> int | None:
    counts = {i: sum(value is not None for value in grid[i]) for i in filled}
    searched = filled[:_SEARCHED]
    wide = max(counts[i] for i in searched)
    if wide == 1:
        return next((i for i in searched if _first(grid[i])), None)
    usual = median_low(counts[i] for i in filled[:200])
    least = max(2, -(-usual // 2))
    for i in searched:
        apart = counts[i] < usual and i + 1 not in counts
        if counts[i] >= least and not apart and _mostly_words(grid[i]) and (_different(grid[i]) or _said_again(grid, i)):
            return i
    start = next((i for i in searched if counts[i] >= least), None)
    return start if start is not None and _first(grid[start]) and _different(grid[start]) else None


def _first(row: Sequence[Cell]) -> bool:
    return wordy(next((value for value in row if value is not None), None))


def _mostly_words(row: Sequence[Cell]) -> bool:
    values = [value for value in row if value is not None]
    return sum(wordy(value) for value in values) * 2 > len(values)


def _different(row: Sequence[Cell]) -> bool:
    values = [str(value).strip().casefold() for value in row if value is not None]
    return len(set(values)) * 3 >= len(values)


def _said_again(grid: Grid, top: int) -> bool:
    """Whether a question that stands over each of its columns has the columns' own names on the row below."""
    names = [_name(value) for value in grid[top]]
    below = _below(grid, top)
    first = next(column for column, name in enumerate(names) if name)
    return first < len(below) and below[first] == names[first] and len(set(below)) > len(set(names))


def _names(grid: Grid, top: int) -> tuple[list[str], int]:
    """The columns' names, and the first row under them. Headings over groups of columns are joined with the row of names below them;
    analysts' variables on a row above the questions name only the columns that nothing else names.
    """
    if _imported(grid, top):
        return _below(grid, top), top + 3
    if not _of_variables(grid, top):
        return _grouped(grid, top)
    names, used = _grouped(grid, top + 1)
    variables = [_name(value) for value in grid[top]]
    width = max(len(names), len(variables))
    pairs = zip(names + [""] * (width - len(names)), variables + [""] * (width - len(variables)), strict=True)
    return [name or variable for name, variable in pairs], used


def _imported(grid: Grid, top: int) -> bool:
    """Whether Qualtrics wrote this: variables, questions, then a row of `{"ImportId": ...}`."""
    third = [_name(value) for value in grid[top + 2]] if top + 2 < len(grid) else []
    return sum(name.startswith('{"ImportId"') for name in third) * 2 > len([name for name in third if name])


def _of_variables(grid: Grid, top: int) -> bool:
    names = [name for name in map(_name, grid[top]) if name]
    below = _below(grid, top)
    asked = sum(" " in name for name in below)
    return bool(below) and asked * 2 > len([name for name in below if name]) and sum(map(_variable, names)) >= 0.8 * len(names)


def _variable(name: str) -> bool:
    return bool(_VARIABLE.fullmatch(name))


def _below(grid: Grid, top: int) -> list[str]:
    """The names on the next row; none where it holds anything but words. Among many names a tenth may be such as `2-50`."""
    row = grid[top + 1] if top + 1 < len(grid) else []
    others = [value for value in row if value is not None and not wordy(value)]
    spared = sum(value is not None for value in row) // 10 if all(isinstance(value, str) for value in others) else 0
    return [] if len(others) > spared else [_name(value) for value in row]


def _grouped(grid: Grid, top: int) -> tuple[list[str], int]:
    """A second row of names shows by this: under the first column it is blank or says the same again, and it names what the first leaves out."""
    names, below = _filled([_name(value) for value in grid[top]]), _filled(_below(grid, top))
    if not below:
        return names, top + 1
    width = max(len(names), len(below))
    names, below = names + [""] * (width - len(names)), below + [""] * (width - len(below))
    first = next(column for column, name in enumerate(names) if name)
    again = below[first] == names[first]
    gaps = [column for column in range(first, width) if not names[column]]
    filled = sum(bool(below[column]) for column in gaps)
    if not again and (below[first] or not gaps or filled < 0.9 * len(gaps)):
        return names, top + 1
    return _joined(names, below), top + 2


def _filled(names: list[str]) -> list[str]:
    """Without the nameless at the end."""
    last = max((column for column, name in enumerate(names) if name), default=-1)
    return names[: last + 1]


def _joined(names: list[str], below: list[str]) -> list[str]:
    joined, over = [], ""
    for name, under in zip(names, below, strict=True):
        over = name or over
        plain = not under or not over or under == over or under.casefold() in _SAYS_NOTHING
        joined.append((over if under or name else "") if plain else f"{over} / {under}")
        joined[-1] = joined[-1] or under
    return joined


def _name(value: Cell) -> str:
    return "" if value is None else " ".join(str(value).split())


def _unique(
    sheet: str, names: list[str], grid: Grid, rows: tuple[int, int], corner: tuple[int, int]
) -> tuple[tuple[str, ...], tuple[Trouble, ...]]:
    """Second ones of a name are numbered, nameless ones get their letter; empty nameless columns at the end are left out."""
    top, used = rows
    with_data = {column for row in grid[used:] for column, value in enumerate(row) if value is not None}
    named = {column for column, name in enumerate(names) if name}
    header: list[str] = []
    taken: set[str] = set()
    twice: list[str] = []
    nameless: list[str] = []
    for column in range(max(with_data | named, default=-1) + 1):
        place = address(corner[0] + top, corner[1] + column)
        if column in named:
            name, again = _numbered(names[column], taken)
            twice += [place] * again
        else:
            name, _ = _numbered(f"column {letters_of(corner[1] + column)}", taken)
            nameless += [place] * (column in with_data)
        header.append(name)
    return tuple(header), _headings(sheet, twice, nameless)


def _numbered(name: str, taken: set[str]) -> tuple[str, bool]:
    fresh, count = name, 1
    while fresh in taken:
        count += 1
        fresh = f"{name} ({count})"
    taken.add(fresh)
    return fresh, count > 1


def _headings(sheet: str, twice: list[str], nameless: list[str]) -> tuple[Trouble, ...]:
    troubles = []
    if twice:
        what = f"{_many(twice, 'column has', 'columns have')} a name that stands before: {_some(twice)}."
        troubles.append(Trouble("duplicate-header", f"{sheet}!{twice[0]}", what, "It is read with a number after its name; rename it."))
    if nameless:
        what = f"{_many(nameless, 'column has', 'columns have')} values and no name: {_some(nameless)}."
        troubles.append(Trouble("nameless-column", f"{sheet}!{nameless[0]}", what, "Name it, or clear the values.", "note"))
    return tuple(troubles)


def _many(places: list[str], one: str, more: str) -> str:
    return f"1 {one}" if len(places) == 1 else f"{len(places)} {more}"


def _some(places: list[str]) -> str:
    return ", ".join(places[:5]) + (" ..." if len(places) > 5 else "")


def _rows(sheet: str, grid: Grid, indexes: list[int], width: int, corner: tuple[int, int]) -> list[Row]:
    start, letters = corner[0] + 1, letters_of(corner[1])
    padding = (None,) * width
    return [Row(f"{sheet}!{letters}{start + index}", (tuple(grid[index]) + padding)[:width]) for index in indexes]
