"""Mending: what to put back where rows or columns moved in the moment between reading a Google Sheet and writing to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from flows.boards.cells import same, serial, written
from flows.boards.lying import Lying, Who
from flows.model.board import HEADER_ROWS
from flows.model.material import Cell

Place = tuple[int, int]


def mending(before: Lying, after: Lying, wrote: Mapping[Place, Cell], appended: Sequence[Sequence[Cell]]) -> dict[Place, Cell]:
    """Cells of `after` that hold what was meant for others, with what stood in them `before`; empty where all landed right.

    `wrote` has what was written by its place in `before`. A cell that holds something else than what was written there is somebody's own since.
    """
    if after.like(before) or _beside_their_keys(before, after, wrote):
        return _straightened(before, after, appended)
    hit = [(row, at) for (row, at), value in wrote.items() if same(after.at(row, at), value)]
    names = _names(before, after, {row for row, at in hit if at == after.key and row >= HEADER_ROWS})
    columns = _columns(before, after, {at for row, at in hit if row < HEADER_ROWS})
    found = _straightened(before, after, appended)
    for row, at in hit:
        stood, who = columns.get(at), names.get(row)
        if row < HEADER_ROWS:
            found[row, at] = before.at(row, stood) if stood is not None else None
        elif at == after.key:
            found[row, at] = who[0] if who else None
        else:
            found[row, at] = before.at(before.who[who], stood) if who in before.who and stood is not None else None
    return {place: value for place, value in found.items() if not same(after.at(*place), value)}


def _beside_their_keys(before: Lying, after: Lying, wrote: Mapping[Place, Cell]) -> bool:
    """Whether things moved only after they had been written."""
    for (row, at), value in wrote.items():
        who, what = before.keys[row] if row < len(before.rows) else None, before.columns[at] if at < before.width else None
        if who is None or what is None or who not in after.who or what not in after.what:
            continue
        if not same(after.at(after.who[who], after.what[what]), value):
            return False
    return True


def _names(before: Lying, after: Lying, struck: set[int]) -> dict[int, Who]:
    """Who stands in each row of `after`. A row whose key was written over is the one among those missing that it is most like."""
    names = {row: who for row, who in enumerate(after.keys) if who and row not in struck}
    missing = [who for who in before.who if who not in set(names.values())]
    for row in sorted(struck):
        if missing:
            names[row] = max(missing, key=lambda who: _alike(before, before.who[who], after, row))
            missing.remove(names[row])
    return names


def _columns(before: Lying, after: Lying, struck: set[int]) -> dict[int, int]:
    """The places in `before` of the columns of `after`. One whose header was written over is the one among those missing that it is most like."""
    places = {at: before.what[what] for at, what in enumerate(after.columns) if what in before.what and at not in struck}
    missing = [at for at in range(before.width) if at not in set(places.values())]
    for at in sorted(struck):
        if missing:
            places[at] = max(missing, key=lambda stood: _agreeing(before, stood, after, at))
            missing.remove(places[at])
    return places


def _agreeing(before: Lying, old: int, after: Lying, new: int) -> int:
    pairs = [(before.at(before.who[who], old), after.at(row, new)) for who, row in after.who.items() if who in before.who]
    return sum(left is not None and same(left, right) for left, right in pairs)


def _alike(before: Lying, old: int, after: Lying, new: int) -> int:
    """In how many filled cells two rows agree."""
    pairs = [(before.at(old, at), after.at(new, after.what[what])) for at, what in enumerate(before.columns) if what in after.what]
    return sum(left is not None and same(left, right) for left, right in pairs)


def _straightened(before: Lying, after: Lying, appended: Sequence[Sequence[Cell]]) -> dict[Place, Cell]:
    """New rows whose cells went to the places that the columns had before."""
    if after.columns[: before.width] == before.columns:
        return {}
    found: dict[Place, Cell] = {}
    new = {_plain(row): row for row in appended}
    for number, cells in enumerate(after.rows):
        row = new.get(_plain(cells))
        if row is not None and number >= HEADER_ROWS:
            for at, what in enumerate(after.columns):
                stood = before.what.get(what)
                found[number, at] = row[stood] if stood is not None and stood < len(row) else None
    return {place: value for place, value in found.items() if not same(after.at(*place), value)}


def _plain(row: Sequence[Cell]) -> tuple[str, ...]:
    """A row whatever its columns make of numbers: a day in a column of numbers is the number of a day."""
    numbers = (serial(cell) if isinstance(cell, date | time) else cell for cell in map(written, row))
    told = ["" if cell is None else str(float(cell)) if isinstance(cell, int | float) else str(cell) for cell in numbers]
    while told and not told[-1]:
        told.pop()
    return tuple(told)
